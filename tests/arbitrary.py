"""Hypothesis strategies for bitexts that nobody would think of."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st

from translate.bitext import (
    AlignedPair,
    Bitext,
    Block,
    BlockKind,
    Document,
    Fold,
    FoundAs,
    GlossaryTerm,
    KeptBy,
    MatchMode,
    Origin,
    Placeable,
    Score,
    Segment,
    Severity,
    Span,
    TermHint,
    TermMatch,
    TermOutcome,
    TermStatus,
    Violation,
    WordLink,
)

# A bitext is slow to draw and has many places to go wrong in: fewer of them do.
few = settings(max_examples=40)
TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)
# What would break Markdown, HTML, XML or a table if it were not escaped.
NASTY = st.text(st.sampled_from(r"*_`#>|<&;[]()!\~$-+=1.) aÄ" + "\t"), min_size=1, max_size=30)
SENTENCES = st.one_of(TEXTS, NASTY)
KINDS = (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE)
UNIT = st.floats(0, 1)


def spans(length: int) -> st.SearchStrategy[Span]:
    """Return spans in a text of that length, of one character or more."""
    starts = st.integers(0, length - 1)
    return starts.flatmap(
        lambda start: st.builds(Span, st.just(start), st.integers(start + 1, length))
    )


TERMS = st.builds(
    GlossaryTerm,
    TEXTS,
    st.lists(TEXTS, min_size=1, max_size=3).map(tuple),
    st.lists(TEXTS, max_size=2).map(tuple),
    st.sampled_from(MatchMode),
    st.booleans(),
    st.booleans(),
    TEXTS,
    st.integers(0, 99),
)
SCORES = st.builds(
    Score,
    TEXTS,
    st.floats(0, 100),
    TEXTS,
    st.integers(1, 99),
    st.none() | st.tuples(st.floats(0, 100), st.floats(0, 100)),
)


@st.composite
def bitexts(draw: st.DrawFn, sentences: st.SearchStrategy[str] = SENTENCES) -> Bitext:
    """Draw a document, pairs that cover it, and outcomes, findings and scores at random places."""
    document = draw(_documents(sentences))
    pairs = draw(_pairs(document.segments, sentences))
    terms = draw(st.lists(TERMS, min_size=1, max_size=3, unique_by=lambda term: term.source))
    outcomes = [
        draw(_outcomes(pair, terms))
        for pair in pairs
        if pair.source and pair.target_text and draw(st.booleans())
    ]
    ids = st.sampled_from(["", *(segment.id for segment in document.segments)])
    violations = st.builds(
        Violation, st.just("some-check"), st.sampled_from(Severity), ids, TEXTS, st.none(), TEXTS
    )
    return Bitext(
        document,
        pairs,
        tuple(outcomes),
        tuple(draw(st.lists(violations, max_size=2))),
        tuple(draw(st.lists(SCORES, max_size=2))),
        draw(TEXTS),
        draw(TEXTS),
        draw(st.dictionaries(TEXTS, TEXTS, max_size=2)),
    )


@st.composite
def _documents(draw: st.DrawFn, sentences: st.SearchStrategy[str]) -> Document:
    """Draw blocks of sentences that stand in the text as their spans say."""
    text, blocks = "", []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        start, segments = len(text), []
        for n, sentence in enumerate(draw(st.lists(sentences, min_size=1, max_size=2)), start=1):
            span = Span(len(text), len(text) + len(sentence))
            segments.append(Segment(f"b{number}.s{n}", sentence, span, draw(_placeables(sentence))))
            text += sentence
        span = Span(start, len(text))
        kind = draw(st.sampled_from(KINDS))
        level = draw(st.integers(0, 3))
        folds = (Fold(span, " "),) if draw(st.booleans()) else ()
        blocks.append(
            Block(f"b{number}", kind, span, number, tuple(segments), "- ", level, folds=folds)
        )
    return Document("a b.de.txt", text, tuple(blocks))


@st.composite
def _placeables(draw: st.DrawFn, sentence: str) -> tuple[Placeable, ...]:
    """Draw no placeable or one."""
    if draw(st.booleans()):
        return ()
    span = draw(spans(len(sentence)))
    return (Placeable("code", span, span.of(sentence), draw(st.booleans())),)


@st.composite
def _pairs(
    draw: st.DrawFn, segments: tuple[Segment, ...], sentences: st.SearchStrategy[str]
) -> tuple[AlignedPair, ...]:
    """Draw pairs of one or two segments with no, one or two English sentences, and insertions."""
    pairs, rest = [], list(segments)
    while rest:
        size = draw(st.integers(0, min(2, len(rest))))
        source, rest = tuple(rest[:size]), rest[size:]
        least = 0 if source else 1
        target = tuple(draw(st.lists(sentences, min_size=least, max_size=2)))
        both = bool(source) and any(target)
        link = WordLink(Span(0, 1), Span(0, 1), draw(UNIT))
        confidence = draw(st.none() | UNIT)
        links = (link,) if both else ()
        origin = draw(st.sampled_from(Origin))
        hints = (TermHint(Span(0, 1), draw(TEXTS)),) if source else ()
        pairs.append(AlignedPair(source, target, origin, confidence, -1.5, links, hints=hints))
        if not source and len(pairs) > 4:
            break
    return tuple(pairs)


@st.composite
def _outcomes(draw: st.DrawFn, pair: AlignedPair, terms: list[GlossaryTerm]) -> TermOutcome:
    """Draw an occurrence in the first segment of a pair, kept or missed."""
    segment = pair.source[0]
    span = draw(spans(len(segment.text)))
    term = draw(st.sampled_from(terms))
    match = TermMatch(term, segment.id, span, span.of(segment.text), FoundAs.INFLECTED)
    if draw(st.booleans()):
        return TermOutcome(match, TermStatus.MISSED, reason="not there")
    place = draw(spans(len(pair.target_text)))
    by = draw(st.sampled_from(KeptBy))
    return TermOutcome(match, TermStatus.KEPT, place.of(pair.target_text), place, by)
