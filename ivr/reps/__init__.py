"""Reps on the phone: offers, conversations, listening, the reps' menu and their text messages."""
