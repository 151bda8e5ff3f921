"""Engines: whatever turns requests into hypotheses."""
