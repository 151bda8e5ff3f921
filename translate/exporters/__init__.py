"""Export formats: one module each, one registry line here."""
