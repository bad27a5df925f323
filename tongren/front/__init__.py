"""The front door: the functions of `import tongren as tg`, each a few lines on the rooms behind."""
