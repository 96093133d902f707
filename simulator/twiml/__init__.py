"""TwiML as the carrier reads, checks and runs it."""
