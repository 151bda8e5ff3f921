"""What has been translated already, by engines and by people: one SQLite file."""

from translate.memory.store import Memory, MemoryStats, default_path, key_of
from translate.memory.translations import Translation, Translations

__all__ = [
    "Memory",
    "MemoryStats",
    "Translation",
    "Translations",
    "default_path",
    "key_of",
]
