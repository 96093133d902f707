"""The people of the console: accounts, sessions, passkeys, and the audit log."""
