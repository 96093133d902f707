"""The worker: loops that carry out commands, watch deadlines, and compare with the carrier."""
