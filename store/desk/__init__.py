"""What a desk keeps in the database while it works: typed records and states, call ids, and its scripts."""
