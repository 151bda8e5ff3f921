"""Source formats: text in, blocks with spans out, translations spliced back."""

from translate.documents.decoding import decode
from translate.documents.extras import Extras
from translate.documents.source import FORMATS, parse, read, splice, text_of

__all__ = ["FORMATS", "Extras", "decode", "parse", "read", "splice", "text_of"]
