"""`Brief`: what was read, what is on the table and what was worked out, in every form that has a writer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from kaskazi import files as whole
from kaskazi._version import __version__
from kaskazi.agenda.types import Agenda
from kaskazi.analysis.backtest import Report
from kaskazi.analysis.priorities import AskList
from kaskazi.analysis.tables.extract import Extract
from kaskazi.dossier import Dossier
from kaskazi.errors import InputError, Problem, nearest
from kaskazi.outcomes.types import Outcome
from kaskazi.pipeline import Study, StudyManifest
from kaskazi.report.certify import Result, certified, matched
from kaskazi.report.document import Document
from kaskazi.report.page import Page, page
from kaskazi.report.writers import writers


def brief(study: Study, made: date | None = None) -> Brief:
    """The brief of a study: what the command, the library and the desk print. made: default, the as-of day."""
    results = tuple((item, option, o) for (item, option), o in study.outcomes.items())
    return Brief(
        study.dossier,
        study.agenda,
        results,
        made or study.agenda.as_of,
        annexes=study.tables,
        asks=study.asks,
        past=study.record,
        manifest=study.manifest,
    )


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief. results: (item id, option key, outcome) each, or outcomes that find their option themselves.
    annexes: tables to print beside the figures; asks: what is worth asking; past: what our intervals were worth;
    manifest: what is needed to make the same study again.

    Raises InputError for results that belong to no option of the agenda, NoSolution for one that is not
    certified: neither is ever rendered.
    """

    dossier: Dossier
    agenda: Agenda
    results: Sequence[Result | Outcome]
    made: date = field(default_factory=date.today)
    annexes: tuple[Extract, ...] = ()
    asks: tuple[AskList, ...] = ()
    past: Report | None = None
    manifest: StudyManifest | None = None

    def __post_init__(self) -> None:
        found = matched(self.agenda, self.results)
        certified(found)
        object.__setattr__(self, "results", found)

    @property
    def page(self) -> Page:
        """The brief laid out: what all three forms say."""
        results = matched(self.agenda, self.results)
        return page(
            self.dossier,
            self.agenda,
            results,
            self.made,
            version=__version__,
            annexes=self.annexes,
            asks=self.asks,
            past=self.past,
            manifest=self.manifest,
        )

    def html(self) -> str:
        """One self-contained HTML page: no network, no script."""
        return str(self.form(".html"))

    def markdown(self) -> str:
        """The same facts as Markdown."""
        return str(self.form(".md"))

    def to_dict(self) -> dict[str, Any]:
        """The same facts as plain types, ready for JSON."""
        from kaskazi.report.layout.plain import plain

        return plain(self.page, self.dossier)

    def json(self) -> str:
        """The same facts as JSON text."""
        return str(self.form(".json"))

    def document(self) -> Document:
        """The brief as a tree of blocks, which every writer spells."""
        from kaskazi.report.layout.whole import lay_out

        return lay_out(self.page, self.dossier)

    def form(self, suffix: str, pages: str = "", paper: str = "") -> str | bytes:
        """The whole file in the form that a suffix names. Raises KeyError for one without a writer.

        pages: "2", the two pages alone, or "all", with the annex after them; without it, two where a form sets pages of
        paper and all elsewhere. paper: a size that the form has.
        """
        writer = writers()[suffix]
        document = self.document()
        if (pages or ("2" if writer.papers else "all")) == "2":
            document = replace(document, sections=())
        return writer.spelt(document, paper)

    def write(self, path: str | Path, pages: str = "", paper: str = "") -> Path:
        """Write the form that the suffix names, whole or not at all; pages and paper as in `form`. Raises InputError."""
        target = check_path(path)
        made = self.form(target.suffix.lower(), pages, paper)
        # a lone surrogate becomes its JSON escape
        data = made.encode("utf-8", "backslashreplace") if isinstance(made, str) else made
        whole.write(target, data)
        return target


def check_path(path: str | Path) -> Path:
    """The path, if a brief can be written there. Raises InputError with every problem."""
    target = Path(path)
    problems: list[Problem] = []
    suffix = target.suffix.lower()
    suffixes = tuple(writers())
    if suffix not in suffixes:
        what = f'"{target.suffix}" is not a form of brief.' if target.suffix else "has no suffix."
        problems.append(Problem("", what, ", ".join(suffixes), nearest(suffix, suffixes)))
    elif extra := writers()[suffix].missing:
        what = f'"{suffix}" takes packages that are not installed.'
        problems.append(Problem("", what, f"pip install 'kaskazi[{extra}]'"))
    try:
        whole.check(target)
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(str(target), problems)
    return target
