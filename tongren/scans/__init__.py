"""A 3D scan of a person, from the file to points upright in millimetres."""
