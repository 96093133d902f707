"""Web pages below `/console`, for the people who answer calls and those who lead them."""
