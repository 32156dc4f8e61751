"""Reading: the running case with its known answers, and what must hold for any text."""

from __future__ import annotations

import time
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kaskazi.documents import example_path, read, read_text
from kaskazi.dossier import Dossier, Span
from kaskazi.errors import DocumentError
from shared import shared

TALKS = "documents/talks_2024-02-02.txt"


@pytest.fixture(scope="module")
def talks() -> Dossier:
    return read(shared(TALKS), dated="2024-02-02")


def all_spans(d: Dossier) -> list[Span]:
    found: list[Span] = []

    def walk(x: object) -> None:
        if isinstance(x, Span):
            found.append(x)
        elif isinstance(x, tuple):
            for y in x:
                walk(y)
        elif hasattr(x, "__dataclass_fields__"):
            for f in fields(x):  # type: ignore[arg-type]
                walk(getattr(x, f.name))

    walk(d)
    return found


def test_both_meetings(talks: Dossier) -> None:
    met = [e for e in talks.engagements if e.mode in ("meeting", "round")]
    assert len(met) == 2
    first, second = met
    assert [(p.name, p.office, p.side) for p in first.participants] == [
        ("Musalia Mudavadi", "Prime Cabinet Secretary", "KEN"),
        ("Antony Blinken", "Secretary of State", "USA"),
    ]
    assert first.place == "Washington"
    assert first.when is not None
    assert (first.when.text, first.when.start) == ("on Thursday", date(2024, 2, 1))
    assert second.mode == "round"
    assert second.place == "Nairobi"
    assert set(second.sides) == {"KEN", "USA"}
    assert {(p.name, p.role) for p in second.participants} == {
        ("Rebecca Miano", "lead"), ("Meg Whitman", "lead"), ("Musalia Mudavadi", "attendee")
    }  # fmt: skip
    assert second.about == ("ken-usa-stip",)
    assert second.when is not None
    assert second.when.start == date(2024, 1, 29)


def test_the_five_quotations_and_their_speakers(talks: Dossier) -> None:
    said = [(s.speaker, s.content.split()[0]) for s in talks.statements if s.kind == "direct"]
    assert said == [
        ("Musalia Mudavadi", "I"),
        ("Antony Blinken", "We"),
        ("Musalia Mudavadi", "Our"),
        ("Musalia Mudavadi", "These"),
        ("Rebecca Miano", "Our"),
    ]
    pronoun = next(s for s in talks.statements if s.content.startswith("These"))
    assert "pronoun" in pronoun.found.rule


def test_asks_and_answers_claimed_by_the_asker_only(talks: Dossier) -> None:
    assert [(a.by, a.to, a.instruments) for a in talks.asks] == [
        ("KEN", "USA", ("ken-usa-stip",)),
        ("KEN", "USA", ("agoa",)),
    ]
    assert "expedited negotiations" in talks.asks[0].content
    assert "extending the African Growth and Opportunity Act" in talks.asks[1].content
    assert len(talks.answers) == 2
    for a in talks.answers:
        assert a.stance == "positive"
        assert not a.confirmed
        assert a.found.asserted_by == "Musalia Mudavadi"
        assert a.found.status == "reported"


def test_the_deadline_follows_from_the_date_given(talks: Dossier) -> None:
    (d,) = talks.deadlines
    assert (d.kind, d.instrument) == ("expiry", "agoa")
    assert d.when.start is not None
    assert d.when.start.year == 2025


def test_without_a_date_relative_times_stay_open() -> None:
    d = read(shared(TALKS))
    assert d.document.basis == "none"
    assert [w.text for w in d.unresolved] == ["on Thursday", "next year", "this week"]
    assert all(not w.resolved and "not given" in w.why for w in d.unresolved)
    assert all(e.when is None or not e.when.resolved for e in d.engagements)


def test_topics_areas_disruption_and_claim(talks: Dossier) -> None:
    assert {t.ref for t in talks.topics} >= {
        "peace-security", "regional-conflict", "mediation", "climate", "terrorism", "development-finance",
        "investment", "markets", "labour-mobility", "jobs", "human-rights",
    }  # fmt: skip
    assert {a.ref for a in talks.areas} == {"agriculture", "regulatory-practices", "workers-rights"}
    assert {w for x in talks.disruptions for w in x.where} == {"middle-east"}
    assert [c.ref for c in talks.claims] == ["duty-quota-free"]
    assert {m.ref for m in talks.instruments} == {"agoa", "ken-usa-stip"}


def test_offices_are_kept_together_with_the_person(talks: Dossier) -> None:
    by_name = {a.name: a for a in talks.actors}
    assert "Cabinet Secretary for Foreign and Diaspora Affairs" in by_name["Musalia Mudavadi"].offices
    assert by_name["Meg Whitman"].offices == ("Ambassador to Kenya",)
    assert by_name["Meg Whitman"].country == "USA"


def test_every_item_reproduces_the_text_exactly(talks: Dossier) -> None:
    text = talks.document.text
    for s in talks.statements:
        assert text[s.span.start : s.span.end] == s.content
    for group in (talks.instruments, talks.topics, talks.areas, talks.claims, talks.disruptions):
        for m in group:
            assert text[m.span.start : m.span.end] == m.text
    for w in talks.times:
        assert text[w.span.start : w.span.end] == w.text
    for a in talks.asks:
        assert a.content in text[a.span.start : a.span.end]


def test_the_json_carries_the_exact_words_of_every_span(talks: Dossier) -> None:
    seen = 0

    def walk(x: object) -> None:
        nonlocal seen
        if isinstance(x, dict):
            if "exact" in x:
                seen += 1
                assert talks.document.text[x["start"] : x["end"]] == x["exact"]
            for v in x.values():
                walk(v)
        elif isinstance(x, list):
            for v in x:
                walk(v)

    walk(talks.to_dict())
    assert seen > 60


def swapped(text: str, marks: str) -> str:
    return text.translate(str.maketrans({"“": marks[0], "”": marks[1], '"': marks[2]}))


@pytest.mark.parametrize("marks", ["“”“", '"""', "””“", "„”“"])
def test_the_shape_of_the_marks_does_not_matter(marks: str, talks: Dossier) -> None:
    d = read_text(swapped(talks.document.text, marks), dated="2024-02-02")
    want = [(s.speaker, s.span) for s in talks.statements if s.kind == "direct"]
    assert [(s.speaker, s.span) for s in d.statements if s.kind == "direct"] == want


def test_lines_wrapped_by_hand_read_as_one_sentence(talks: Dossier) -> None:
    import textwrap

    lines = [textwrap.fill(x, 72) for x in talks.document.text.splitlines()]
    d = read_text("\n\n".join(lines), dated="2024-02-02")
    assert [(e.mode, e.place, len(e.participants)) for e in d.engagements] == [
        (e.mode, e.place, len(e.participants)) for e in talks.engagements
    ]
    assert [s.speaker for s in d.statements] == [s.speaker for s in talks.statements]
    assert [(a.by, a.instruments) for a in d.asks] == [(a.by, a.instruments) for a in talks.asks]
    for s in d.statements:
        assert d.document.text[s.span.start : s.span.end] == s.content
    for m in (*d.instruments, *d.topics, *d.disruptions):
        assert d.document.text[m.span.start : m.span.end] == m.text


def test_a_later_date_moves_the_days(talks: Dossier) -> None:
    d = read_text(talks.document.text, dated="2025-03-14")
    assert d.engagements[0].when is not None
    assert d.engagements[0].when.start == date(2025, 3, 13)
    assert d.deadlines[0].when.start == date(2026, 1, 1)


def test_other_people_same_story(talks: Dossier) -> None:
    text = talks.document.text.replace("Musalia Mudavadi", "Asha Barasa").replace("Mudavadi", "Barasa")
    text = text.replace("Antony Blinken", "John Smith").replace("Tony Blinken", "John Smith")
    d = read_text(text.replace("Blinken", "Smith"), dated="2024-02-02")
    first = next(e for e in d.engagements if e.mode == "meeting")
    assert [p.name for p in first.participants] == ["Asha Barasa", "John Smith"]
    assert sum(s.speaker == "Asha Barasa" for s in d.statements if s.kind == "direct") == 3


def test_the_packaged_example_is_dated_by_its_own_head() -> None:
    d = read(example_path())
    assert d.document.basis == "stated in the text"
    assert d.document.dated is not None
    assert [e.tense for e in d.engagements if e.mode == "round"] == ["past", "planned"]
    assert {m.ref for m in d.instruments} == {"agoa", "ken-usa-stip"}
    assert d.disruptions[0].where == ("bab-el-mandeb",)
    assert [(a.by, a.stance, a.confirmed, a.found.asserted_by) for a in d.answers] == [
        ("USA", "positive", False, "the ministry")
    ]
    assert {a.name for a in d.actors} == {
        "Trade Cabinet Secretary of Kenya",
        "United States Trade Representative",
    }


def test_a_date_given_wins_over_the_head_and_says_so() -> None:
    d = read_text("Accra, 3 May 2024\n\nThe minister spoke on Monday.", dated="2024-06-01")
    assert d.document.dated == date(2024, 6, 1)
    assert any("2024-05-03" in n for n in d.document.notes)


SHORT = [
    ("President William Ruto met Chancellor Olaf Scholz of Germany in Berlin on 28 March 2023.", "meeting", ("scholz",), "past"),
    ("Prime Minister Fumio Kishida of Japan spoke by phone with President Yoon Suk Yeol of the Republic of Korea.", "call", ("yeol",), "past"),
    ("The Foreign Minister of Ghana will meet the Foreign Minister of Togo in Accra next week.", "meeting", (), "planned"),
    ("The Trade Minister of Brazil did not hold talks with the Trade Minister of Argentina.", "meeting", (), "denied"),
    ("President Cyril Ramaphosa of South Africa hosted President Emmanuel Macron of France in Pretoria.", "meeting", ("macron",), "past"),
    ("Negotiating teams of India and the United Kingdom opened the tenth round of talks in London.", "round", (), "past"),
    ("His Majesty King Abdullah II of Jordan held talks with Prime Minister Giorgia Meloni of Italy.", "meeting", ("meloni",), "past"),
    ("National Security Advisor Jake Sullivan held a video call with State Councilor Wang Yi of China.", "call", ("yi",), "past"),
    ("Secretary-General António Guterres met President Luiz Inácio Lula da Silva of Brazil.", "meeting", ("silva",), "past"),
    ("Prime Minister Sheikh Hasina of Bangladesh received Foreign Minister Wang Yi of China in Dhaka.", "meeting", ("yi",), "past"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "mode", "counterparts", "tense"), SHORT, ids=lambda x: str(x)[:30])
def test_short_readouts(text: str, mode: str, counterparts: tuple[str, ...], tense: str) -> None:
    from kaskazi.documents.names.people import fold, surname

    e = read_text(text, dated="2024-06-05").engagements[0]
    assert e.mode == mode
    assert e.tense == tense
    names = {fold(surname(p.name)) for p in e.participants if p.role == "counterpart"}
    assert set(counterparts) <= names


QUOTES = [
    ('"We will sign," the minister said. "Then we rest for a week."', ["We will sign,", "Then we rest for a week."]),
    ("Kenya's exporters' hopes aren't high, the minister's aide said.", []),
    ("“It is done and it will hold\" said President Ruto.", ["It is done and it will hold"]),
    ('He called it a "breakthrough" of sorts.', []),
    ('“One day we shall trade freely,” President Ruto said.\n“Soon,” he added, “we shall see it happen.”', ["One day we shall trade freely,", "we shall see it happen."]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "want"), QUOTES, ids=range(len(QUOTES)))
def test_quotation_marks(text: str, want: list[str]) -> None:
    assert [s.content for s in read_text(text).statements if s.kind == "direct"] == want


@pytest.mark.parametrize(
    ("answer", "stance"),
    [
        ("President Biden responded positively to Nairobi's request for an extension of AGOA.", "positive"),
        ("President Biden rejected Nairobi's request for an extension of AGOA.", "negative"),
        ("President Biden was not receptive to Nairobi's request for an extension of AGOA.", "negative"),
        (
            "President Biden took note of and was asked about Nairobi's request for an extension of AGOA.",
            "noncommittal",
        ),
    ],
)
def test_answers_turn_with_a_negation(answer: str, stance: str) -> None:
    (a,) = read_text(answer).answers
    assert a.stance == stance


def test_an_answer_given_by_the_answering_side_is_confirmed() -> None:
    text = (
        "President Joe Biden of the United States said that Washington was positive about Nairobi's request "
        "for an extension of the African Growth and Opportunity Act."
    )
    (a,) = read_text(text).answers
    assert a.confirmed


def test_a_topic_is_no_instrument() -> None:
    d = read_text("They spoke of trade, growth and opportunity, and of peace and security.")
    assert d.instruments == ()
    assert d.disruptions == ()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "empty"),
        (b"   \n\t\n", "empty"),
        (b"\x00\x01\x02" * 100, "binary"),
        (bytes(range(256)) * 8, "binary"),
        (b"x" * 2_000_001, "limit"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, body: bytes, said: str) -> None:
    path = tmp_path / "d.txt"
    path.write_bytes(body)
    with pytest.raises(DocumentError, match=said):
        read(path)


def test_missing_file_wrong_kind_and_bad_date(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="cannot be read"):
        read(tmp_path / "none.txt")
    pdf = tmp_path / "a.pdf"
    pdf.write_bytes(b"%PDF")
    with pytest.raises(DocumentError, match="broken PDF"):
        read(pdf)
    with pytest.raises(DocumentError, match="YYYY-MM-DD"):
        read_text("Hello there.", dated="2024-13-45")


def test_windows_text_is_read_with_a_note(tmp_path: Path) -> None:
    path = tmp_path / "w.txt"
    path.write_bytes("The minister said: \x93We met in Lom\xe9 today\x94.".encode("latin-1"))
    d = read(path)
    assert "Lomé" in d.document.text
    assert d.document.notes


words = st.sampled_from(
    ["President", "Ruto", "met", "“", "”", '"', "'", "’", ".", "\n", "said", "Kenya", "AGOA", "next year", "on Monday",
     "request for", "the US", "was positive about", "Red Sea", "attacks", "Jr.", "of", "will", "called", "31 May 2024"]
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(min_size=1, max_size=300), st.lists(words, min_size=1, max_size=60).map(" ".join)))
@example("“")
@example('"""" said')
def test_any_text_is_read_and_its_spans_lie_inside(text: str) -> None:
    if not text.strip():
        return
    d = read_text(text, dated="2024-06-05")
    for s in all_spans(d):
        assert 0 <= s.start < s.end <= len(text)
    for q in d.statements:
        assert text[q.span.start : q.span.end] == q.content


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    [
        "President ",
        "“a ",
        "in the ",
        "Minister of Foreign and ",
        "request for ",
        "A.B. ",
        "said said ",
        "is, ",
        "\n",
    ],
)
def test_long_and_hostile_text_takes_no_longer_than_its_length(unit: str) -> None:
    text = "x. " + unit * (40_000 // len(unit))
    start = time.process_time()
    read_text(text)
    assert time.process_time() - start < 20  # a guard against running away, not a measure of speed
