"""The helpdesk staff's own workplace."""
