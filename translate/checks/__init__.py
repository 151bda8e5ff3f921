"""Checks: one small function each, registered with its severity."""
