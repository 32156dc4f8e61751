"""Text for a terminal: fitted to its width, no number cut, nothing loaded before it is needed."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaskazi.text import tables
from kaskazi.text.intervals import Interval
from kaskazi.text.numbers import interval
from kaskazi.text.tables import Grid, render, under, wrap

ROWS = (
    (
        "Kenya's exports to the United States, line by line, USD m",
        "739",
        "\u2212342",
        "\u2212462 to \u2212148",
    ),
    (
        "Jobs in apparel (direct jobs in apparel firms of the export zones)",
        "66\u202f804",
        "\u221242\u202f100",
        "",
    ),
)
GRID = Grid(("", "base", "change", "low to high"), ROWS)


@pytest.mark.parametrize("columns", [48, 60, 80, 120, 200])
def test_a_table_fits_and_keeps_its_numbers_whole(columns: int) -> None:
    text = render([GRID], columns)
    assert max(map(len, text.splitlines())) <= columns
    for r in ROWS:
        assert all(x in text for x in r[1:])
    words = " ".join(text.split())
    assert all(w in words for r in ROWS for w in r[0].split())


def test_figures_stand_right_and_words_left() -> None:
    lines = render([Grid(("what", "USD m"), (("tea", "5"), ("coffee", "1\u202f000")))]).splitlines()
    assert lines == ["what    USD m", "tea         5", "coffee  1\u202f000"]


def test_where_no_table_fits_rows_are_lists() -> None:
    text = render([GRID], 40)
    assert "base: 739" in text
    assert max(map(len, text.splitlines())) <= 40
    assert "  low to high: \u2212462 to \u2212148" in text.splitlines()


def test_a_column_that_says_nothing_is_left_out() -> None:
    text = render([Grid(("a", "empty", "b"), (("x", "", "1"),))])
    assert "empty" not in text
    assert render([Grid(("a",), ())]) == ""
    with pytest.raises(ValueError, match="row of 1 cells"):
        Grid(("a", "b"), (("x",),))


def test_a_range_stands_under_its_centre() -> None:
    v = interval(Interval(-462.0, -342.0, -148.0), signed=True)
    lines = render([Grid(("", "change"), (("exports", under(v)),))]).splitlines()
    assert lines[1].endswith("\u2212342")
    assert lines[2].endswith("\u2212462 to \u2212148")
    assert under(interval(Interval(5.0, 5.0, 5.0))) == "5.00"


@given(st.integers(20, 60))
def test_a_number_is_not_parted_from_its_unit(columns: int) -> None:
    text = "exports fall by USD 290 million or 12 % (\u221214 to \u221210) and 3 days of 22\u202f473\u202f047 jobs"
    lines = wrap(text, columns)
    assert all(len(line) <= columns for line in lines)
    for whole in ("12 %", "3 days", "22\u202f473\u202f047"):
        assert any(whole in line for line in lines)
    assert any("USD 290 million" in line for line in lines)
    assert " ".join("\n".join(lines).split()) == " ".join(text.split())


def test_indents_are_kept_and_further_lines_hang() -> None:
    assert wrap("    one two three four", 14) == ["    one two", "      three", "      four"]
    assert wrap("", 20) == [""]


def test_what_others_wrote_cannot_steer_the_terminal() -> None:
    evil = "tea\x1b[2J\u202e\r"
    for text in (render([evil]), render([Grid(("a\x1b", "b"), ((evil, "1"),))])):
        assert "\x1b" not in text
        assert "\u202e" not in text
    assert "[red]" in render([Grid(("", ""), (("[red]tea[/red]", "1"),))])


def test_heads_are_bold_on_a_terminal_alone() -> None:
    grid = Grid(("what", "USD m"), (("tea", "5"),))
    assert "\x1b[1m" in render([grid], colour=True)
    assert "\x1b" not in render([grid])


def test_the_width_is_said_or_80(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "132")
    assert tables.width() == 132
    monkeypatch.setenv("COLUMNS", "3")
    assert tables.width() == tables.LEAST
    monkeypatch.setenv("COLUMNS", "wide")
    assert tables.width() == 80
    monkeypatch.delenv("COLUMNS")
    assert tables.width() == 80  # pytest holds the output: nobody's terminal


def test_progress_is_silent_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    with tables.progress("solving") as count:
        assert count is None
    assert capsys.readouterr().err == ""


def test_progress_on_a_terminal_is_taken_away_where_the_work_fails(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)

    def failing() -> None:
        with tables.progress("solving") as count:
            assert count is not None
            count(1, 3)
            raise KeyError

    with pytest.raises(KeyError):
        failing()
    with tables.progress("solving") as count:  # and may begin again
        assert count is not None
        count(3, 3)
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "program",
    [
        "import kaskazi, kaskazi.text.tables",
        "from kaskazi.cli import main; main(['--help'])",
        "from kaskazi.cli import main; main(['run', '--help'])",
    ],
)
def test_nothing_is_loaded_before_it_is_printed(program: str) -> None:
    asked = (
        "; import sys; print([m for m in sys.modules if m.split('.')[0] in ('rich', 'numpy', 'pydantic')])"
    )
    done = subprocess.run([sys.executable, "-c", program + asked], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_heads_stand_at_the_foot_of_their_row() -> None:
    grid = Grid(("a head of some words", "base"), (("x", "1.0"),))
    assert render([grid], 18).splitlines() == ["a head of", "some words    base", "x              1.0"]
