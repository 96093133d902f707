"""When a desk is open and, with the waiting line, who answers. Knows neither the web nor the carrier."""
