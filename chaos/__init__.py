"""Breaks the line on purpose while callers call: who was lost, who talked twice, which rep was stuck."""
