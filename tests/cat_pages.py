"""A page of Markdown with its English, with every kind of code in it."""

from __future__ import annotations

from translate import documents, placeables, segmentation
from translate.bitext import AlignedPair, Bitext, NearMatch, Origin

PAGE = """# Die **Börse** am Morgen

Der ***Kurs* fällt** auf [a.de](https://a.de/x_y) & `x < 1` um 5 \\* 3 ![Bild](b.png).

Ein *Wort. Noch ein* Satz[^1] mit <b>Tag</b> und {name}.

Der Rest steht [hier](#da).

[^1]: Fußnote.
"""
ENGLISH = {
    "Die Börse am Morgen": "The stock market in the morning",
    "Der Rest steht hier.": "The rest is here.",
}


def marked_up() -> Bitext:
    """Return the page with English in which every code stands as the restoration puts it."""
    document = segmentation.split(documents.parse(PAGE, "page.de.md"))
    pairs = []
    for segment in document.segments:
        mask = placeables.mask(segment)
        english = placeables.restore(mask, ENGLISH.get(mask.text, mask.text)).text
        near = (NearMatch("Der Kurs steigt", "The price rises", 0.8, "old.de.md"),)
        pairs.append(AlignedPair((segment,), (english,), Origin.ENGINE, near=near))
    return Bitext(document, tuple(pairs))
