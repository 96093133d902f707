"""Published content, proposals and recordings in the database."""
