"""Who speaks for an organisation: one's own organisations, registering, joining, teams."""
