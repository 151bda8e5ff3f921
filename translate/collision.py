"""Notice that the Translate Toolkit is installed too: its package is called ``translate`` as well.

Of two distributions with one import name, whichever is installed last overwrites what they share,
and uninstalling either takes it away. Nothing of ours depends on it to be of use.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

NAME = "translate-toolkit"
ADVICE = "keep one of them in an environment of its own (pipx install termtreu)"
_THEIRS = ("__version__.py", "storage")


def is_shared() -> bool:
    """Tell whether the toolkit's files lie in our folder."""
    return any(Path(__file__).with_name(name).exists() for name in _THEIRS)


def message() -> str:
    """Say in a line what is wrong with the package's folder; empty if nothing is."""
    has_face = "Translator" in getattr(sys.modules.get("translate"), "__all__", ())
    if is_shared():
        lost = "" if has_face else " and has overwritten translate/__init__.py, the library's face"
        return (
            f"{NAME} is installed in the same folder{lost}; uninstalling either breaks both: "
            f"{ADVICE}"
        )
    if not has_face:
        return "translate/__init__.py is not termtreu's; install termtreu again (--force-reinstall)"
    return ""


def warn() -> None:
    """Warn of what ``message`` says, if it says anything."""
    if text := message():
        warnings.warn(f"termtreu: {text}", RuntimeWarning, stacklevel=3)
