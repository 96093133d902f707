"""A desk's content as its admins change it: drafts, recordings, publishing. Knows neither the web nor the carrier."""
