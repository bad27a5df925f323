"""draw room."""
