"""Alignment: of sentences across two texts, of words inside one pair."""
