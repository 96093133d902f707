"""The carrier's REST API, version 2010-04-01, as far as a line needs it."""
