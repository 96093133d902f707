"""Closures, notices, attack mode and the block list of a desk."""
