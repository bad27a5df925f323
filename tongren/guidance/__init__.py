"""Guided acupressure: what a person may press for a complaint, how, and what comes first; it reads and never places a point."""
