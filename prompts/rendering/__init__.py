"""Where a prompt becomes what is said: templates filled in, joined, in one language at one moment."""
