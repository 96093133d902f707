"""Recordings: uploaded, checked, converted, stored and cached."""
