"""From a match to a conversation: brokered, and consented to by everybody concerned."""
