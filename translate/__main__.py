"""``python -m translate`` is the command ``termtreu``."""

from translate.cli import main

main()
