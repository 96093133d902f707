"""The people of a chaos run: callers and reps with intentions."""
