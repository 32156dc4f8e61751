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
