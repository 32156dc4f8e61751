"""A small hand-made case for the brief: every number here is made up and round, no source is claimed for it."""

from __future__ import annotations

import hashlib
import html
import io
import re
import zipfile
from datetime import date
from functools import cache

import pypdfium2

from kaskazi.agenda.types import Agenda, AgendaItem, Evidence, Law, Option
from kaskazi.dossier import (
    Actor,
    Answer,
    Ask,
    Commitment,
    Deadline,
    Denial,
    Disruption,
    Document,
    Dossier,
    Engagement,
    Found,
    Measure,
    Mention,
    Participant,
    Span,
    Statement,
    When,
)
from kaskazi.outcomes.indicators import FigureHorizon
from kaskazi.outcomes.types import Comparison, EconomyEffect, Figure, LineEffect, Manifest, Outcome, Solved
from kaskazi.report import Brief
from kaskazi.scenario import Scenario
from kaskazi.shocks import parse
from kaskazi.text.intervals import Interval

LEVEL = {"duty": "unchanged-trade", "network": "while-it-lasts", "model": "adjusted"}


def fig(
    key: str,
    label: str,
    unit: str,
    value: Interval,
    method: str,
    basis: str,
    base: float | None = None,
    percent: Interval | None = None,
    observed: float | None = None,
    sources: tuple[str, ...] = (),
) -> Figure:
    """A figure of 2023 at the horizon that its method has."""
    at = FigureHorizon(LEVEL.get(method, "third-year"))
    year = 2023 if base is not None else None
    return Figure(key, label, unit, value, method, at, basis, base, year, percent, observed, sources)


def text_of(form: str | bytes) -> str:
    """The words of a form: of a PDF and a Word document, what a reader would select and copy."""
    if isinstance(form, str):
        return form
    if form.startswith(b"%PDF"):
        pages = pypdfium2.PdfDocument(form)
        return " ".join(pages[k].get_textpage().get_text_range() for k in range(len(pages)))
    with zipfile.ZipFile(io.BytesIO(form)) as parts:
        body = parts.read("word/document.xml").decode()
    return html.unescape(re.sub(r"<[^>]+>", "", body.replace("</w:p>", " ")))


TEXT = """Kenya's trade minister met the United States Trade Representative in Nairobi on Monday.
"We want to keep what works, and to keep it <b>open</b> & *fair*," the minister said.

The minister asked Washington to extend AGOA beyond its expiry at the end of the year.
She said the answer was positive.
“Ships take the long way round,” the Trade Representative said of the Red Sea.
Both sides pledged to meet again next month and spoke of climate.
The United States threatened a duty of 12.5 % on apparel of Kenya from next month.
The minister denied that Kenya had promised to buy wheat.
"""
DAY = date(2026, 11, 24)
SAID = date(2026, 11, 17)


def point(x: float) -> Interval:
    return Interval(x, x, x)


def span(words: str, text: str = TEXT) -> Span:
    at = text.index(words)
    return Span(at, at + len(words))


def found(by: str = "document", status: str = "stated") -> Found:
    return Found("hand", 0.9, by, status)


def monday(dated: date | None) -> When:
    why = "" if dated else "a weekday needs the date of the document"
    start = date(2026, 11, 16) if dated else None
    return When("Monday", span("Monday"), start, start, "day", True, why)


def dossier(
    dated: date | None = SAID, text: str = TEXT, quote: str = "We want to keep what works"
) -> Dossier:
    def at(words: str) -> Span:
        return span(words, text)

    minister = Participant("a1", "Trade minister", "trade minister", "KEN", "host")
    ustr = Participant(
        "a2", "Trade Representative", "United States Trade Representative", "USA", "counterpart"
    )
    begin = text.index(quote)
    said = text[begin : text.index('," the minister')] if '," the minister' in text else quote
    month = When("next month", at("next month"), None, None, "month", True, "" if dated else "no date given")
    if dated:
        month = When("next month", at("next month"), date(2026, 12, 1), date(2026, 12, 31), "month", True)
    year = When("the end of the year", at("the end of the year"), None, None, "year", True, "no date given")
    if dated:
        year = When("the end of the year", at("the end of the year"), date(2026, 12, 31), None, "day", True)
    times = (monday(dated), month, year)
    return Dossier(
        document=Document(
            "talks.txt", hashlib.sha256(text.encode()).hexdigest(), text, dated, "given" if dated else "none"
        ),
        actors=(
            Actor("a1", "Trade minister", "person", ("trade minister",), "KEN", ()),
            Actor("a2", "Trade Representative", "person", ("Trade Representative",), "USA", ()),
        ),
        engagements=(
            Engagement(
                "e1", "meeting", (minister, ustr), ("KEN", "USA"), "Nairobi", at("Nairobi"), times[0], "past",
                ("agoa",), (at("Kenya's trade minister met the United States Trade Representative"),), found(),
            ),
        ),
        statements=(
            Statement("s1", "direct", "Trade minister", "a1", "said", said, Span(begin, begin + len(said)),
                      None, "", found("Trade minister", "stated")),
            Statement("s2", "direct", "Trade Representative", "a2", "said", "Ships take the long way round",
                      at("Ships take the long way round"), None, "", found("Trade Representative")),
        ),
        asks=(
            Ask("k1", "KEN", "USA", "extend AGOA beyond its expiry", "asked", ("agoa",),
                at("extend AGOA beyond its expiry"), found()),
        ),
        answers=(
            Answer("r1", "k1", "USA", "positive", False, at("She said the answer was positive"),
                   found("Trade minister", "reported")),
        ),
        commitments=(Commitment("c1", "both", "meet again next month", "pledge", at("meet again next month"), found()),),
        deadlines=(Deadline("d1", "expiry", "agoa", year, at("its expiry at the end of the year"), found()),),
        instruments=(Mention("m1", "agoa", "AGOA", at("AGOA"), found()),),
        areas=(),
        disruptions=(Disruption("x1", ("bab-el-mandeb",), "rerouting", "the Red Sea", at("the Red Sea"), found()),),
        claims=(),
        topics=(Mention("t1", "climate", "climate", at("climate"), found()),),
        times=times,
        measures=(
            Measure("z1", "duty", "USA", "KEN", "apparel", 0.125, None, "", None, month, None, None, "threatened",
                    "", at("a duty of 12.5 % on apparel of Kenya"), found()),
        ),
        denials=(
            Denial("n1", "commitment", "KEN", "denied", "buy wheat", at("buy wheat"), found("Trade minister")),
        ),
    )  # fmt: skip


def scenario(name: str, title: str, change: str = "lapse") -> Scenario:
    when = {"start": "2027-01-01"} if change == "lapse" else {"until": "2028-12-31"}
    return parse(
        {
            "schema": 2,
            "name": name,
            "title": title,
            "home": "KEN",
            "partner": "USA",
            "shock": [{"kind": "preference", "programme": "agoa", "change": change, **when}],
            "uncertainty": {"elasticity": {"low": 2, "central": 4, "high": 7}},
        }
    )


def gate_scenario() -> Scenario:
    shock = {"kind": "chokepoint", "chokepoint": "bab-el-mandeb", "open_share": 0.3, "note": "Set by hand."}
    return parse({"schema": 2, "name": "red-sea", "title": "The Red Sea runs at 30 %", "shock": [shock]})


def agenda(text: str = TEXT) -> Agenda:
    def evidence(words: str, note: str = "") -> Evidence:
        s = span(words, text)
        return Evidence("k1", s.start, s.end, words, "Trade minister", "stated", note)

    lapse = Option("lapse", "AGOA ends with 2026", scenario("agoa-lapse", "AGOA ends with 2026"))
    renewal = Option(
        "renewal", "AGOA is renewed", scenario("agoa-renewal", "AGOA is renewed", "extend"), "To 2036."
    )
    law = (
        Law(SAID, "when this was said", "In force to 31 December 2026.", True, date(2026, 12, 31), "pl-test"),
        Law(DAY, "as of today", "In force to 31 December 2026.", True, date(2026, 12, 31), "pl-test"),
    )
    return Agenda(
        "KEN",
        DAY,
        (
            AgendaItem(
                "agoa", "African Growth and Opportunity Act", "programme", "workable",
                "Its expiry is named as a deadline and its extension is asked for.",
                (evidence("extend AGOA beyond its expiry"),), (evidence("She said the answer was positive"),),
                law, DAY, (lapse, renewal),
            ),
            AgendaItem(
                "red-sea", "Ships around Africa", "disruption", "workable", "A gate is named.",
                (evidence("the Red Sea"),), (), (), DAY,
                (Option("now", "The Red Sea runs at 30 %", gate_scenario()),),
            ),
            AgendaItem(
                "climate", "Climate", "topic", "not yet", "Named without an amount or a measure.",
                (evidence("climate"),), (), (), DAY, (),
            ),
        ),
    )  # fmt: skip


ECONOMIES = (
    ("LSO", "Lesotho", -1.25, -6.0), ("KEN", "Kenya", -0.212, -3.4), ("MUS", "Mauritius", -0.35, -1.0),
    ("SYC", "Seychelles", 0.001, 0.01), ("UGA", "Uganda", 0.004, 0.02), ("USA", "United States", 0.0001, -0.004),
    ("BGD", "Bangladesh", 0.12, 0.2),
)  # fmt: skip


def outcome(s: Scenario, scale: float = 1.0, residual: float = 2e-11) -> Outcome:
    def interval(low: float, central: float, high: float) -> Interval:
        ends = sorted((low * scale, high * scale))
        return Interval(ends[0], central * scale, ends[1])

    basis = "Elasticity of customs values 2, 4, 7; a full year after the change."
    change = interval(-417.3, -290.4, -148.1)
    figures = [
        fig("exports", "Kenya's exports, all partners", "USD m", interval(-310.2, -205.8, -99.6), "model", basis,
               7_400.0, interval(-4.19, -2.78, -1.35), 0.88, ("world-test",)),
        fig("income", "Kenya's real income (equivalent variation)", "USD m", interval(-311.0, -212.0, -96.0),
               "model", basis, 100_000.0, interval(-0.311, -0.212, -0.096), 0.88, ("world-test",)),
    ]  # fmt: skip
    lines: tuple[LineEffect, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    if s.shock[0].kind == "preference":
        change_kept = change if scale else Interval(0.0, 0.0, 0.0)
        figures[:0] = [
            fig("duty", "Duty on Kenya's goods in United States, on unchanged trade", "USD m",
                   Interval(129.1, 129.1, 129.1), "duty", "2024 trade, 2025 schedule.", 738.5, None, 1.0, ("tariff-test",)),
            fig("exports_lines", "Kenya's exports to United States, line by line", "USD m", change_kept, "line",
                   basis, 738.5, change_kept.times(100 / 738.5), 1.0, ("tariff-test", "elasticity-test")),
            fig("jobs", "Jobs in apparel (direct, 2024)", "jobs", change_kept.times(140.0), "prorata",
                   "Pro rata of apparel exports.", 66_804.0, change_kept.times(14_000 / 66_804), 1.0, ("jobs-test",)),
        ]  # fmt: skip
        if scale:
            lines = (
                LineEffect("apparel-knit:9819", "Apparel, knit", "apparel through heading 9819", 263.2, 0.0, 0.251,
                           66.1, interval(-200.0, -150.0, -77.0), "", ("tariff-test",)),
                LineEffect("coffee:MFN-free", "Coffee and tea", "free for all", 61.7, 0.0, 0.0, 0.0,
                           Interval(0.0, 0.0, 0.0), "USD 2.0 m bear a specific duty that is not counted.",
                           ("tariff-test",)),
            )  # fmt: skip
            ours = Interval(-57.0, -39.0, -20.0)
            comparisons = (
                Comparison("Study A", "CGE", "exports to the US", "%", point(-16.0), ours, "study-a"),
                Comparison(
                    "Study B", "triple difference", "exports to the US", "%", point(-39.0), ours, "study-b"
                ),
                Comparison(
                    "Study C",
                    "trade-weighted duty",
                    "duty",
                    "duty %",
                    point(28.0),
                    point(17.5),
                    "study-c",
                ),
            )
    else:
        basis = "Low, central and high value of time."
        figures[:0] = [
            fig("days", "Extra days on Kenya's trade, mean over partners", "days", Interval(2.0, 3.25, 5.5),
                   "network", basis),
            fig("usd_per_teu", "Extra cost of a container", "USD/TEU", Interval(210.0, 480.0, 1_250.0), "network",
                   basis, sources=("lanes-test",)),
        ]  # fmt: skip
    return Outcome(
        scenario=s,
        home="KEN",
        partner="USA",
        headline=tuple(figures),
        lines=lines,
        economies=tuple(
            EconomyEffect(i, n, interval(r * 1.4, r, r * 0.6), interval(r * 140, r * 100, r * 60),
                          interval(x * 1.4, x, x * 0.6), interval(0, 0, 0), interval(-1, 0, 1), 0.7)
            for i, n, r, x in ECONOMIES
        ),
        sectors=(),
        paths=(),
        walks=(),
        routes=(),
        comparisons=comparisons,
        assumptions=("Shock 1 carries no citation: it is an assumption.", "Full employment."),
        notes=(),
        solved=(Solved("elasticity central", residual, residual / 10, 41, "anderson"),
                Solved("elasticity low", residual / 2, residual / 20, 38, "anderson")),
        manifest=Manifest("0.1.0", s.sha256, "test-1", "ab" * 32, {"deficit": "zero", "cases": ["central", "low"]}),
    )  # fmt: skip


@cache
def case(dated: date | None = SAID) -> Brief:
    a = agenda()
    results = []
    for item in a.items:
        for k, o in enumerate(item.options):
            results.append((item.id, o.key, outcome(o.scenario, 0.0 if k else 1.0)))
    return Brief(dossier(dated), a, tuple(results), made=DAY)
