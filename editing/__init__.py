"""A desk's content as admins change it: drafts, checks, publishing, what is heard. Knows neither web nor carrier."""
