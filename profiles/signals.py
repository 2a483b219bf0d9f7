"""What upper apps may listen to. Sent inside the transaction: listeners enqueue after commit."""

from django.dispatch import Signal

content_changed = Signal()
"""A profile's live content, or whether it is matched, has changed; `profile` is the row.

With `is_one_of_many` true, `contents_imported` follows: leave to that what is dear.
"""
contents_imported = Signal()
"""Many profiles have changed at once: `profiles` are their ids, `by` whoever did it."""
