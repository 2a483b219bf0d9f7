"""The desk's pages for making a webinar: its forms, one for each section."""
