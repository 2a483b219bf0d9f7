"""What happens by itself: states, reminders, news, thanks."""
