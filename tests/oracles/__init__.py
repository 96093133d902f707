"""Independent computations that prove figures, estimates and simulation right."""
