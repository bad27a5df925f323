"""The server room: the engine over HTTP on this machine, one file an endpoint family; it computes nothing of its own."""
