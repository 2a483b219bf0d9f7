"""The webinar series, from announcement to recording."""
