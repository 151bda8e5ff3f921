"""A fake engine that looks sentences up in a dict: for tests and demonstrations."""

from __future__ import annotations

import hashlib
import json
import re
import time
from typing import TYPE_CHECKING

from translate.bitext import Hypothesis, Span, WordLink

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from translate.bitext import Clause, Request

_WORD = re.compile(r"\w+(?:[-'’]\w+)*")


class PhrasebookEngine:
    """Known sentences come back in English, unknown ones as they are; clauses are honoured.

    Args:
        phrases: English by German sentence.
        batch: requests a batch.
        delay: seconds to wait before each batch, to play a slow engine.
        supports_term_hints: what to claim about hints; they change nothing.
    """

    def __init__(
        self,
        phrases: Mapping[str, str] | None = None,
        *,
        batch: int = 8,
        delay: float = 0.0,
        supports_term_hints: bool = False,
    ) -> None:
        self._phrases = dict(phrases or {})
        self._batch = batch
        self._delay = delay
        self._supports_term_hints = supports_term_hints

    @property
    def name(self) -> str:
        """Always "phrasebook"."""
        return "phrasebook"

    @property
    def fingerprint(self) -> str:
        """A digest of the phrases."""
        content = json.dumps(self._phrases, sort_keys=True)
        return f"phrasebook-{hashlib.sha256(content.encode()).hexdigest()}"

    @property
    def supports_term_hints(self) -> bool:
        """What the constructor was told."""
        return self._supports_term_hints

    @property
    def supports_clauses(self) -> bool:
        """Always."""
        return True

    @property
    def supports_prefixes(self) -> bool:
        """Never: a phrase is known whole."""
        return False

    def translate(self, requests: Sequence[Request]) -> Iterator[Sequence[Hypothesis]]:
        """Yield the answers in the order of the requests.

        Args:
            requests: a given target is echoed; a clause that the phrase does not meet has its
                first alternative appended in brackets.

        Yields:
            Batches of hypotheses with log-probability 0 and the n-th words linked.
        """
        for start in range(0, len(requests), self._batch):
            if self._delay:
                time.sleep(self._delay)
            yield tuple(self._answer(r) for r in requests[start : start + self._batch])

    def _answer(self, request: Request) -> Hypothesis:
        text = request.target
        if text is None:
            text = self._phrases.get(request.text, request.text)
            for clause in _missing(text, request.clauses):
                text = f"{text} ({clause.alternatives[0]})"
        return Hypothesis(request.id, text, log_prob=0.0, word_links=_identity(request.text, text))


def _missing(text: str, clauses: Sequence[Clause]) -> list[Clause]:
    """Return the clauses left over when each takes the first free stretch that renders it."""
    missing = []
    for clause in clauses:
        alternatives = sorted(clause.alternatives, key=len, reverse=True)
        pattern = "|".join(re.escape(alternative) for alternative in alternatives)
        hit = re.search(rf"(?<!\w)(?:{pattern})(?!\w)", text)
        if hit is None:
            missing.append(clause)
        else:
            text = f"{text[: hit.start()]}\0{text[hit.end() :]}"
    return missing


def _identity(source: str, target: str) -> tuple[WordLink, ...]:
    words = zip(_WORD.finditer(source), _WORD.finditer(target), strict=False)
    return tuple(WordLink(Span(*a.span()), Span(*b.span()), 1.0) for a, b in words)
