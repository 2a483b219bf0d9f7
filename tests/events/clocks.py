"""Moments around both changes of the clocks, worked out by hand."""

CHANGES = [
    ("2026-03-29T00:30Z", "Sun 29 Mar 2026, 01:30 CET / 09:30 JST"),
    ("2026-03-29T01:00Z", "Sun 29 Mar 2026, 03:00 CEST / 10:00 JST"),
    ("2026-10-25T00:30Z", "Sun 25 Oct 2026, 02:30 CEST / 09:30 JST"),
    ("2026-10-25T01:00Z", "Sun 25 Oct 2026, 02:00 CET / 10:00 JST"),
    ("2027-03-28T00:30Z", "Sun 28 Mar 2027, 01:30 CET / 09:30 JST"),
    ("2027-03-28T01:00Z", "Sun 28 Mar 2027, 03:00 CEST / 10:00 JST"),
    ("2027-10-31T00:30Z", "Sun 31 Oct 2027, 02:30 CEST / 09:30 JST"),
    ("2027-10-31T01:00Z", "Sun 31 Oct 2027, 02:00 CET / 10:00 JST"),
    ("2026-11-24T08:00Z", "Tue 24 Nov 2026, 09:00 CET / 17:00 JST"),
    ("2026-07-07T08:00Z", "Tue 7 Jul 2026, 10:00 CEST / 17:00 JST"),
    ("2026-12-31T20:00Z", "Thu 31 Dec 2026, 21:00 CET / Fri 1 Jan, 05:00 JST"),
]
"""Of each: the moment in UTC, and how an English reader in Brussels reads it."""
