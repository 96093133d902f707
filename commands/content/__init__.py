"""Commands about a desk's content: check, publish, compare, export, import."""
