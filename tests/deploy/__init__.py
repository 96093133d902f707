"""What deploy/ installs: the proxy, the units, the settings file."""
