"""What changes when a sentence is turned: negated, passive, sides swapped, people renamed, dates moved; and the frameworks
on reciprocal trade with their rates."""

from __future__ import annotations

import time
from datetime import date

import pytest

from kaskazi.documents import read, read_text
from shared import shared

ASKED = "Kenya asked Uganda to reopen Busia."


def sides(text: str) -> list[tuple[str, str]]:
    return [(a.by, a.to) for a in read_text(text).asks]


def test_swapped_sides_swap() -> None:
    assert sides(ASKED) == [("KEN", "UGA")]
    assert sides("Uganda asked Kenya to reopen Busia.") == [("UGA", "KEN")]


def test_a_passive_asks_the_same() -> None:
    assert sides("Uganda was asked by Kenya to reopen Busia.") == [("KEN", "UGA")]


def test_a_negation_moves_it_to_the_denials() -> None:
    d = read_text("Kenya never asked Uganda to reopen Busia.")
    assert d.asks == ()
    assert [(x.of, x.polarity) for x in d.denials] == [("ask", "denied")]


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("The Suez Canal was not closed.", "denied"),
        ("The Suez Canal was closed in 1956.", "past"),
        ("Attacks on ships in the Red Sea have stopped.", "ended"),
    ],
)
def test_what_is_not_so_is_kept_apart(text: str, polarity: str) -> None:
    d = read_text(text, dated="2026-01-08")
    assert d.disruptions == ()
    assert [x.polarity for x in d.denials] == [polarity]


@pytest.mark.parametrize(
    ("dated", "on"), [("2026-03-05", date(2026, 3, 6)), ("2026-03-06", date(2026, 3, 13))]
)
def test_a_weekday_follows_the_date_and_the_tense(dated: str, on: date) -> None:
    text = "President Ruto of Kenya will meet President Museveni of Uganda on Friday."
    (e,) = read_text(text, dated=dated).engagements
    assert e.when is not None
    assert e.when.start == on
    (past,) = read_text(text.replace("will meet", "met"), dated="2026-03-05").engagements
    assert past.when is not None
    assert past.when.start == date(2026, 2, 27)


def test_renamed_people_keep_their_parts() -> None:
    text = "“We will sign,” said Jane Otieno, a tea farmer, after Peter Muli had left."
    assert read_text(text).statements[0].speaker == "Jane Otieno"
    assert read_text(text.replace("Jane Otieno", "Li Na Chen")).statements[0].speaker == "Li Na Chen"


def test_paragraphs_in_another_order_say_the_same() -> None:
    parts = [ASKED, "China will remove its duty on Kenyan tea from 1 May 2026.", "Ghana met its target."]
    d, e = read_text("\n\n".join(parts)), read_text("\n\n".join(reversed(parts)))
    assert {x.id for x in (*d.asks, *d.measures, *d.commitments)} == {
        x.id for x in (*e.asks, *e.measures, *e.commitments)
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", ["A'", "A", "!", '"', '"a ', "1,", "12 May ", "President Ruto met Jane Otieno. "]
)
def test_twice_the_text_takes_no_more_than_three_times_as_long(unit: str) -> None:
    def seconds(size: int) -> float:
        text = "x. " + unit * (size // len(unit))
        start = time.process_time()
        read_text(text, engine="light")
        return time.process_time() - start

    seconds(1000)
    assert seconds(20_000) <= 3 * seconds(10_000) + 0.3


def told(text: str, engine: str = "parser") -> list[tuple[str, ...]]:
    """Commitments, measures, meetings, disruptions of a sentence, by sides and firmness."""
    d = read_text(text, dated="2026-11-27", engine=engine)
    return [
        *(("commitment", c.by, c.to) for c in d.commitments),
        *(("measure", m.imposer, m.affected, str(m.rate), m.status) for m in d.measures),
        *(("engagement", *sorted(e.sides), e.tense) for e in d.engagements),
        *(("disruption", *x.where) for x in d.disruptions),
    ]


@pytest.mark.parametrize("engine", ["parser", "light"])
def test_every_kind_of_item_turns_with_its_sentence(engine: str) -> None:
    duty = "Kenya imposed a 10 percent duty on Ugandan milk."
    assert told(duty, engine) == [("measure", "KEN", "UGA", "0.1", "in force")]
    assert told("A 10 percent duty on Ugandan milk was imposed by Kenya.", engine) == told(duty, engine)
    swapped = told("Uganda imposed a 10 percent duty on Kenyan milk.", engine)
    assert swapped == [("measure", "UGA", "KEN", "0.1", "in force")]
    assert told(duty.replace("imposed", "will impose"), engine)[-1][-1] == "announced"
    met = "President Ruto of Kenya met President Museveni of Uganda."
    assert told(met, engine) == [("engagement", "KEN", "UGA", "past")]
    assert told(met.replace("met", "will meet"), engine) == [("engagement", "KEN", "UGA", "planned")]
    assert told(met.replace("met", "did not meet"), engine) == [("engagement", "KEN", "UGA", "denied")]
    promise = "Kenya promised to sell tea to Ghana."
    assert told(promise, engine) == [("commitment", "KEN", "GHA")]
    assert told("Ghana promised to sell tea to Kenya.", engine) == [("commitment", "GHA", "KEN")]
    assert told(promise.replace("promised", "did not promise"), engine) == []
    shut = "The Suez Canal was closed on Monday."
    assert told(shut, engine) == [("disruption", "suez")]
    assert told(shut.replace("was closed", "was not closed"), engine) == []


@pytest.mark.parametrize(("marks", "kind"), [("“{}”", 1), ('"{}"', 1), ("«{}»", 1), ("‘{}’", 1)])
def test_other_marks_quote_the_same(marks: str, kind: int) -> None:
    text = marks.format("We will wait for rain,") + " said Jane Otieno, a farmer."
    assert [s.speaker for s in read_text(text).statements if s.kind == "direct"] == ["Jane Otieno"] * kind


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_at_the_ends_of_the_calendar_nothing_breaks(day: str) -> None:
    text = "They met yesterday and meet tomorrow, next week, next year, by the end of March, on 29 February, within 30 days."
    times = read_text(text, dated=day, engine="light").times
    assert len(times) == 7
    assert any(not w.resolved for w in times)


def test_an_ambiguous_an_impossible_and_a_vague_date_say_so() -> None:
    why = [
        w.why
        for w in read_text(
            "By 03/04/2026, on 31 February 2026, in fiscal year 2026/27.", dated="2026-01-05"
        ).times
    ]
    assert why[0] == "either 2026-04-03 or 2026-03-04"
    assert why[1] == "no such day in the calendar"
    assert "fiscal year" in why[2]


TEXTS = "documents/texts/"
DEALS = [
    ("2025-07-22-joint-statement-on-framework-for-united-states-indonesia-agreement-on-reciprocal-trad.md", "USA", "IDN", 0.19),
    ("2026-02-09-joint-statement-on-framework-for-united-states-bangladesh-agreement-on-reciprocal-tra.md", "USA", "BGD", 0.19),
    ("2026-02-20-fact-sheet-president-donald-j-trump-imposes-a-temporary-import-duty-to-address-fundam.md", "USA", "all", 0.10),
]  # fmt: skip


@pytest.mark.parametrize(("name", "imposer", "on", "rate"), DEALS, ids=[x[2] for x in DEALS])
def test_frameworks_give_the_rates_and_sides_they_state(
    name: str, imposer: str, on: str, rate: float
) -> None:
    d = read(shared(TEXTS + name))
    assert d.document.basis == "header"
    assert (imposer, on, rate) in {(m.imposer, m.affected, m.rate) for m in d.measures}
