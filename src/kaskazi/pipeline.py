"""The whole way: a document in, everything worked out (`study`); a scenario in, an outcome out (`run`).

The command, the library and the desk call these, so that the same document makes the same brief whoever asks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kaskazi._version import __version__
from kaskazi.agenda import Agenda, draft_agenda
from kaskazi.analysis.backtest import Report, backtest
from kaskazi.analysis.priorities import AskList, rank_asks
from kaskazi.analysis.tables import Extract, extracts
from kaskazi.codes.defaults import default_home
from kaskazi.documents import read
from kaskazi.dossier import Dossier
from kaskazi.files import SCHEMAS
from kaskazi.outcomes import Outcome, Solves, work_out
from kaskazi.scenario import Scenario
from kaskazi.shocks import load
from kaskazi.world import World

ASKS_SOLVED = 4  # asks of a study that are solved exactly
Progress = Callable[[str, int, int], None]  # what is being done, done, in all


@dataclass(frozen=True, slots=True)
class StudyManifest:
    """All that is needed to make the same study again. Hashes are SHA-256."""

    schema: int
    kaskazi: str
    document: str
    document_sha256: str
    dated: str | None
    as_of: str
    home: str
    world: str
    world_sha256: str
    sources_sha256: str
    scenarios: Mapping[str, str]  # hash of each scenario by name

    def to_dict(self) -> dict[str, Any]:
        """Plain types for JSON."""
        return asdict(replace(self, scenarios=dict(self.scenarios)))


@dataclass(frozen=True, slots=True)
class Study:
    """One document worked out for one economy.

    outcomes: by (item of the agenda, option); tables: cuts of the tables of negotiation; asks: what is worth asking
    of each partner on the table, the most valuable first; record: what our elasticities would have said of the past.
    """

    dossier: Dossier
    agenda: Agenda
    outcomes: Mapping[tuple[str, str], Outcome]
    tables: tuple[Extract, ...]
    asks: tuple[AskList, ...]
    record: Report
    manifest: StudyManifest


def run(
    scenario: str | Path | Scenario,
    world: World | None = None,
    *,
    home: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Outcome:
    """Work out one scenario: a packaged name, the path of a TOML file, or a Scenario.

    home: whose figures lead (ISO3), in place of the scenario's own; it changes what is printed, never the equilibrium.
    progress: called with (cases done, cases in all). Raises ScenarioError for names nobody knows, NoSolution where a
    case is not solved in every equation.
    """
    asked = scenario if isinstance(scenario, Scenario) else load(scenario)
    if home is not None:
        asked = asked.model_copy(update={"home": home})
    the_world = World.load(asked.world or None) if world is None else world
    return work_out(asked, the_world, progress=progress)


def study(
    document: str | Path | Sequence[str | Path],
    *,
    dated: date | str | None = None,
    home: str | None = None,
    as_of: date | str | None = None,
    world: World | None = None,
    progress: Progress | None = None,
) -> Study:
    """Read a document (a path or its text) or several on one event, draft the agenda, work out every option, the tables and the asks.

    dated: the day the document speaks; as_of: the day whose law counts (default: today). Raises DocumentError,
    InputError for an unknown economy, NoSolution.
    """
    the_world = World.load() if world is None else world
    home = home or default_home()
    the_world.index(home)
    dossier = read(document, dated=dated)
    agenda = draft_agenda(dossier, as_of=as_of, home=home)
    solves = Solves()
    todo = [(item.id, option) for item in agenda for option in item.options]
    outcomes: dict[tuple[str, str], Outcome] = {}
    for k, (item, option) in enumerate(todo):
        if progress:
            progress(option.scenario.title, k, len(todo))
        outcomes[item, option.key] = work_out(option.scenario, the_world, solves=solves)
    if progress and todo:
        progress("asks and tables", len(todo), len(todo))
    partners = dict.fromkeys(
        o.scenario.partner for i in agenda for o in i.options if o.scenario.partner not in (None, home)
    )
    day = agenda.as_of
    tables: list[Extract] = []
    asks: list[AskList] = []
    for p in partners:
        assert p is not None
        tables += extracts(home, p, day, the_world, solves)
        asks.append(rank_asks(the_world, home, p, day, top=ASKS_SOLVED, solves=solves))
    return Study(
        dossier=dossier,
        agenda=agenda,
        outcomes=MappingProxyType(outcomes),
        tables=tuple(tables),
        asks=tuple(asks),
        record=backtest(),
        manifest=_manifest(dossier, agenda, the_world),
    )


def _manifest(dossier: Dossier, agenda: Agenda, world: World) -> StudyManifest:
    d = dossier.document
    table = files("kaskazi").joinpath("sources.toml").read_bytes()
    return StudyManifest(
        schema=SCHEMAS["manifest"],
        kaskazi=__version__,
        document=d.name,
        document_sha256=d.sha256,
        dated=d.dated.isoformat() if d.dated else None,
        as_of=agenda.as_of.isoformat(),
        home=agenda.home,
        world=world.version,
        world_sha256=world.sha256,
        sources_sha256=hashlib.sha256(table).hexdigest(),
        scenarios=MappingProxyType({o.scenario.name: o.scenario.sha256 for i in agenda for o in i.options}),
    )
