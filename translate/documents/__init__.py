"""Source formats: text in, blocks with spans out, translations spliced back."""

from translate.documents.decoding import decode
from translate.documents.source import FORMATS, format_in, format_of, parse, read, splice, text_of

__all__ = ["FORMATS", "decode", "format_in", "format_of", "parse", "read", "splice", "text_of"]
