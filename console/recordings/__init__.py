"""The pages on which admins put recordings in the place of texts."""
