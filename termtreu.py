"""The command ``termtreu``, under a name that is ours alone: it says so if ``translate`` is not."""

from __future__ import annotations

import sys

USAGE = 2


def main() -> None:
    """Run the command, or say why it cannot be found."""
    try:
        from translate import collision
    except ImportError:
        import translate

        where = next(iter(translate.__path__))
        print(  # noqa: T201 - there is nothing else to say it with
            f"termtreu: 'translate' is another package here ({where}), most likely of "
            "translate-toolkit; install termtreu in an environment of its own",
            file=sys.stderr,
        )
        sys.exit(USAGE)
    collision.warn()
    from translate.cli import main as command

    command()
