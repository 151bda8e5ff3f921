"""Text for people: nothing foreign in it may steer a terminal, and what is counted agrees."""

from __future__ import annotations

import re

LONGEST_MESSAGE = 500
"""Characters of a message on one line; what is longer hides what it says."""

# Control characters but for line ends and tabs, what turns the direction of writing, surrogates.
_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def printable(text: str) -> str:
    """Return a text with a replacement character for everything that would steer a terminal."""
    return _STEERING.sub("\N{REPLACEMENT CHARACTER}", text)


def one_line(text: str) -> str:
    """Return a message on one line of bearable length; of a long one, both ends."""
    line = printable(" ".join(text.split()))
    if len(line) <= LONGEST_MESSAGE:
        return line
    half = LONGEST_MESSAGE // 2 - 2
    return f"{line[:half]} … {line[-half:]}"


def plural(number: int, noun: str, nouns: str = "") -> str:
    """Return "1 noun", "2 nouns"; ``nouns`` is the plural where it is not the noun and an s."""
    return f"{number} {noun}" if number == 1 else f"{number} {nouns or noun + 's'}"
