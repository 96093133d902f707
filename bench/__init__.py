"""How fast a menu turn is, next to the plain way of doing the same and next to doing nothing at all."""
