"""The queue: callers, reps, offers and conversations, each change one atomic script."""
