"""German to English, offline, true to the terms."""

__version__ = "0.1.0"
