"""A local phone network: the carrier's behaviour, its REST API and its phones, on one machine."""
