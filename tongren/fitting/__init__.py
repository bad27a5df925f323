"""The template fitted to a scan: posture, skin, what was seen and how surely."""
