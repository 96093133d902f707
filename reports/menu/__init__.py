"""What callers do in the menu: visits to its nodes, ways between them, and results by topic."""
