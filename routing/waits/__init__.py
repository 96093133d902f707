"""How long callers wait: the estimate, what is announced of it, and when it is better to call again."""
