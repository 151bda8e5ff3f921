"""The exception tree; every message says what, where and what to do next.

TranslateError            exit code 1
├── UsageError            2   options that contradict each other or name unknown things
├── InputError            3   a source, reference or result file cannot be read
├── GlossaryError         3   a termbase cannot be read or contradicts itself
├── EngineError           4   a model is missing, broken or out of memory
└── OutputError           5   a result cannot be written
"""


class TranslateError(Exception):
    """Any failure that termtreu explains to its user in one line."""

    exit_code = 1


class UsageError(TranslateError):
    """The request itself makes no sense."""

    exit_code = 2


class InputError(TranslateError):
    """A file that should be read cannot be."""

    exit_code = 3


class GlossaryError(TranslateError):
    """A termbase is malformed."""

    exit_code = 3


class EngineError(TranslateError):
    """No hypothesis can be had from this model."""

    exit_code = 4


class OutputError(TranslateError):
    """A result cannot be written."""

    exit_code = 5
