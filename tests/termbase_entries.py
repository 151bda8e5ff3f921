"""Arbitrary termbase entries for property tests."""

from hypothesis import strategies as st

from translate.bitext import GlossaryTerm, MatchMode

_texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12
)


@st.composite
def terms(draw):
    source = draw(_texts)
    keep = draw(st.booleans())
    targets = (
        (source,) if keep else tuple(draw(st.lists(_texts, min_size=1, max_size=3, unique=True)))
    )
    banned = draw(
        st.lists(_texts.filter(lambda text: text not in targets), max_size=3, unique=True)
    )
    return GlossaryTerm(
        source=source,
        targets=targets,
        forbidden=tuple(banned),
        match=draw(st.sampled_from(MatchMode)),
        case_sensitive=draw(st.booleans()),
        keep=keep,
        note=draw(st.one_of(st.just(""), _texts)),
    )


def unique_terms():
    return st.lists(terms(), max_size=4, unique_by=lambda term: term.source.casefold())


def plain(term):
    return (term.source, term.targets, term.forbidden, term.match, term.case_sensitive, term.keep)
