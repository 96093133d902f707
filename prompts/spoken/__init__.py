"""How values sound in each language: addresses to write down, dates, times of day, hours of the week."""
