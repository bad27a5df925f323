"""`tongren draw`: pictures."""
NAME = "draw"
EXAMPLE = "tongren draw"
def command() -> None:
    """Draw."""
