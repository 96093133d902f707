"""Commands for whoever operates the line: doctor, number settings, backup and restore."""
