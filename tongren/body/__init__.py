"""body room."""
