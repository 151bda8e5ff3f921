# Sourced by the commands beside it: make .venv if there is none and install what is asked for.
# Usage: source scripts/environment.sh EXTRA, which is "" for none: left out, it would be the first
# argument of the command. Installs again only when the pins have changed, so that a second run
# needs no network.

cd "$(dirname "${BASH_SOURCE[0]}")/.."

python=""
for candidate in python3.11 python3.12 python3.13 python3; do
  if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python="$candidate"
    break
  fi
done
if [ -z "$python" ]; then
  echo "termtreu needs Python 3.11 or newer on the PATH" >&2
  exit 4
fi

extra="${1:+[$1]}"
venv="${TERMTREU_VENV:-.venv}"
stamp="$venv/.installed$extra"
pins="$(cat pyproject.toml constraints.txt | cksum)"
if [ "$(cat "$stamp" 2>/dev/null)" != "$pins" ]; then
  [ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    --constraint constraints.txt --editable ".$extra"
  echo "$pins" > "$stamp"
fi
PATH="$(cd "$venv/bin" && pwd):$PATH"
export PATH
