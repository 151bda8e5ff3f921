"""Terminology: the termbase, its occurrences, their English forms, and their enforcement."""
