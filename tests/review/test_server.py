"""The review server: whom it answers, what it saves, what it refuses to overwrite."""

from __future__ import annotations

import os
from html.parser import HTMLParser

import pytest
from review_pages import article, client, opened, saved

from translate.bitext import Origin
from translate.errors import OutputError
from translate.exporters import json as exchange
from translate.memory import Memory
from translate.terminology import termbase

ID = "b4.s3"
ENGLISH = "The code can be had at https://example.org/r1_code."


class _Tags(HTMLParser):
    """Collects the names of the tags of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, _: object) -> None:
        self.found.add(tag)


def post(page, action, version=1, **fields):
    return page.post(f"/token/{action}", json={"version": version, **fields})


def remembered(folder, segment=ID):
    with Memory(folder / "memory.sqlite3") as memory:
        found = memory.translations.exact(saved(folder)[segment].source_text)
        return found.target if found else None


# --- whom it answers -----------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/wrong/", "/wrong/html.js", "/wrong/changes?version=1"])
def test_without_the_token_nothing_is_told(tmp_path, path):
    """An address without the token leads nowhere."""
    response = client(opened(tmp_path)).get(path)
    assert response.status_code == 404
    assert "KI" not in response.text


@pytest.mark.parametrize("host", ["evil.example:8123", "127.0.0.1", "127.0.0.1:80", ""])
def test_other_hosts_are_refused(tmp_path, host):
    """A page whose own name points here gets no answer, because its name stands in Host."""
    page = client(opened(tmp_path))
    assert page.get("/token/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", None])
def test_other_origins_change_nothing(tmp_path, origin):
    """A change that does not come from the page itself is refused."""
    page = client(opened(tmp_path))
    del page.headers["origin"]
    headers = {} if origin is None else {"origin": origin}
    body = {"version": 1, "id": ID, "english": ENGLISH}
    assert page.post("/token/save", json=body, headers=headers).status_code == 403
    assert saved(tmp_path)[ID].origin is Origin.ENGINE


def test_requests_from_other_sites_are_refused(tmp_path):
    """A browser that says that another site asks gets no page."""
    page = client(opened(tmp_path))
    headers = {"sec-fetch-site": "cross-site"}
    assert page.get("/token/", headers=headers).status_code == 403


def test_only_json_changes_something(tmp_path):
    """A form of another page cannot be taken for a change."""
    page = client(opened(tmp_path))
    headers = {"content-type": "text/plain"}
    for body in ('{"version": 1}', "[]", "{", '{"version": "x"}', " " * 2_000_000):
        assert page.post("/token/undo", content=body, headers=headers).status_code == 400
        assert page.post("/token/undo", content=body).status_code == 400


def test_the_page_may_run_and_load_its_own_files_alone(tmp_path):
    """The policy of the page allows no inline script and no other host."""
    page = client(opened(tmp_path))
    response = page.get("/token/")
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert response.headers["referrer-policy"] == "no-referrer"
    assert "<script>" not in response.text
    assert " style=" not in response.text
    assert page.get("/token/html.js").headers["content-type"].startswith("text/javascript")
    assert page.get("/token/html.css").status_code == 200
    assert page.get("/token/html.py").status_code == 404


# --- what it saves -------------------------------------------------------------------


def test_a_correction_is_saved_before_it_is_answered(tmp_path):
    """After the answer the English stands in the file and in the memory, as a person's."""
    answer = post(client(opened(tmp_path)), "save", id=ID, english=ENGLISH).json()
    assert saved(tmp_path)[ID].target == (ENGLISH,)
    assert saved(tmp_path)[ID].origin is Origin.HUMAN
    assert remembered(tmp_path) == ENGLISH
    assert "can be had" in answer["rows"][ID]
    assert answer["done"] == 1


def test_what_is_typed_comes_back_escaped(tmp_path):
    """Markup in a correction is text on the page."""
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    answer = post(client(opened(tmp_path)), "save", id=ID, english=evil).json()
    parser = _Tags()
    parser.feed(answer["rows"][ID])
    assert parser.found <= {"div", "p", "span", "b", "button"}


def test_approving_keeps_the_english(tmp_path):
    """An approved sentence has the same English, by a person from now on."""
    before = saved_english(tmp_path)
    assert post(client(opened(tmp_path)), "approve", id=ID).status_code == 200
    assert saved(tmp_path)[ID].origin is Origin.HUMAN
    assert saved(tmp_path)[ID].target_text == remembered(tmp_path) == before


def saved_english(folder):
    opened(folder)
    return saved(folder)[ID].target_text


def test_undo_brings_everything_back(tmp_path):
    """After undoing all changes the file is as it was, and the memory knows nothing."""
    session = opened(tmp_path)
    before = (tmp_path / "result.json").read_bytes()
    page = client(session)
    session.finish()
    first = session.page()
    post(page, "save", id=ID, english=ENGLISH)
    post(page, "save", version=9, id=ID, english="Something else.")
    assert post(page, "undo", version=9).json()["id"] == ID
    assert saved(tmp_path)[ID].target == (ENGLISH,) == (remembered(tmp_path),)
    post(page, "undo", version=9)
    assert remembered(tmp_path) is None
    assert post(page, "undo", version=9).status_code == 400
    assert saved(tmp_path) == {p.id: p for p in exchange.read(before.decode()).pairs}
    assert session.page().count("pair") == first.count("pair")


@pytest.mark.parametrize("english", ["", "  \n"])
def test_an_empty_sentence_is_refused(tmp_path, english):
    """A sentence cannot lose its English by accident."""
    assert post(client(opened(tmp_path)), "save", id=ID, english=english).status_code == 400
    assert saved(tmp_path)[ID].origin is Origin.ENGINE


def test_a_disk_that_is_full_changes_nothing(tmp_path, monkeypatch):
    """Where the file cannot be written, the old one stands, and the memory and the page too."""
    session = opened(tmp_path)
    page = client(session)

    def full(*_: object) -> None:
        raise OutputError("no space left on the disk")

    monkeypatch.setattr("translate.exporters.write", full)
    answer = post(page, "save", id=ID, english=ENGLISH)
    assert answer.status_code == 400
    assert "no space" in answer.json()["message"]
    assert saved(tmp_path)[ID].origin is Origin.ENGINE
    assert remembered(tmp_path) is None
    assert ENGLISH not in session.page()


def test_a_crash_while_writing_leaves_the_old_file(tmp_path, monkeypatch):
    """A result is replaced in one step or not at all."""
    session = opened(tmp_path)
    before = (tmp_path / "result.json").read_bytes()

    def crash(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", crash)
    with pytest.raises(KeyboardInterrupt):
        session.save(ID, ENGLISH, 1)
    assert (tmp_path / "result.json").read_bytes() == before


def test_scores_never_speak_of_other_english(tmp_path):
    """A changed result has no scores until it is scored anew."""
    import bitexts

    session = opened(tmp_path, bitexts.article())
    session.save(ID, ENGLISH, 1)
    text = (tmp_path / "result.json").read_text()
    assert exchange.read(text).scores == ()


# --- what it refuses to overwrite ----------------------------------------------------


def test_two_tabs_do_not_overwrite_each_other(tmp_path):
    """A tab that is behind is refused and gets the sentence anew; then it may save again."""
    page = client(opened(tmp_path))
    first = post(page, "save", id=ID, english=ENGLISH)
    second = post(page, "save", id=ID, english="Mine.")
    assert second.status_code == 409
    assert "can be had" in second.json()["rows"][ID]
    assert saved(tmp_path)[ID].target == (ENGLISH,)
    assert second.json()["version"] == first.json()["version"]
    third = post(page, "save", version=second.json()["version"], id=ID, english="Mine.")
    assert third.status_code == 200
    assert saved(tmp_path)[ID].target == ("Mine.",)


def test_tabs_may_change_different_sentences(tmp_path):
    """What another tab did elsewhere is no conflict, and comes with the answer."""
    page = client(opened(tmp_path))
    post(page, "save", id=ID, english=ENGLISH)
    answer = post(page, "save", id="b5.s1", english="Everybody can have it.")
    assert answer.status_code == 200
    assert {ID, "b5.s1"} <= answer.json()["rows"].keys()
    changes = page.get("/token/changes?version=1").json()
    assert {ID, "b5.s1"} <= changes["rows"].keys()


def test_other_programs_are_noticed(tmp_path):
    """A file that another program wrote meanwhile is read anew, not overwritten."""
    page = client(opened(tmp_path))
    other = opened(tmp_path)
    other.save(ID, ENGLISH, 1)
    assert post(page, "save", id=ID, english="Mine.").status_code == 409
    assert post(page, "save", id="b5.s1", english="Everybody can.").status_code == 200
    assert saved(tmp_path)[ID].target == (ENGLISH,)
    assert saved(tmp_path)["b5.s1"].target == ("Everybody can.",)


def test_unknown_sentences_and_actions_are_refused(tmp_path):
    """What is not there is told in a line."""
    page = client(opened(tmp_path))
    assert post(page, "save", id="b99.s1", english="x").status_code == 400
    assert post(page, "save", id=ID).json()["message"] == "english is missing"
    assert post(page, "delete", id=ID).status_code == 404


# --- terms ---------------------------------------------------------------------------


def test_a_term_is_added_behind_the_others(tmp_path):
    """The glossary gets one entry; every line that it has stays."""
    path = tmp_path / "glossary.yaml"
    text = "version: 1\nterms:\n# mine\n- {source: KI, target: AI}\n"
    path.write_text(text)
    answer = post(client(opened(tmp_path)), "term", source="Börse", target="stock market")
    assert answer.status_code == 200
    assert path.read_text().startswith(text)
    assert [t.targets[0] for t in termbase.load(str(path)).terms] == ["AI", "stock market"]
    again = post(client(opened(tmp_path)), "term", source="börse", target="bourse")
    assert again.status_code == 400
    assert "stands already" in again.json()["message"]


@pytest.mark.parametrize("text", ["version: 1\nterms: [{source: KI, target: AI}]\n", ""])
def test_a_term_never_breaks_a_glossary(tmp_path, text):
    """Where the form of the file allows no entry at its end, it stays as it is; none is made."""
    path = tmp_path / "glossary.yaml"
    path.write_text(text)
    answer = post(client(opened(tmp_path)), "term", source="a: b", target="- '\"#")
    assert answer.status_code == (400 if text else 200)
    terms = termbase.load(str(path)).terms
    assert [t.source for t in terms] == (["KI"] if text else ["a: b"])


def test_again_replaces_one_sentence(tmp_path, monkeypatch):
    """A sentence that is translated again takes its place, and undo brings the old one back."""
    from dataclasses import replace

    def again(bitext, segment_id, _):
        pairs = [replace(p, target=("Again.",)) for p in bitext.pairs if p.id == segment_id]
        return replace(bitext, pairs=tuple(pairs), outcomes=())

    monkeypatch.setattr("translate.review.again.again", again)
    page = client(opened(tmp_path, article()))
    assert post(page, "again", id=ID).status_code == 200
    assert saved(tmp_path)[ID].target == ("Again.",)
    assert post(page, "undo", version=9).status_code == 200
    assert saved(tmp_path)[ID].target_text.startswith("The code is available")
