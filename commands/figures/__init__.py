"""Commands about figures: reports, simulation and staffing."""
