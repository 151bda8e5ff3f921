"""The home format: what it holds, what it refuses, what its digest depends on."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from termbase_entries import plain, unique_terms

from translate.bitext import GlossaryTerm, MatchMode
from translate.errors import GlossaryError
from translate.terminology import home, termbase

HEAD = "version: 1\nsource: de\ntarget: en\nterms:\n"


def test_reads_every_field():
    """All keys of the format reach the term, with its line."""
    text = HEAD + (
        "  - source: Sprachmodell\n    target: language model\n"
        "  - source: Börse\n    targets: [stock market, stock exchange]\n    forbidden: [bourse]\n"
        "    match: inflected\n    case: sensitive\n    note: not the purse\n"
        "  - {source: DeepSeek, keep: true}\n"
    )
    first, second, third = home.parse(text, "g.yaml").terms
    assert first == GlossaryTerm("Sprachmodell", ("language model",), line=5)
    assert second == GlossaryTerm(
        "Börse",
        ("stock market", "stock exchange"),
        forbidden=("bourse",),
        match=MatchMode.INFLECTED,
        case_sensitive=True,
        note="not the purse",
        line=7,
    )
    assert (third.targets, third.keep) == (("DeepSeek",), True)


def test_values_are_text_whatever_yaml_takes_them_for():
    """NO, 01.10 and null-like words are words here, not truths, numbers or nothing."""
    text = HEAD + "  - {source: NO, target: 1.10}\n"
    assert plain(home.parse(text, "g.yaml").terms[0])[:2] == ("NO", ("1.10",))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "g.yaml:1: the file is empty; start it with 'version: 1' and 'terms:'"),
        ("terms: []", "g.yaml:1: no version; write 'version: 1' at the top"),
        ("version: 2\nterms: []", "g.yaml:1: version is not 1; write 'version: 1'"),
        ("version: 1\nsource: fr\nterms: []", "g.yaml:2: source is not de; write 'source: de'"),
        ("version: 1", "g.yaml:1: no list of terms; write 'terms:' and '- source: ...'"),
        ("- a", "g.yaml:1: not a list of 'key: value' lines; known: version, source, target"),
        (HEAD + "  - source: KI\n    traget: AI", "g.yaml:6: unknown key 'traget'; did you mean"),
        (HEAD + "  - source: KI\n    colour: AI", "g.yaml:6: unknown key 'colour'; known: source"),
        (HEAD + "  - source: KI\n    source: KI", "g.yaml:6: 'source' is given twice; keep one"),
        (HEAD + "  - target: AI", "g.yaml:5: a term without source; add 'source: ...'"),
        (HEAD + "  - source: KI", "g.yaml:5: no target; give 'target: ...'"),
        (HEAD + "  - {source: KI, target: [AI]}", "g.yaml:5: target is not text; write"),
        (HEAD + "  - {source: KI, targets: AI}", "g.yaml:5: targets is not a list; write"),
        (HEAD + "  - {source: KI, targets: []}", "g.yaml:5: targets is empty; name at least one"),
        (HEAD + "  - {source: KI, targets: [AI, AI]}", "g.yaml:5: 'AI' stands twice in targets"),
        (HEAD + "  - {source: KI, target: }", "g.yaml:5: target is empty; fill it in"),
        (HEAD + "  - {source: KI, target: AI, targets: [AI]}", "g.yaml:5: both target and targets"),
        (HEAD + "  - {source: KI, target: AI, keep: true}", "g.yaml:5: a kept name has no target"),
        (HEAD + "  - {source: KI, target: AI, keep: yes}", "g.yaml:5: unknown value 'yes'; one of"),
        (HEAD + "  - {source: KI, target: AI, match: fuzzy}", "unknown value 'fuzzy'; one of: co"),
        (HEAD + "  - {source: KI, target: AI, match: [exact]}", "g.yaml:5: match is not text"),
        (HEAD + "  - {source: KI, target: AI, forbidden: [AI]}", "both target and forbidden"),
        (
            HEAD + "  - {source: KI, target: AI}\n  - {source: ki, target: AI}",
            "g.yaml:6: 'ki' stan",
        ),
        (HEAD + "  - source: 'KI", "g.yaml:5: not valid YAML"),
        ("version: 1\n\tterms: []", "g.yaml:2: not valid YAML"),
    ],
)
def test_errors_say_where_what_and_what_to_do(text, message):
    """A malformed termbase is one line with file, line, what is wrong and what to write."""
    with pytest.raises(GlossaryError) as caught:
        home.parse(text, "g.yaml")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x]\nb: [*a, *a]",
        HEAD + "  - !!python/object/apply:os.system ['true']",
        HEAD + "  - {source: &x KI, target: *x}",
        "version: 1\nterms: " + "[" * 5000 + "]" * 5000,
        "!!binary abc",
    ],
)
def test_hostile_yaml_is_refused(text):
    """Anchors, aliases, tags and deep nesting end in a GlossaryError, whatever they hold."""
    with pytest.raises(GlossaryError):
        home.parse(text, "g.yaml")


@given(st.text(max_size=80))
def test_any_text_is_parsed_or_refused(text):
    """No input makes the parser fail in any other way than a GlossaryError."""
    for start in ("", HEAD):
        try:
            home.parse(start + text, "g.yaml")
        except GlossaryError:
            continue


@settings(max_examples=50)
@given(unique_terms())
def test_dump_and_parse_round_trip(entries):
    """What dump writes, parse reads back to the same terms and the same digest."""
    written = termbase.build(entries, "g.yaml")
    read = home.parse(home.dump(written), "g.yaml")
    assert [plain(term) for term in read.terms] == [plain(term) for term in entries]
    assert [term.note for term in read.terms] == [term.note for term in entries]
    assert read.digest == written.digest


def test_digest_depends_on_meaning_only():
    """Order, lines and notes leave the digest alone; a target, a ban or a mode change it."""
    a, b = GlossaryTerm("KI", ("AI",), line=3), GlossaryTerm("Börse", ("stock market",))
    noted = GlossaryTerm("KI", ("AI",), note="short", line=9)
    digest = termbase.build([a, b], "x").digest
    assert digest == termbase.build([b, noted], "y").digest
    for other in (
        GlossaryTerm("KI", ("A.I.",)),
        GlossaryTerm("KI", ("AI",), forbidden=("KI",)),
        GlossaryTerm("KI", ("AI",), match=MatchMode.EXACT),
        GlossaryTerm("KI", ("AI",), case_sensitive=True),
    ):
        assert termbase.build([other, b], "x").digest != digest


def test_load_chooses_the_reader_by_ending(tmp_path):
    """YAML, CSV, TSV and TBX files with the same terms give the same digest."""
    (tmp_path / "g.yml").write_text(HEAD + "  - {source: KI, target: AI}\n", "utf-8")
    (tmp_path / "g.csv").write_text("KI,AI\n", "utf-8-sig")
    (tmp_path / "g.tsv").write_text("KI\tAI\n", "utf-16")
    digests = {termbase.load(str(tmp_path / name)).digest for name in ("g.yml", "g.csv", "g.tsv")}
    assert len(digests) == 1


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("g.xlsx", b"", "not a termbase by its name; known endings: .yaml, .yml, .csv"),
        ("g.yaml", b"version: 1\nterms:\n- {source: B\xf6rse}", ":3: not UTF-8; save the file"),
    ],
)
def test_load_explains_what_it_cannot_read(tmp_path, name, data, message):
    """An unknown ending or a wrong encoding is explained with the file's name."""
    (tmp_path / name).write_bytes(data)
    with pytest.raises(GlossaryError, match="g") as caught:
        termbase.load(str(tmp_path / name))
    assert message in str(caught.value)


def test_load_explains_a_missing_file(tmp_path):
    """A path that leads nowhere is explained."""
    with pytest.raises(GlossaryError, match="cannot be read"):
        termbase.load(str(tmp_path / "none.yaml"))
