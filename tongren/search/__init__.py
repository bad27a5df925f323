"""Search: what a text may mean, in any language: points, conditions, complaints, meridians, parts of the body."""
