"""A bitext made by hand from sentences of the articles, with every fate and finding in it."""

from __future__ import annotations

from dataclasses import replace

from translate.bitext import (
    AlignedPair,
    Bitext,
    Block,
    BlockKind,
    Document,
    FoundAs,
    GlossaryTerm,
    KeptBy,
    Origin,
    Placeable,
    Score,
    Segment,
    Severity,
    Span,
    TermMatch,
    TermOutcome,
    TermStatus,
    Violation,
)

AI = GlossaryTerm("KI", ("AI", "artificial intelligence"))
INTELLIGENCE = GlossaryTerm("künstliche Intelligenz", ("artificial intelligence",))
MODEL = GlossaryTerm("KI-Modell", ("AI model",))
OPEN_SOURCE = GlossaryTerm("Open Source", ("open source", "open-source"))
RACE = GlossaryTerm("Weltraumrennen", ("Space Race",), forbidden=("space running",))
BIAS = GlossaryTerm("Voreingenommenheit", ("bias",), forbidden=("prejudice",))
PRIVACY = GlossaryTerm("Datenschutz", ("data privacy", "privacy"))
DISPLACEMENT = GlossaryTerm("Arbeitsplatzverlust", ("job displacement", "job loss"))
STOCK_MARKET = GlossaryTerm("Börse", ("stock market",))

TITLE, TEXT, ITEM = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM

# Kind, level and prefix of every block; its sentences are German and English lines in turn.
BLOCKS = (
    (TITLE, 1, ""),
    (TEXT, 0, ""),
    (TITLE, 2, ""),
    (TEXT, 0, ""),
    (ITEM, 1, "  1. "),
    (ITEM, 1, "  2. "),
    (TEXT, 0, ""),
)
# A line of confidence, German and English for every sentence; an empty line ends a block.
SENTENCES = """\
0.81
KI-Entwicklungen: Warum Vergleiche mit dem Weltraumrennen irreführend sind
AI Developments: Why Comparisons with the Space Race Are Misleading

0.74
Die globale Landschaft der künstlichen Intelligenz entwickelt sich rasant.
The global landscape of artificial intelligence is developing rapidly.
0.52
Die notwendigen Investitionen belaufen sich Schätzungen zufolge auf bis zu 7 Billionen US-Dollar.
Estimates put the necessary investment at up to 7 billion US dollars.

0.9
Der Open-Source-Vorteil
The Open-Source Advantage

0.77
Im Jahr 2023 sicherte sich China weltweit rund 70 % der KI-bezogenen Patente.
In 2023, China secured around 70% of AI-related patents worldwide.
0.28
Dies umfasst Themen wie Voreingenommenheit, Datenschutz, Sicherheit und Arbeitsplatzverlust.
This includes issues such as prejudice, data privacy, security and job loss
0.7
Der Code steht unter https://example.org/r1_code bereit.
The code is available at https://example.org/r1_code.

0.66
Zugänglichkeit: Open-Source-KI-Modelle sind für eine breitere Palette von Benutzern zugänglich.
Accessibility: Open-source AI models are accessible to a wider range of users.
0.41
Das sorgte für Aufregung an der Börse.
That caused a stir.

-
Anpassung: *Flexibel* & <frei>.
Customization: *Flexible* & <free>.

0.6
Bild über Depositphotos.com
Image via Depositphotos.com
"""

# Term, segment, German surface, English surface, by; without the last two it was missed.
OUTCOMES = (
    (AI, "b1.s1", "KI", "AI", KeptBy.MODEL),
    (RACE, "b1.s1", "Weltraumrennen", "Space Race", KeptBy.CONSTRAINT),
    (INTELLIGENCE, "b2.s1", "künstlichen Intelligenz", "artificial intelligence", KeptBy.MODEL),
    (OPEN_SOURCE, "b3.s1", "Open-Source", "Open-Source", KeptBy.MODEL),
    (AI, "b4.s1", "KI", "AI", KeptBy.MODEL),
    (BIAS, "b4.s2", "Voreingenommenheit", None, None),
    (PRIVACY, "b4.s2", "Datenschutz", "data privacy", KeptBy.REPAIR),
    (DISPLACEMENT, "b4.s2", "Arbeitsplatzverlust", "job loss", KeptBy.MODEL),
    (OPEN_SOURCE, "b5.s1", "Open-Source", "Open-source", KeptBy.MODEL),
    (MODEL, "b5.s1", "KI-Modelle", "AI models", KeptBy.CONSTRAINT),
    (STOCK_MARKET, "b5.s2", "Börse", None, None),
)
SIGNATURE = "nrefs:1|case:mixed|{}|version:2.6.0"
SCORES = (
    Score("chrF2", 58.31, SIGNATURE.format("eff:yes|nc:6|nw:0|space:no"), 28, (55.1, 61.4)),
    Score("BLEU", 24.7, SIGNATURE.format("eff:no|tok:13a|smooth:exp"), 28, (20.2, 29.0)),
    Score("TermAccuracy", 81.8, "match:forms|termbase:3f9a|version:1", 11),
)
VIOLATIONS = (
    Violation(
        "number-changed",
        Severity.ERROR,
        "b2.s2",
        "“7 Billionen” became “7 billion”",
        Span(48, 57),
        "expected “7 trillion”",
    ),
    Violation(
        "missed-term",
        Severity.ERROR,
        "b4.s2",
        "“Voreingenommenheit” has no rendering of the glossary: no word is linked to it",
        None,
        "use “bias”",
    ),
    Violation("low-confidence", Severity.WARNING, "b4.s2", "confidence 28%"),
    Violation("end-punctuation", Severity.WARNING, "b4.s2", "ends with no mark", Span(74, 75)),
    Violation(
        "missed-term",
        Severity.ERROR,
        "b5.s2",
        "“Börse” has no rendering of the glossary",
        None,
        "use “stock market”",
    ),
    Violation("inconsistent-term", Severity.INFO, "", "“Beispiel” has 2 renderings: a (2), b (1)"),
)


def article() -> Bitext:
    """Return the bitext of a short article in plain text."""
    document, targets = _document()
    pairs = tuple(
        AlignedPair((segment,), (english,), Origin.ENGINE, confidence, -0.5)
        for segment, (english, confidence) in zip(document.segments, targets, strict=True)
    )
    outcomes = tuple(_outcome(pairs, *row) for row in OUTCOMES)
    return Bitext(
        document, pairs, outcomes, VIOLATIONS, SCORES, "de-en", "glossary.yaml", {"beam": "4"}
    )


def bare(*sentences: tuple[str, str]) -> Bitext:
    """Return a bitext of one paragraph from German and English sentences, with nothing known."""
    text = " ".join(german for german, _ in sentences)
    segments, at = [], 0
    for number, (german, _) in enumerate(sentences, start=1):
        segments.append(Segment(f"b1.s{number}", german, Span(at, at + len(german))))
        at += len(german) + 1
    block = Block("b1", TEXT, Span(0, len(text)), 1, tuple(segments))
    pairs = tuple(
        AlignedPair((segment,), (english,) if english else (), Origin.HUMAN)
        for segment, (_, english) in zip(segments, sentences, strict=True)
    )
    return Bitext(Document("bare.de.txt", text, (block,)), pairs)


def markdown() -> Bitext:
    """Return a bitext of one sentence of Markdown with emphasis, a link and a term."""
    german = "Die **KI** und [Links](http://a.de/_x_)"
    bitext = bare((german, "The **AI** and [links](http://a.de/_x_) * 2"))
    placeables = tuple(
        Placeable("markup", Span(at, at + len(surface)), surface, markup=True)
        for at, surface in ((4, "**"), (8, "**"), (15, "["), (21, "](http://a.de/_x_)"))
    )
    segment = replace(bitext.pairs[0].source[0], placeables=placeables)
    match = TermMatch(AI, segment.id, Span(6, 8), "KI", FoundAs.EXACT)
    return replace(
        bitext,
        document=replace(bitext.document, format="markdown"),
        pairs=(replace(bitext.pairs[0], source=(segment,)),),
        outcomes=(TermOutcome(match, TermStatus.KEPT, "AI", Span(6, 8), KeptBy.MODEL),),
    )


def _document() -> tuple[Document, list[tuple[str, float | None]]]:
    """Lay the blocks out as text, an empty line between two."""
    text, blocks, targets = "", [], []
    contents = SENTENCES.strip().split("\n\n")
    for number, (block, content) in enumerate(zip(BLOCKS, contents, strict=True), start=1):
        kind, level, prefix = block
        text += prefix
        start, segments = len(text), []
        lines = content.splitlines()
        rows = zip(lines[::3], lines[1::3], lines[2::3], strict=True)
        for n, (confidence, german, english) in enumerate(rows, start=1):
            text += " " * (n > 1)
            span = Span(len(text), len(text) + len(german))
            segments.append(Segment(f"b{number}.s{n}", german, span, _placeables(german)))
            targets.append((english, None if confidence == "-" else float(confidence)))
            text += german
        last = number == len(BLOCKS)
        span = Span(start, len(text))
        line = 2 * number - 1
        blocks.append(
            Block(f"b{number}", kind, span, line, tuple(segments), prefix, level, boilerplate=last)
        )
        text += "\n\n"
    return Document("articles/ki-beispiel.de.txt", text, tuple(blocks)), targets


def _placeables(german: str) -> tuple[Placeable, ...]:
    """Find the one URL."""
    url = "https://example.org/r1_code"
    at = german.find(url)
    return (Placeable("url", Span(at, at + len(url)), url),) if at >= 0 else ()


def _outcome(
    pairs: tuple[AlignedPair, ...],
    term: GlossaryTerm,
    segment_id: str,
    german: str,
    english: str | None,
    by: KeptBy | None,
) -> TermOutcome:
    """Place an outcome at the first occurrence of its surfaces."""
    pair = next(pair for pair in pairs if pair.id == segment_id)
    start = pair.source_text.index(german)
    match = TermMatch(term, segment_id, Span(start, start + len(german)), german, FoundAs.INFLECTED)
    if english is None:
        return TermOutcome(match, TermStatus.MISSED, reason="no word is linked to it")
    at = pair.target_text.index(english)
    return TermOutcome(match, TermStatus.KEPT, english, Span(at, at + len(english)), by)
