"""How many reps a desk needs: queueing theory, demand, and simulation."""
