"""The wallboard: how a desk stands, for those who lead it, and what they can do about it."""
