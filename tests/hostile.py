"""Texts made to be slow: each a kind, as long as is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping


def _of(unit: str) -> Callable[[int], str]:
    return lambda n: (unit * (n // len(unit) + 1))[:n]


def _counted(form: str) -> Callable[[int], str]:
    return lambda n: "".join(form.format(_word(k), k) for k in range(n // len(form.format("Abcde", 1)) + 1))[
        :n
    ]


def _word(k: int) -> str:
    """A name of its own for each number."""
    out = ""
    k += 26**3
    while k:
        k, r = divmod(k, 26)
        out = chr(97 + r) + out
    return out.capitalize()


KINDS: Mapping[str, Callable[[int], str]] = {
    "one line": _of("The minister said that Kenya will cut tariffs on tea by 5% in 2025 and met the envoy of Ghana. "),
    "one sentence": _of("Kenya asked Uganda and the minister of Ghana will meet the envoy of Togo and "),
    "marks": _of('" “ '),
    "openers": _of("“a "),
    "quotations": _of("“We will sign the agreement now,” he said. "),
    "nested marks": _of("“He said ‘we are here’ and left” "),
    "names": _counted("{0} {0}son "),
    "titles": _of("President Ruto Minister Blinken "),
    "distinct names and quotes": _counted("“We shall trade with all,” said Minister {0} Barasa of Kenya. "),
    "distinct meetings": _counted("President {0} Ruto of Kenya met Minister {0} Smith of Ghana. "),
    "same meeting": _of("President William Ruto of Kenya met Secretary Antony Blinken of the United States. "),
    "asks": _of("Kenya asked Uganda to reopen the border at Busia. Uganda responded positively to the request. "),
    "distinct asks": _counted("Minister {0} of Kenya asked Uganda to reopen {0} and Uganda agreed to the request. "),
    "commitments": _counted("Kenya will build {0} and pledges its commitment to {0}. "),
    "measures": _of("a 25% tariff on steel from China, "),
    "deep list": lambda n: "".join(f"{'  ' * (k % 60)}- item {k}\n" for k in range(n // 40)),
    "headings": _counted("Kenya asks {0}\n\n"),
    "numbered": _of("1.1.1.1.1.1.1.1 "),
    "apostrophes": _of("A'A'"),
    "capitals": _of("A"),
    "letters": _of("a"),
    "bangs": _of("!"),
    "stops": _of("."),
    "dots and letters": _of("A."),
    "hyphens": _of("a-"),
    "dashes": _of("- "),
    "spaces": lambda n: "x" + " " * n + "x",
    "blank lines": lambda n: "x" + "\n" * n + "x",
    "tabs": lambda n: "x" + " \t" * (n // 2) + "x",
    "digits": _of("1"),
    "sums": _of("$1,000,"),
    "dates": _of("31 December 2025 to 3 January 2026, next Monday and in two weeks; "),
    "years": _of("2025 "),
    "months": _of("march may "),
    "of the": _of("of the "),
    "request for": _of("request for "),
    "brackets": _of("(["),
    "links": _of("[a]("),
    "emphasis": _of("*_`"),
    "dashes of a front matter": _of("---\n"),
    "offices": _of("Cabinet Secretary for Foreign and Diaspora Affairs and "),
    "organisations": _of("Bank of Council of Union of "),
    "places": _of("Kenya Uganda France "),
    "pronouns": _of("He said that he will meet him. They asked it. "),
    "turns": _counted("MR {0}: We shall see what comes of it.\n"),
    "subjects": _of("Kenya, Uganda, "),
    "conjunctions": _of("and "),
    "verbs": _of("said met asked will agree to pledge "),
    "comma": _of(", "),
    "wide": _of("𝔘𐐀"),
    "combining": _of("e\u0301"),
    "mixed case": _of("aA"),
    "wrapped": _of("The minister of trade of Kenya told reporters in the capital that\n"),
    "hyphened ends": _of("a very long line that ends in a hyphen which is so-\n"),
    "straits": _of("Houthi attacks closed the Red Sea and the Suez Canal; "),
    "virtual": _of("virtual talk "),
    "front": lambda n: "---\n" + "a: b\n" * (n // 5),
}  # fmt: skip
