"""locate room."""
