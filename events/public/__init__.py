"""What visitors see: list, month, page, series, calendars and feeds."""
