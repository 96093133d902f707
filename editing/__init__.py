"""A desk's content as admins change it: drafts, checks, publishing, what callers hear now. Knows neither web nor carrier."""
