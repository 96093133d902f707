"""Open consoles: what they cost, and how soon they show a change."""
