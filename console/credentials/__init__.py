"""What proves who somebody is at the console, and what keeps others from guessing it."""
