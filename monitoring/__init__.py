"""What machines watch the line by: figures for Prometheus, failures for Sentry. Callers and numbers are in none."""
