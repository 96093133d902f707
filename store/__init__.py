"""The one database: connection, embedded server, keys, Lua. Knows neither the web nor the carrier."""
