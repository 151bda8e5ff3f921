"""Hide from the engine what must not be translated, and put each of it back exactly once."""

from translate.placeables import carrying
from translate.placeables.masking import Masked, bare, mask, plain
from translate.placeables.restoring import Restored, restore

__all__ = ["Masked", "Restored", "bare", "carrying", "mask", "plain", "restore"]
