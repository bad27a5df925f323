"""Derived files: the baked template, the calibration of bodies, the compiled atlas."""
