"""A result on the disk to review, and a client that talks to its server as the page does."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import bitexts
from starlette.testclient import TestClient

from translate.exporters import json as exchange
from translate.memory import Memory
from translate.options import Options
from translate.review import server
from translate.review.session import Session

TOKEN, PORT = "token", 8123
OWN = f"http://127.0.0.1:{PORT}"


def article():
    """Return the article without its scores, which need no references then."""
    return replace(bitexts.article(), scores=())


def opened(folder, bitext=None):
    """Write a result into a folder and open a session of it."""
    path = folder / "result.json"
    if bitext is not None or not path.exists():
        path.write_text(exchange.render(bitext or article()), encoding="utf-8")
    memory = partial(Memory, folder / "memory.sqlite3")
    options = Options(glossary=str(folder / "glossary.yaml"))
    return Session(str(path), memory, options)


def client(session, base=OWN):
    """Return a client whose requests look like those of the page."""
    app = server.application(session, TOKEN, PORT)
    return TestClient(app, base_url=base, headers={"origin": OWN})


def saved(folder):
    """Return the pairs on the disk by id."""
    text = (folder / "result.json").read_text(encoding="utf-8")
    return {pair.id: pair for pair in exchange.read(text).pairs}
