"""Makes `law/us_lists.txt.gz`: the lines that each US additional duty names or spares.

    python -m databuild.us_lists CHAPTER99.txt.gz LISTS_FOLDER OUT.txt.gz

CHAPTER99 is chapter 99 of the Harmonized Tariff Schedule, 2026 revision 6, as text: its notes are the source of every
list they still hold. LISTS_FOLDER holds a tracker's lists, read for what the notes no longer print (steel derivatives
before the annexes of April 2026, lists of June 2026) and for days on which a line joined or left a list.

A row of the table is `name TAB from TAB to TAB codes`: days as ISO or empty, codes of 4 to 10 digits by blanks.
"""

from __future__ import annotations

import csv
import gzip
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from databuild.section_338 import MAYBE, SURE

PAGE = re.compile(r"Harmonized Tariff Schedule|Annotated for|^\s*XXII|99 - III|Compiler's note")
CODE = re.compile(r"(?<![\d.])(\d{4}\.\d{2}\.\d{4}|\d{4}\.\d{2}\.\d{2}|\d{4}\.\d{2})(?![\d.]*\d)")
HEADING = re.compile(r"(?<![\d.,-])(\d{4})(?![\d.]|,\d)")

# Name of the list: (words its subdivision begins with, words that end it); whole: bare headings count as well.
NOTES: dict[str, tuple[str, str]] = {
    "annex-ii": ("(a) As provided for in heading 9903.01.32", "(b) As provided in heading 9903.02.78"),
    "resources-eu": ("(xx) As provided in heading 9903.02.74", "(xxi) As provided"),
    "aircraft-eu": ("(xxii) As provided in heading 9903.02.76", "(xxiii) As provided"),
    "medicines-eu": ("(xxiii) As provided in heading 9903.02.77", "(a) As provided in headings 9903.02.79"),
    "aircraft-kor": ("(b) As provided in heading 9903.02.81", "(a) As provided in headings 9903.02.82"),
    "resources-che": ("(b) As provided in headings 9903.02.84", "(c) As provided in headings 9903.02.85"),
    "aircraft-che": ("(c) As provided in headings 9903.02.85", "(d) As provided in headings 9903.02.86"),
    "medicines-che": ("(d) As provided in headings 9903.02.86", "(i) Except as provided in headings 9903.01.78"),
    "brazil": ("(a) As provided in heading 9903.01.81", "(b) As provided in heading 9903.01.90"),
    "aircraft-bra": ("(iv) As provided in heading 9903.01.82", "(v) The additional duties imposed by heading 9903.01.77"),
    "section-122": ("(ii) As provided in heading 9903.03.03", "(iii) As provided in heading 9903.03.04"),
    "aircraft-122": ("(iv) As provided in heading 9903.03.05", "(v) As provided in heading 9903.03.06"),
    "aircraft-gbr": ("(a) As provided in heading 9903.96.01", "(b) As provided in heading 9903.96.02"),
    "aircraft-jpn": ("(b) As provided in heading 9903.96.02", "36. [Note deleted.]"),
    "vehicles": ("(b) The rates of duty set forth in headings 9903.94.01", "(c) Heading 9903.94.02 applies"),
    "vehicle-parts": ("(g) Subject to a manufacturer's import adjustment", "(h) Heading 9903.94.06 applies"),
    "vehicles-gbr": ("(i) Heading 9903.94.31 sets forth", "The aggregate annual import volume"),
    "vehicle-parts-gbr": ("(j) Heading 9903.94.32 sets forth", "Any automotive part, except"),
    "timber": ("(b) The rates of duty set forth in heading 9903.76.01", "(c) Heading 9903.76.02"),
    "upholstered": ("(d) The rates of duty set forth in headings 9903.76.02", "(e) Except for as provided by"),
    "cabinets": ("(f) Except for as provided by 9903.76.04, the rates", "(g) Heading 9903.76.04"),
    "trucks": ("(b) The rate of duty set forth in heading 9903.74.01", "(c) Heading 9903.74.02"),
    "truck-parts": ("(i) The rates of duty set forth in heading 9903.74.08", "(j) Heading 9903.74.09"),
    "semiconductors": ('(b) For the purposes of this note, "semiconductor articles"', "To be included within"),
    "russia-35": ("(b) Heading 9903.90.08 applies to all products", "(c) For the purposes of heading 9903.90.09"),
    "russia-70": ("(d) Heading 9903.90.09 applies to all products", "31. (a)"),
    "china-1": ("(b) Heading 9903.88.01 applies to all products", "(c) For the purposes of heading 9903.88.02"),
    "china-2": ("(d) Heading 9903.88.02 applies to all products", "(e) For the purposes of heading 9903.88.03"),
    "china-3": ("(f) Heading 9903.88.03 applies to all products", "(g) For the purposes of heading 9903.88.04"),
    "aluminium-derivatives-i": ("(i) The rates of duty set forth in heading 9903.85.04", "(j) The rates of duty set forth in heading 9903.85.07"),
    "aluminium-derivatives-j": ("(j) The rates of duty set forth in heading 9903.85.07", "(k) The rates of duty in heading 9903.85.08"),
    "aluminium-content": ("(k) The rates of duty in heading 9903.85.08", "For any derivative aluminum product that is"),
    "eu-aircraft-dispute": ("enumerated in this note are subject to the additional duties imposed by subheadings 9903.89.05", "21. (a) For purposes of subheading 9903.19.23"),
}  # fmt: skip
# Subdivisions of the note on the dispute over aircraft, each with the members that bear the duty on its lines.
DISPUTE = "cdefghijklmnopqrs"
DISPUTE_STARTS = "({}) Subheading 9903.89."
WHOLE = {"vehicle-parts", "annex-ii"}  # headings of four digits stand in these
ANNEX = {"i": "1a-aluminium", "ii": "1a-aluminium", "iii": "1a-steel", "iv": "1a-steel", "v": "1a-copper",
         "vi": "1b-aluminium", "vii": "1b-steel", "viii": "1b-copper", "ix": "3-aluminium", "x": "3-steel"}  # fmt: skip

Row = tuple[str, str, str, tuple[str, ...]]


def digits(codes: Iterable[str]) -> tuple[str, ...]:
    """Codes without dots, in order, each once; a suffix 00 of a whole line is left out."""
    bare = (c.replace(".", "") for c in codes)
    return tuple(sorted({c[:8] if len(c) == 10 and c.endswith("00") else c for c in bare}))


def between(lines: list[str], start: str, end: str, whole: bool = False) -> tuple[str, ...]:
    """The codes from the line that holds `start` to the one that holds `end`, page heads left out."""
    first = next(k for k, x in enumerate(lines) if start in " ".join(x.split()))
    last = next(k for k in range(first + 1, len(lines)) if " ".join(lines[k].split()).startswith(end))
    found: list[str] = []
    for x in lines[first:last]:
        if PAGE.search(x):
            continue
        found += CODE.findall(x)
        found += [c for c in HEADING.findall(x) if not re.search(r"[a-z]", x)] if whole else []
    return digits(c for c in found if not c.startswith(("9903", "9902")))


def dispute(lines: list[str]) -> Iterator[Row]:
    """Lines of the dispute over aircraft by subdivision of the note, which names the members."""
    for k, after in zip(DISPUTE, DISPUTE[1:] + "t", strict=True):
        end = DISPUTE_STARTS.format(after) if after != "t" else "(t) For purposes of subheading"
        yield (f"dispute-{k}", "", "", between(lines, DISPUTE_STARTS.format(k), end))


def before(china: list[dict[str, str]]) -> Iterator[Row]:
    """Lists that lines raised by the review of 2024 stood on until then: the notes print each line once, where it is now.

    From the notice of the review, 89 FR 76581: vehicles, solar cells, chips and wafers paid 25 %, batteries, their parts and
    gloves 7.5, steel and aluminium 0 or 7.5, minerals, magnets, syringes and cranes nothing.
    """

    def on(name: str) -> tuple[str, ...]:
        return listed(china, "hts8", lambda r: r["list"] == name)

    raised, jan = "2024-09-26", "2024-12-31"
    yield ("china-before-1", "", raised, tuple(c for c in on("biden_100") if c.startswith("87")))
    yield ("china-before-2", "", raised, on("biden_50"))
    chips = tuple(c for c in on("biden_50_jan25") if c.startswith("85"))
    yield ("china-before-2", "", jan, chips)
    yield ("china-before-3", "", jan, tuple(c for c in on("biden_50_jan25") if c not in chips))
    metals = tuple(c for c in on("biden_25") if c[:2] in ("72", "73", "76"))
    yield ("china-before-4A-or-none", "", raised, metals)
    yield ("china-before-4A", "", raised, ("85079040", "8507600010"))
    yield ("china-before-4A", "", jan, ("40151210",))
    yield ("china-before-4A", "", "2025-12-31", ("8507600020",))
    yield ("china-2024", "2024-09-27", "", ("8507600010",))
    yield ("china-2024", "2024-09-27", "2025-12-31", ("6307909842", "6307909844", "6307909850", "6307909875"))
    yield ("china-2024", "2025-01-01", "2025-12-31", ("6307909870",))
    yield ("china-gloves", "2025-01-01", "2025-12-31", ("40151210",))
    four = {n: set(on(n)) for n in ("3_addl", "4A", "4B")}
    split = (four["4A"] & four["4B"]) | (four["3_addl"] & four["4A"])
    yield ("china-4A-split", "", "", tuple(sorted(four["4A"] & split)))
    yield ("china-3-split", "", "", tuple(sorted(four["3_addl"] & split)))
    yield ("china-4A", "", "", tuple(sorted(four["4A"] - split)))
    yield ("china-3_addl", "", "", tuple(sorted(four["3_addl"] - split)))


EXCLUSION = re.compile(r"(?m)^\s*\(([a-z]{1,3})\)\s+(?=\(?i?\)?\s*The U\.S\. Trade Rep)")
# Days of the headings of exclusions, by the subdivision of note 20 they stand in; all others ended with 2020.
EXCLUSION_DAYS = {
    **dict.fromkeys(("ooo", "ppp", "qqq", "rrr"), ("2021-01-01", "2021-11-30")),
    "sss": ("2021-12-01", "2023-05-31"),
    "ttt": ("2021-10-12", "2024-06-14"),
    "uuu": ("2023-06-01", "2024-06-14"),
    "vvv": ("2024-06-15", ""),
    "www": ("2024-01-01", ""),
}  # fmt: skip
EARLY = ("2018-07-06", "2020-12-31")


def exclusions(text: str) -> Iterator[Row]:
    """Statistical numbers in which articles are excluded from section 301 on China, by the days of their headings.

    The last ones ran to 9 November 2026; whether they were prolonged is not known, so that they have no end here.
    """
    start = text.index("(h) The U.S. Trade Representative determined to establish a process")
    parts = EXCLUSION.split(text[start : text.index("(21) (a)", start)])
    found: dict[tuple[str, str], set[str]] = {}
    days = EARLY
    for key, body in zip(parts[1::2], parts[2::2], strict=True):
        if len(key) > 2 or key not in ("ii", "iv"):
            days = EXCLUSION_DAYS.get(key, days if key == "iii" and days != EARLY else EARLY)
        found.setdefault(days, set()).update(re.findall(r"(?<![\d.])\d{4}\.\d{2}\.\d{4}(?!\d)", body))
    for (first, last), codes in sorted(found.items()):
        yield ("china-excluded", first, last, digits(codes))


def annexes(lines: list[str]) -> dict[str, set[str]]:
    """The lists of note 16(c), which print across columns: metal by chapter, list by its title or its place."""
    first = next(
        k for k, x in enumerate(lines) if " ".join(x.split()).startswith("(i) Articles of aluminum:")
    )
    last = next(
        k
        for k in range(first, len(lines))
        if " ".join(lines[k].split()).startswith("(d) Headings 9903.82.04")
    )
    found: dict[str, set[str]] = {v: set() for v in ANNEX.values()}
    at = ""
    for x in lines[first:last]:
        if PAGE.search(x) and "Notes (con" not in x and "Derivative" not in x:
            continue
        if m := re.search(r"\(([ivx]+)\)\s+(?:Articles|Derivative)", x):
            at = ANNEX[m[1]]
        for c in digits([*CODE.findall(x), *(HEADING.findall(x) if not re.search(r"[a-z]", x) else [])]):
            name = at
            if at.startswith("1a"):
                metal = {"72": "steel", "73": "steel", "74": "copper", "76": "aluminium"}.get(c[:2], "steel")
                name = f"1a-{metal}"
                if c == "7308200035" or (c == "76141010" and at == "1a-steel"):
                    name = at if c == "76141010" else "1a-aluminium"
            found[name].add(c)
    return found


def read(folder: Path, name: str) -> list[dict[str, str]]:
    """One of the tracker's lists."""
    with gzip.open(folder / f"{name}.gz", "rt", encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f))


def listed(
    rows: Iterable[dict[str, str]], key: str, keep: Callable[[dict[str, str]], bool]
) -> tuple[str, ...]:
    return digits(r[key].strip() for r in rows if keep(r))


def dated_annex(codes: tuple[str, ...], seen: list[dict[str, str]]) -> Iterator[Row]:
    """Annex II by days: first, joined on 8 September and 13 November 2025, left when a section 232 duty began."""
    joined = {
        d: set(listed(seen, "prefix", lambda r, d=d: r["first_effective_date"] == d))
        for d in ("2025-09-08", "2025-11-13")
    }  # type: ignore[misc]
    later = joined["2025-09-08"] | joined["2025-11-13"]
    yield ("annex-ii", "2025-04-05", "", tuple(c for c in codes if c not in later))
    for day, of in joined.items():
        yield ("annex-ii", day, "", tuple(c for c in codes if c in of))
    for end in sorted({r["end_effective_date"] for r in seen} - {"NA"}):
        yield (
            "annex-ii",
            "2025-04-05",
            end,
            listed(seen, "prefix", lambda r, e=end: r["end_effective_date"] == e),
        )  # type: ignore[misc]


# Steel in articles of other chapters before August 2025, which neither the notes nor the tracker's lists print:
# annex I of Proclamation 10896 and the notice of 16 June 2025 (appliances), from memory.
STEEL_EARLY = {
    "2025-03-12": "84313100 84314200 84314910 84314990 84321000 84329000 85479000 94062000 94069001",
    "2025-06-23": "84181000 84183000 84184000 84221100 84501100 84502000 84512100 84512900 85098020 85166040 9403999020",
}
BEER = ("22030000", "2025-04-04")  # joined note 19(k) on this day (90 FR 14786)


def _content(seen: list[dict[str, str]], note_k: tuple[str, ...]) -> Iterator[Row]:
    """Metal in articles of other chapters, by the day each line joined."""
    first = set(
        listed(seen, "hts_prefix", lambda r: r["derivative_type"] == "aluminum" and not r["effective_date"])
    )
    of_march = {c for c in note_k if c in first or c[:8] in first}
    yield ("aluminium-content", "2025-03-12", "", tuple(sorted(of_march | first)))
    yield ("aluminium-content", BEER[1], "", (BEER[0],))
    later = listed(
        seen, "hts_prefix", lambda r: r["derivative_type"] == "aluminum" and bool(r["effective_date"])
    )
    rest = {c for c in note_k if c not in of_march and c != BEER[0]} | set(later)
    yield ("aluminium-content", "2025-08-18", "", tuple(sorted(rest)))
    for day, codes in STEEL_EARLY.items():
        yield ("steel-content", day, "", tuple(codes.split()))
    yield (
        "steel-content",
        "2025-08-18",
        "",
        listed(seen, "hts_prefix", lambda r: r["derivative_type"] == "steel"),
    )


def build(chapter: Path, folder: Path) -> tuple[Row, ...]:
    """Every list with its days."""
    text = gzip.decompress(chapter.read_bytes()).decode("utf-8", "replace")
    lines = text.splitlines()
    note = {k: between(lines, *v, whole=k in WHOLE) for k, v in NOTES.items()}
    rows: list[Row] = [*dispute(lines), *exclusions(text.replace("\0", ""))]
    rows += list(dated_annex(note.pop("annex-ii"), read(folder, "annex_ii_first_appearance.csv")))
    brazil = note.pop("brazil")
    note_k = note.pop("aluminium-content")
    rows += [(k, "", "", v) for k, v in note.items()]
    rows += [(f"annex-{k}", "2026-04-06", "", tuple(sorted(v))) for k, v in annexes(lines).items()]
    june = read(folder, "s232_annex_products.csv")
    for key, metal in sorted(
        {(r["annex"], r["metal_type"]) for r in june if r["effective_date"] == "2026-06-08"}
    ):
        codes = listed(
            june,
            "hts_prefix",
            lambda r, k=key, m=metal: (
                (r["annex"], r["metal_type"], r["effective_date"]) == (k, m, "2026-06-08")
            ),
        )  # type: ignore[misc]
        rows.append((f"annex-{key}-{metal.replace('aluminum', 'aluminium')}", "2026-06-08", "", codes))
    metals = read(folder, "s232_metal_chapter_products.csv")
    for metal, name in (("steel", "steel"), ("aluminum", "aluminium")):
        for kind in ("mill", "derivative"):
            for day in sorted(
                {r["effective_date"] for r in metals if (r["metal_type"], r["kind"]) == (metal, kind)}
            ):
                codes = listed(
                    metals,
                    "hts_prefix",
                    lambda r, m=metal, k=kind, d=day: (
                        (r["metal_type"], r["kind"], r["effective_date"]) == (m, k, d)
                    ),
                )  # type: ignore[misc]
                start = day or ("2018-03-23" if kind == "mill" else "2020-02-08")
                rows.append((name if kind == "mill" else f"{name}-derivatives", start, "", codes))
    rows += _content(read(folder, "s232_derivative_products.csv"), note_k)
    simple = {"copper": ("s232_copper_products.csv", "hts10"), "medicines-232": ("s232_pharma_products.csv", "hts10"),
              "solar": ("s201_solar_products.csv", "hts10"), "aircraft-twn": ("s232_aircraft_exempt_taiwan.csv", "hts8")}  # fmt: skip
    for name, (file, key) in simple.items():
        rows.append((name, "", "", listed(read(folder, file), key, lambda r: True)))
    spared = read(folder, "country_eo_exempt_products.csv")
    for day in ("2025-08-06", "2025-11-13"):
        of = set(listed(spared, "hts10", lambda r, d=day: r["effective_date_start"] == d))  # type: ignore[misc]
        rows.append(("brazil", day, "", tuple(c for c in brazil if c in of or c[:8] in of)))
    carved = read(folder, "fentanyl_carveout_products.csv")
    rows.append(("energy", "", "", listed(carved, "hts8", lambda r: r["category"] == "energy_ca")))
    rows.append(("potash", "", "", listed(carved, "hts8", lambda r: r["category"] == "potash_ca")))
    china = read(folder, "s301_product_lists.csv")
    rows += before(china)
    for name in (
        "biden_25",
        "biden_50",
        "biden_100",
        "biden_25_jan25",
        "biden_50_jan25",
    ):
        rows.append((f"china-{name}", "", "", listed(china, "hts8", lambda r, n=name: r["list"] == n)))  # type: ignore[misc]
    for head in ("9903.91.06", "9903.91.07", "9903.91.08", "9903.91.12", "9903.91.14", "9903.92.10"):
        rows.append((f"china-{head}", "", "", listed(china, "hts8", lambda r, n=head: r["ch99_code"] == n)))  # type: ignore[misc]
    rows += [("canada-338", start, end, tuple(codes.split())) for start, end, codes in SURE]
    rows += [("canada-338-headings", start, "", tuple(codes.split())) for start, codes in MAYBE]
    return tuple(r for r in rows if r[3])


def pack(rows: Iterable[Row]) -> bytes:
    """The table as gzip with a fixed date: the same rows give the same bytes."""
    text = "".join(f"{name}\t{start}\t{end}\t{' '.join(codes)}\n" for name, start, end, codes in rows)
    return gzip.compress(text.encode(), 9, mtime=0)


def main() -> None:
    """Command line of the builder."""
    rows = build(Path(sys.argv[1]), Path(sys.argv[2]))
    Path(sys.argv[3]).write_bytes(pack(rows))
    for name, start, end, codes in rows:
        print(f"{name:26} {start:10} {end:10} {len(codes)}")


if __name__ == "__main__":
    main()
