"""The webinar series: from the announcement to the recording."""
