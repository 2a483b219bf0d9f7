"""Signing up and in, a person's own data, second factors and sessions; allauth does the work."""
