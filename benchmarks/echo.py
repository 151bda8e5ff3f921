"""Measure that reading and writing changes nothing: an engine that repeats what it is given.

Usage: ``python -m benchmarks.echo FOLDER... [--generated 20000] [--show KIND]``. The folders are
searched for Markdown files, for ``METADATA`` of Python packages and for ``commonmark.json``. Every
document must come back byte for byte; what does not is listed by kind.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
from collections import Counter
from email import message_from_bytes
from pathlib import Path
from typing import TYPE_CHECKING

from translate import documents, placeables, segmentation
from translate.bitext import Span, WordLink

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# What damages Markdown when it is torn up, put together at random.
PIECES = (
    *("\n", "\n", "\n\n", "  \n", "\\\n", " ", " ", " ", "  ", "\t", "\xa0", "\u2028", "\x1c"),
    *("# ", "## 5. ", "- ", "1. ", "> ", "- [ ] ", "===\n", "---\n", "    ", "::: tip\n", ":::\n"),
    *("!!! note\n    ", "Wort\n: ", "{: .class}\n", "{#id}", "+++\na = 1\n+++\n", "{% x %}\n"),
    *("| a | b |\n|---|---|\n| ", " | ", "\\|", "```\n", "`a  b`", "`", "$x  y$", "$$\n", "$"),
    *("**", "**", "*", "*", "_", "__", "~~", "[", "](u)", '](u "a  b")', "![i](j)", "[^1]"),
    *("<b>", "</b>", "<br>", "<!-- c -->", "<details>", "</details>", "<kbd>x</kbd>", "<a  b='c'>"),
    *("&uuml;", "&nbsp;", "&lt;", "\\&lt;", "&amp;", "\\*", "\\_", "\\", "\\&", "&copy;"),
    *(
        "{x}",
        "%s",
        "{{ z }}",
        ":smile:",
        "[[wiki]]",
        "==",
        "^[note]",
        "H~2~O",
        "👩\u200d💻",
        "❤️",
        "€",
    ),
    *("https://a.de/b_c?x=1&amp;y=2", "<https://x.y>", "a@b.de", "snake_case", "f(x)", "§ 22 BGB"),
    *("Wort", "Haus", "ist", "ä", "„Nein.“", "(so)", "20. Juli", "…", "Satz eins. ", "z. B. ", "."),
)
# What an engine, or a glossary, might put into a translation.
WORDS = (
    *("the", "house", "x", "X1", "X2", "1.", "-", "#", ">", "*", "_a_", "`", "$x$", "<div>", "<b>"),
    *("</b>", "<!--", "|", ":", "~", "===", "---", "[a]:", "&lt;", "\\", "!!!", ":::", "{: .x}"),
)
_WORD = re.compile(r"\w+|[^\w\s]")


def echo(text: str, name: str = "x.md") -> str:
    """Read a text, translate each sentence by itself, and write it.

    Args:
        text: a document.
        name: its ending tells the format.
    """
    document = segmentation.split(documents.parse(text, name))
    copies = {}
    for segment in document.segments:
        mask = placeables.mask(segment)
        words = [Span(*match.span()) for match in _WORD.finditer(mask.text)]
        links = [WordLink(word, word, 1.0) for word in words]
        copies[segment.id] = placeables.restore(mask, mask.text, links).text
    return documents.splice(document, copies)


def kind_of(before: str, after: str) -> str:
    """Name the first difference between a document and its echo, "" where there is none."""
    if before == after:
        return ""
    at = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    around = before[max(0, at - 1) : at + 2]
    kinds = {
        "line separators that are none in Markdown": r"[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]",
        "soft hyphens": r"&shy;|&#173;",
        "character references of controls": r"&#\w+;",
        "blanks": r"[ \t\xa0]",
        "backslashes": r"\\",
        "emphasis": r"[*_~]",
        "tags": r"[<>]",
    }
    near = before[max(0, at - 8) : at + 8]
    if after[at : at + 1] == " " and after[at + 1 :].startswith(before[at : at + 3]):
        return "blanks added between sentences that had none"
    for kind, pattern in kinds.items():
        if re.search(pattern, near if "&" in pattern else around):
            return kind
    return "other"


def generated(count: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Yield the name and text of documents made of pieces that parsers trip over."""
    chance = random.Random(seed)  # noqa: S311 - no secret is made
    for number in range(count):
        pieces = chance.choices(PIECES, k=chance.randint(1, 30))
        yield f"generated {number}", "".join(pieces)


def fuzz(seconds: float, seed: int) -> tuple[int, list[str]]:
    """Translate generated documents to other generated text until the time is over.

    Args:
        seconds: how long.
        seed: of the documents.

    Returns:
        The number of documents, and those whose blocks changed or that ended the run.
    """
    end, count, damaged = time.monotonic() + seconds, 0, []
    chance = random.Random(seed)  # noqa: S311 - as above
    while time.monotonic() < end:
        count += 1
        text = "".join(chance.choices(PIECES, k=chance.randint(1, 20)))
        try:
            if not _keeps_blocks(text, chance):
                damaged.append(text)
        except Exception:  # noqa: BLE001 - as above
            damaged.append(text)
    return count, damaged


def _keeps_blocks(text: str, chance: random.Random) -> bool:
    """Tell whether a document keeps its blocks when one sentence becomes something else."""
    document = segmentation.split(documents.parse(text, "x.md"))
    free = [segment for segment in document.segments if "|" not in segment.span.of(text)]
    if not free:
        return True
    segment = chance.choice(free)
    target = " ".join(chance.choices(WORDS, k=chance.randint(1, 8)))
    restored = placeables.restore(placeables.mask(segment), target).text
    again = documents.parse(documents.splice(document, {segment.id: restored}), "x.md")
    kinds = [(block.kind, block.level) for block in document.blocks]
    return [(block.kind, block.level) for block in again.blocks] == kinds


def found(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and text of the documents below a folder, equal ones once."""
    seen = set()
    for path in sorted(folder.rglob("*")):
        for name, text in _texts(path):
            if text.strip() and text not in seen:
                seen.add(text)
                yield name, text


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the Markdown in a file; other files hold none."""
    if not path.is_file():
        return
    if path.name == "commonmark.json":
        examples = json.loads(path.read_text(encoding="utf-8"))
        yield from ((f"CommonMark {e['example']}", e["markdown"]) for e in examples)
    elif path.name == "METADATA":
        body = message_from_bytes(path.read_bytes()).get_payload()
        yield str(path), str(body)
    elif path.suffix.lower() in {".md", ".markdown"}:
        data = path.read_bytes()
        if b"\0" not in data:
            yield str(path), data.decode("utf-8", errors="ignore")


def measure(texts: Iterator[tuple[str, str]], show: str) -> tuple[int, Counter[str]]:
    """Echo documents; count them, and those that changed by the kind of the first difference.

    Args:
        texts: names and texts.
        show: a kind whose differences are printed.
    """
    count, kinds = 0, Counter[str]()
    for name, text in texts:
        count += 1
        try:
            back = echo(text)
            kind = kind_of(text, back)
        except Exception as error:  # noqa: BLE001 - every failure is a finding here
            back, kind = "", f"crash: {type(error).__name__}"
        kinds[kind] += 1
        if show and kind == show:
            print(f"{name}\n  - {_near(text, back)}\n  + {_near(back, text)}")
    return count, kinds


def _near(text: str, other: str) -> str:
    """Return what stands where a text differs from another."""
    at = next((i for i, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), 0)
    return repr(text[max(0, at - 50) : at + 50])


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line for each set of documents."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--generated", type=int, default=20_000)
    parser.add_argument("--show", default="", help="print the differences of this kind")
    parser.add_argument("--seconds", type=float, default=0, help="fuzz translations for so long")
    options = parser.parse_args(arguments)
    sets = {str(folder): found(folder) for folder in options.folders}
    sets["generated"] = generated(options.generated)
    for name, texts in sets.items():
        count, kinds = measure(texts, options.show)
        same = kinds.pop("", 0)
        print(f"{name}: {count} documents, {same} identical ({same / max(1, count):.2%})")
        for kind, number in kinds.most_common():
            print(f"  {number:6} {kind}")
    if options.seconds:
        count, damaged = fuzz(options.seconds, seed=1)
        print(f"fuzzed: {count} documents, {len(damaged)} damaged")
        for text in damaged:
            print(f"  {text!r}")


if __name__ == "__main__":
    main()
