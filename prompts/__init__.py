"""What is said: desk folders, their models, checks, spoken forms and revisions.

Knows neither the web nor the carrier.
"""
