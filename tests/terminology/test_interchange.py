"""CSV, TSV and TBX: the conventions of other tools, and nothing lost on the way back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from termbase_entries import plain, unique_terms

from translate.bitext import GlossaryTerm
from translate.errors import GlossaryError
from translate.terminology import spreadsheets, tbx, termbase

MARTIF = """<?xml version="1.0" encoding="UTF-8"?>
<martif type="TBX" xml:lang="de"><text><body>
  <termEntry id="1">
    <langSet xml:lang="de-DE"><tig><term>Leitartikel</term></tig></langSet>
    <langSet xml:lang="en-US">
      <tig><term>opinion piece</term>
        <termNote type="administrativeStatus">admittedTerm-admn-sts</termNote></tig>
      <tig><term>editorial</term>
        <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></tig>
      <ntig><termGrp><term>leading article</term>
        <termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></termGrp></ntig>
    </langSet>
  </termEntry>
</body></text></martif>"""

TBX_DCT = """<tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
  xmlns:min="http://www.tbxinfo.net/ns/min"><text><body>
  <conceptEntry id="c1">
    <langSec xml:lang="de"><termSec><term>KI</term></termSec>
      <termSec><term>künstliche Intelligenz</term></termSec></langSec>
    <langSec xml:lang="en"><termSec><term>AI</term></termSec>
      <termSec><term>KI</term><min:administrativeStatus>obsolete</min:administrativeStatus>
      </termSec></langSec>
  </conceptEntry>
</body></text></tbx>"""


def pairs(base):
    return [(term.source, *term.targets) for term in base.terms]


@pytest.mark.parametrize(
    "text",
    [
        "KI,AI\nBörse,stock market\n",
        "de,en\nKI,AI\nBörse,stock market\n",
        "DE-de,en-US\r\nKI,AI\r\n\r\nBörse,stock market",
        'source,target\n KI , AI \n"Börse",stock  market\n',
        "KI;AI\nBörse;stock market\n",
        "en,fr,de-AT\nAI,IA,KI\nstock market,bourse,Börse\n",
        "KI,AI,de,en\nBörse,stock market,de,en\n",
        "Source,Target,Note\nKI,AI,\nBörse,stock market,\n",
        "id,de,en\n1,KI,AI\n2,Börse,stock market\n",
        "\nDeutsch;Englisch\nKI;AI\nBörse;stock market\n",
    ],
)
def test_csv_conventions(text):
    """DeepL's bare pairs, Amazon's language codes and German semicolons give the same terms."""
    assert pairs(spreadsheets.read_csv(text, "g.csv")) == [("KI", "AI"), ("Börse", "stock market")]


def test_rows_with_one_source_are_one_term():
    """Two rows with the same source list two accepted targets, the first preferred."""
    base = spreadsheets.read_tsv("Börse\tstock market\nBörse\tstock exchange\n", "g.tsv")
    assert pairs(base) == [("Börse", "stock market", "stock exchange")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("KI,AI\nBörse\n", "g.csv:2: source or target is missing; give both, source first"),
        ("KI,\n", "g.csv:1: source or target is missing"),
        ('KI,"AI\n', "g.csv:1: unexpected end of data; check the quotes"),
        ("de,en,match\nKI,AI,fuzzy\n", "g.csv:2: unknown match 'fuzzy'; one of: exact, inflected"),
    ],
)
def test_csv_errors_say_where(text, message):
    """A broken row is one line with file, line and what to do."""
    with pytest.raises(GlossaryError) as caught:
        spreadsheets.read_csv(text, "g.csv")
    assert message in str(caught.value)


def test_martif_status_orders_and_forbids():
    """The preferred English term comes first, deprecated ones are forbidden."""
    (term,) = tbx.read(MARTIF, "g.tbx").terms
    assert term == GlossaryTerm(
        "Leitartikel", ("editorial", "opinion piece"), forbidden=("leading article",)
    )


def test_each_german_synonym_becomes_an_entry():
    """A concept with two German terms gives two entries with the same English."""
    base = tbx.read(TBX_DCT, "g.tbx")
    assert pairs(base) == [("KI", "AI"), ("künstliche Intelligenz", "AI")]
    assert {term.forbidden for term in base.terms} == {("KI",)}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<tbx><text>", "g.tbx:1: not valid XML"),
        ("<tbx/>", "g.tbx: no concept with German and English terms"),
        (
            '<!DOCTYPE t [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><tbx>&c;</tbx>',
            "g.tbx: entities and external references are refused",
        ),
    ],
)
def test_tbx_errors_say_what(text, message):
    """Broken, empty and hostile XML each end in one clear line."""
    with pytest.raises(GlossaryError) as caught:
        tbx.read(text, "g.tbx")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("write", "read"),
    [
        (spreadsheets.write_csv, spreadsheets.read_csv),
        (spreadsheets.write_tsv, spreadsheets.read_tsv),
        (lambda base: tbx.write(base, 2), tbx.read),
        (lambda base: tbx.write(base, 3), tbx.read),
    ],
)
@settings(max_examples=30)
@given(entries=unique_terms().filter(len))
def test_round_trip(write, read, entries):
    """Every format that is written is read back to the same terms."""
    read_back = read(write(termbase.build(entries, "g")), "g")
    assert [plain(term) for term in read_back.terms] == [plain(term) for term in entries]
    assert [term.note for term in read_back.terms] == [term.note for term in entries]


def test_what_spreadsheets_write_is_understood():
    """TRUE, Sensitive and a second spelling of a source mean what they say."""
    table = (
        "de,en,keep,case\nDeepSeek,,TRUE,\nKI,AI,,\nki,artificial intelligence,,\nUS,US,,Sensitive"
    )
    terms = spreadsheets.read_csv(table, "g.csv").terms
    assert [(term.source, term.targets) for term in terms] == [
        ("DeepSeek", ("DeepSeek",)),
        ("KI", ("AI", "artificial intelligence")),
        ("US", ("US",)),
    ]
    assert [term.keep for term in terms] == [True, False, False]
    assert [term.case_sensitive for term in terms] == [False, False, True]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("DeepSeek,,,,,maybe", "g.csv:2: unknown keep 'maybe'; one of: false, no, 0, true, yes, 1"),
        ("DeepSeek,deep,,,,true", "g.csv:2: 'DeepSeek' is kept"),
        ("Börse,bourse\nBörse,exchange,bourse", "'bourse' is both target and forbidden"),
    ],
)
def test_what_a_table_cannot_mean_is_refused(rows, message):
    """What the home format refuses is refused in a table, so that every import loads."""
    with pytest.raises(GlossaryError, match=message):
        spreadsheets.read_csv(f"de,en,forbidden,match,case,keep\n{rows}\n", "g.csv")


@given(st.text(max_size=60))
def test_any_table_is_read_or_refused(text):
    """No table makes the reader fail in any other way than a GlossaryError."""
    for reader in (spreadsheets.read_csv, spreadsheets.read_tsv, tbx.read):
        try:
            reader(text, "g")
        except GlossaryError:
            continue


def test_columns_are_known_by_many_names():
    """Headers of other tools are recognised, status forbids, domain and comment become the note."""
    text = (
        "ID;Source Term;Englisch;Status;Domain;Comment;Owner\n"
        "1;Börse;stock market;preferred;finance;as in FT;me\n"
        "2;Börse;bourse;deprecated;;;\n"
    )
    base = spreadsheets.read_csv(text, "g.csv")
    (term,) = base.terms
    assert (term.targets, term.forbidden) == (("stock market",), ("bourse",))
    assert term.note == "as in FT; finance"
    (remark,) = base.remarks
    assert "ignored: “owner”" in remark.message


def test_contradicting_rows_are_warned_of_with_both_lines():
    """Rows apart that disagree are both accepted, and the warning names them."""
    base = spreadsheets.read_csv("KI,AI\nHaus,house\nKI,A.I.\n", "g.csv")
    (remark,) = base.remarks
    assert (remark.segment_id, remark.severity) == ("g.csv:3", "warning")
    assert "(line 1)" in remark.message
    assert not spreadsheets.read_csv("KI,AI\nKI,A.I.\n", "g.csv").remarks


def test_all_faults_are_told_at_once():
    """Every bad row has its line in the message."""
    with pytest.raises(GlossaryError) as caught:
        spreadsheets.read_csv("KI,AI\n,x\nHaus,\nBaum,tree\n", "g.csv")
    assert [line[:7] for line in str(caught.value).splitlines()] == ["g.csv:2", "g.csv:3"]
