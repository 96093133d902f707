"""The difference between two revisions, in words for people."""
