"""What upper apps may listen to. Sent inside the transaction: listeners enqueue after commit."""

from django.dispatch import Signal

content_changed = Signal()
"""A profile's live content, or whether it is matched, has changed; `profile` is the row."""
