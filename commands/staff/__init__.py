"""Commands about people: accounts, reps, blocked callers, and the audit log."""
