"""What came of introductions, or was there before: partnerships over their whole life."""
