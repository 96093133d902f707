"""Changes of a desk's files that keep comments and everything else in place."""
