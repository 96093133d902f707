"""When a desk is open: planned hours, closed days, and closures."""
