"""What `kaskazi world` found, laid out for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kaskazi.text.numbers import number
from kaskazi.text.tables import Block, Grid

if TYPE_CHECKING:
    from kaskazi.world.compare import Comparison
    from kaskazi.world.score import Score


def share(ratio: float, decimals: int = 1) -> str:
    """A ratio in per cent."""
    return f"{number(100 * ratio, decimals)} %"


def summary(s: Mapping[str, Any]) -> list[Block]:
    """One economy: accounts, indicators, partners with grades, sectors, products, who sends money, ledger, sources."""
    blocks: list[Block] = [
        f"{s['name']} ({s['iso3']}) in world {s['world']}, year {s['year']}, USD million",
        f"GDP {number(s['gdp'])}; goods exports {number(s['exports'])}; goods imports {number(s['imports'])}; "
        f"own sales {number(s['own_sales'])}",
    ]
    figures = tuple(
        (
            r["title"],
            number(r["value"], 0 if r["value"] >= 10 else 3),
            r["unit"],
            str(r["year"] or ""),
            r["source"],
        )
        for r in s["indicators"]
    )
    if figures:
        blocks += ["", Grid(("", "", "unit", "year", "source"), figures, (0, 2, 4))]
    for key, text in (("export", "exports to"), ("import", "imports from")):
        parts = ", ".join(f"{share(v, 0)} {n}" for n, v in s[f"{key}_grades"].items())
        rows = [
            (r["name"], number(r["value"], 1), r["grade"], "total as published" if r["published"] else "")
            for r in s["exports_to" if key == "export" else "imports_from"]
        ]
        blocks += ["", f"{text} ({parts})", Grid(("", "", "", ""), tuple(rows), (0, 2, 3))]
    if s["tariffs"]:
        blocks += ["", *_tariffs(s["tariffs"])]
    sectors = [
        (
            r["name"],
            *(number(r[k]) for k in ("output", "exports", "imports", "jobs")),
            r["grade"],
            r["jobs_grade"],
        )
        for r in s["sectors"]
    ]
    heads = ("sector", "output", "exports", "imports", "jobs", "accounts", "jobs graded")
    blocks += ["", Grid(heads, tuple(sectors), (0, 5, 6))]
    for flow in dict.fromkeys(r["flow"] for r in s["products"]):
        found = [r for r in s["products"] if r["flow"] == flow]
        cells = tuple(
            (
                r["product"] + (f" with {r['partner']}" if r["partner"] else ""),
                number(r["value"], 1),
                r["source"],
            )
            for r in found
        )
        blocks += ["", f"{flow} by product, as published", Grid(("", "", "source"), cells, (0, 2))]
    if s["remittances_by_sender"]:
        sent = tuple((r["sender"], r["period"], _sent(r), r["source"]) for r in s["remittances_by_sender"])
        blocks += ["", "remittances by sender, as published"]
        blocks.append(Grid(("", "period", "", "source"), sent, (0, 1, 3)))
    if s["remittance_corridors"]:
        sends = tuple(
            (
                r["sender"],
                number(r["value"], 1),
                r["basis"],
                share(r["cost"]) if r["cost"] else "",
                r["source"],
            )
            for r in s["remittance_corridors"]
        )
        blocks += [
            "",
            "remittances by sender, estimated",
            Grid(("", "", "", "cost", "source"), sends, (0, 2, 4)),
        ]
    if s["ledger"]:
        blocks += ["", "What balancing assumed:", *(f"  {x}" for x in s["ledger"])]
    return [*blocks, "", "Sources:", *(f"  {x}" for x in s["sources"])]


def _tariffs(t: Mapping[str, Any], most: int = 8) -> list[Block]:
    """What imports pay, by what the tariffs rest on."""
    rows = tuple((r["basis"], share(r["share"]), share(r["mean"])) for r in t["bases"][:most])
    head = (
        f"tariffs: {share(t['mean'], 2)} of goods imports; remembered rates on {share(t['remembered'])} of them "
        f"({share(t['remembered_world'])} of the world's)"
    )
    return [head, Grid(("", "of imports", "pays"), rows, (0,))]


def _sent(r: Mapping[str, Any]) -> str:
    return number(r["value"], 1) if r["value"] is not None else f"{number(r['share'])} %"


def comparison(c: Comparison) -> list[Block]:
    """Two worlds side by side, then where they differ most."""
    from kaskazi.world.types import GRADE_NAMES

    top = [("goods trade", number(c.total_a), number(c.total_b))]
    grades = zip(GRADE_NAMES[1:], c.grades_a, c.grades_b, strict=True)
    top += [(f"in {name} cells", share(x), share(y)) for name, x, y in grades]
    top.append(("pairs two sides dispute", number(c.mirror_a), number(c.mirror_b)))
    blocks: list[Block] = [
        f"{c.economies} economies in both; USD million",
        "",
        Grid(("", c.a, c.b), tuple(top)),
        "",
        f"correlation of levels {number(c.levels, 3)}, of logs {number(c.logs, 3)}; "
        f"{share(c.wrong_pair)} of trade in another pair",
        f"{c.home}: export mix differs by {share(c.export_mix)}, import mix by {share(c.import_mix)}",
    ]
    pairs = tuple((f"{x} to {m}", a, b) for x, m, a, b in c.largest)
    for title, rows in (
        ("Largest differences, pairs", pairs),
        ("Exporters' totals", c.exporters),
        ("Importers' totals", c.importers),
        ("Trade by sector, services too", c.sectors),
    ):
        if rows:
            cells = tuple((n, number(a), number(b), _change(a, b)) for n, a, b in rows)
            blocks += ["", title, Grid(("", c.a, c.b, "change"), cells)]
    if not (pairs or c.sectors):
        blocks += ["", "No difference in trade."]
    for name, only in ((c.a, c.only_a), (c.b, c.only_b)):
        if only:
            blocks.append(f"Only in {name}: {', '.join(only)}")
    return blocks


def _change(a: float, b: float) -> str:
    return f"{number(100 * (b / a - 1), 1, signed=True)} %" if a > 0 else ""


def score(s: Score) -> list[Block]:
    """How near the world's trade is to what was observed."""
    names = (
        "correlation of levels",
        "correlation of logs",
        "share in the wrong pair",
        f"{s.home} export mix off by",
        f"{s.home} import mix off by",
    )
    values = (s.levels, s.logs, s.wrong_pair, s.export_mix, s.import_mix)

    def cell(k: int, v: float) -> str:
        return number(v, 3) if k < 2 else share(v)

    rows = tuple(
        (name, cell(k, values[k]), cell(k, s.without_hand[k]) if s.without_hand else "")
        for k, name in enumerate(names)
    )
    blocks: list[Block] = [
        f"{s.exporters} observed exporters, {number(s.pairs)} pairs; ours USD {number(s.ours_musd / 1e3)} billion, "
        f"observed {number(s.observed_musd / 1e3)}.",
        f"{s.hand_pairs} of the pairs ({share(s.hand_share)} of observed trade) are entered by hand.",
        "",
        Grid(("", "all pairs", "without them"), rows),
    ]
    if s.not_in_world:
        blocks.append(f"Not in this world: {', '.join(s.not_in_world)}.")
    return blocks


def imported(r: Mapping[str, Any], most: int = 12) -> list[Block]:
    """What an import took from a publisher's file, and the world it made."""
    year = f", {r['year']}" if r.get("year") else ""
    blocks: list[Block] = [f"{r['title']}{year}, read as {r['layout']}"]
    if "pairs" in r:
        total = sum(r["by_sector"].values()) or 1
        unsure = r["unsure_share"]
        rows = [
            (s, number(v), share(v / total), share(unsure[s]) if s in unsure else "")
            for s, v in r["by_sector"].items()
        ]
        blocks.append(
            f"{r['exporters']} exporters, {r['importers']} importers, {number(r['pairs'])} pairs, "
            f"USD {number(r['million_usd'])} million"
        )
        blocks.append(Grid(("sector", "USD m", "share", "by judgement"), tuple(rows)))
        if r["mirror_pairs"]:
            blocks.append(f"{number(r['mirror_pairs'])} pairs are mirror flows")
    if "simple_percent" in r:
        blocks.append(f"{r['importers']} importers, {number(r['lines'])} lines; tariffs in per cent")
        weighted = r["weighted_percent"]
        rows_ = [(s, _or_none(weighted.get(s)), number(v, 2)) for s, v in r["simple_percent"].items()]
        blocks.append(Grid(("sector", "trade-weighted", "simple mean"), tuple(rows_)))
    if "theta" in r:
        rows = [
            (s, number(v, 2), number(r["se"][s], 2), number(r["products"][s])) for s, v in r["theta"].items()
        ]
        blocks.append(Grid(("sector", "theta", "standard error", "products"), tuple(rows)))
        blocks.append(f"weights: {r['weights']}")
    if r.get("dropped_codes"):
        value = f" (USD {number(r['dropped_million_usd'])} million)" if "dropped_million_usd" in r else ""
        blocks.append(f"codes not known, left out: {', '.join(map(str, r['dropped_codes'][:12]))}{value}")
    return [*blocks, *(f"note: {n}" for n in r.get("notes", [])), *_made(r, r["ledger"], most)]


def _or_none(x: float | None) -> str:
    return "\u2013" if x is None else number(x, 2)


def _made(r: Mapping[str, Any], ledger: Sequence[str], most: int) -> list[Block]:
    from kaskazi.text.numbers import small

    grades = ", ".join(f"{share(v, 0)} {n}" for n, v in r["trade_by_grade"].items())
    blocks: list[Block] = [
        f"world {r['world']}: {r['economies']} economies, {r['sectors']} sectors; trade {grades}",
        f"accounts: value added meets GDP to {small(r['gap_value_added_to_gdp'])}",
        "ledger:",
        *(f"  {x}" for x in ledger[:most]),
    ]
    return [*blocks, f"  and {len(ledger) - most} more in the file"] if len(ledger) > most else blocks
