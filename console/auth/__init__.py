"""Signing in: passwords, second step, sessions' cookies, single sign-on, and the visitor's own account."""
