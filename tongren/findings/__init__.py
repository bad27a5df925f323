"""What is known: reviews behind one gate, graded, practices compared, cautions; it reads positions and never changes them."""
