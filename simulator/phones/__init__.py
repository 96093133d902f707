"""Phones of the network: in tests, in the terminal, in a browser."""
