"""What happened: events in, figures out. Knows the line only by what it wrote down."""
