"""Study tables pooled: numbers alone; nothing here knows the atlas."""
