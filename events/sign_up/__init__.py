"""Signing up without an account, and a participant's own page."""
