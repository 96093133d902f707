"""The pages on which admins change what callers hear: texts, the draft, what was published, the files themselves."""
