"""What happened, on pages: figures of some days, two ranges side by side, topics, hours, reps, missed callers."""
