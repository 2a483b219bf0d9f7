"""What people do to profiles, teams and their own data: each a verb, atomic, logged."""
