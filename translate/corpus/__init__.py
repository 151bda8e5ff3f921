"""Corpora: rows in blocks, translated by one process or many, each block written whole."""
