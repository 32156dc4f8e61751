"""The kinds of shock: each registered once, each moving its own array, a new one in a file of its own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import kaskazi.shocks.kinds
from kaskazi.errors import DataError, ScenarioError
from kaskazi.model import Wedges
from kaskazi.network import Disruption
from kaskazi.network.canal_dues import CanalDues
from kaskazi.network.rationing import LEAST_LEFT
from kaskazi.shocks import KINDS, Case, build, cases, check, discover, json_schema, loads
from kaskazi.shocks.disturbed import apply_dues
from kaskazi.shocks.kind import Arrays, Ground
from kaskazi.world import World

WORLD = World.load()
CENTRAL = Case("central", "central", 4.8)
HEAD = 'schema = 2\nname = "x"\ntitle = "X"\nhome = "KEN"\n[[shock]]\n'
FOLDER = Path(kaskazi.shocks.kinds.__file__).parent
NETWORK = {"air", "chokepoint", "port", "corridor", "border"}

MADE_UP = '''"""A subsidy to all of an economy's sales abroad, made up."""
from typing import Literal
from kaskazi.scenario import Iso3, Range, Shock
from kaskazi.shocks.kind import Kind

class Subsidy(Shock):
    kind: Literal["subsidy"] = "subsidy"
    exporter: Iso3
    ratio: Range

def check(s, at, known):
    yield from known.economies(f"{at}.exporter", [s.exporter])

def apply(arrays, s, ground, case):
    arrays.iceberg[:, :, ground.world.index(s.exporter)] *= 1 - s.ratio.at(case.level)
    arrays.nothing_at_home()

def sectors(s, ground):
    return {0}

KIND = Kind("subsidy", "A subsidy", Subsidy, True, check, apply, sectors=sectors)
'''
SUBSIDY = 'kind = "subsidy"\nexporter = "KEN"\nratio = { low = 0.1, central = 0.2, high = 0.3 }\n'


def built(shock: str) -> Wedges:
    s = loads(HEAD + shock)
    check(s, WORLD)
    return build(s, WORLD, CENTRAL).wedges


def test_every_file_of_the_folder_is_one_kind_of_its_own_name() -> None:
    files = sorted(p.stem for p in FOLDER.glob("*.py") if p.stem != "__init__")
    assert list(KINDS) == files
    assert len({k.title for k in KINDS.values()}) == len({k.part for k in KINDS.values()}) == len(KINDS)
    assert {n for n, k in KINDS.items() if k.disrupts} == NETWORK


def test_no_kind_is_named_outside_its_file() -> None:
    """What reads, checks, dates and builds knows no kind: a new one is one file."""
    room = FOLDER.parent
    for path in [*room.glob("*.py"), *room.parent.joinpath("scenario").glob("*.py")]:
        if path.stem in ("upgrade", "drafts"):  # history; drafts of one kind
            continue
        text = path.read_text(encoding="utf-8")
        for name in KINDS:
            assert f'"{name}"' not in text, path.name
            assert f"kinds.{name}" not in text, path.name


def test_a_made_up_kind_in_a_file_is_parsed_checked_and_built(tmp_path: Path) -> None:
    tmp_path.joinpath("subsidy.py").write_text(MADE_UP, encoding="utf-8")
    kinds = discover(tmp_path)
    assert set(kinds) == {*KINDS, "subsidy"}
    s = loads(HEAD + SUBSIDY, kinds=kinds)
    assert loads(s.dumps(), kinds=kinds) == s
    check(s, WORLD, kinds)
    assert len(cases(s, kinds=kinds)) == 9
    b = build(s, WORLD, CENTRAL, kinds=kinds)
    k, u = WORLD.index("KEN"), WORLD.index("USA")
    assert b.wedges.iceberg[3, u, k] == pytest.approx(0.8)
    assert b.wedges.iceberg[3, k, u] == b.wedges.iceberg[3, k, k] == 1
    assert b.calibration.theta[0] == pytest.approx(3.8)
    assert b.calibration.theta[1] == WORLD.theta[1]
    assert "Subsidy" in json_schema(kinds)["$defs"]
    wrong = loads(HEAD + SUBSIDY.replace('"KEN"', '"KNE"'), kinds=kinds)
    with pytest.raises(ScenarioError, match=r'shock\[0\].exporter.*Nearest: "KEN"'):
        check(wrong, WORLD, kinds)
    with pytest.raises(ScenarioError, match="not a kind of shock"):
        loads(HEAD + SUBSIDY)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("KIND = 1\n", "defines no KIND"),
        (MADE_UP.replace("subsidy", "tariff"), "is a kind already"),
        (MADE_UP.replace('Kind("subsidy"', 'Kind("bounty"'), "kind of its part"),
        (MADE_UP.replace("check, apply, sectors", "check, sectors"), "apply and disrupts, or neither"),
    ],
)
def test_a_kind_that_does_not_fit_is_refused(source: str, said: str, tmp_path: Path) -> None:
    tmp_path.joinpath("odd.py").write_text(source, encoding="utf-8")
    with pytest.raises(DataError, match=said):
        discover(tmp_path)


def test_each_kind_moves_its_own_array_and_no_other() -> None:
    k, u, s = (WORLD.index(x) for x in ("KEN", "USA", "SDN"))
    tariff = built('kind="tariff"\nimporters=["USA"]\nexporters=["KEN"]\nrate=0.1')
    assert tariff.tariff[0, u, k] == 0.1
    more = built('kind="tariff"\nimporters=["KEN"]\nexporters=["USA","KEN"]\nchange=0.05')
    assert more.tariff[0, k, u] == pytest.approx(WORLD.tariff[0, k, u] + 0.05)
    assert more.tariff[0, k, k] == 0
    services = np.flatnonzero(~WORLD.is_goods)
    assert (more.tariff[services] == WORLD.tariff[services]).all()
    barrier = built(
        'kind="barrier"\nimporters=["USA"]\nexporters=["KEN"]\nsectors=["apparel"]\n'
        "ave_change={low=-0.2,central=-0.1,high=0}"
    )
    j = WORLD.sector("apparel")
    assert barrier.iceberg[j, u, k] == pytest.approx(0.9)
    assert (np.delete(barrier.iceberg, j, axis=0) == 1).all()
    transfer = built('kind="transfer"\npayer="USA"\nreceiver="KEN"\namount={low=1,central=100,high=200}')
    assert (transfer.transfer[k], transfer.transfer[u]) == (100, -100)
    labour = built('kind="labour"\neconomy="KEN"\nratio={low=1,central=1.1,high=1.2}')
    assert labour.labour[k] == pytest.approx(1.1)
    war = built(
        'kind="conflict"\neconomies=["SDN"]\nproductivity={low=0.8,central=0.9,high=1}\n'
        "trade_ave={low=0,central=0.5,high=1}"
    )
    assert war.productivity[s, 0] == pytest.approx(0.9)
    assert war.iceberg[0, k, s] == war.iceberg[0, s, k] == pytest.approx(1.5)
    assert war.iceberg[0, s, s] == war.iceberg[0, k, u] == 1
    neutral = Wedges.neutral(WORLD.calibration())
    moved = {
        "tariff": tariff, "iceberg": barrier, "transfer": transfer, "labour": labour, "productivity": war,
    }  # fmt: skip
    for name, w in moved.items():
        for other in set(moved) - {name} - ({"iceberg"} if w is war else set()):
            assert (getattr(w, other) == getattr(neutral, other)).all(), (name, other)


def disruptions(text: str) -> list[Disruption]:
    s = loads(HEAD + text)
    assert loads(s.dumps()) == s
    check(s, WORLD)
    return [d for x in s.shock if (f := KINDS[x.kind].disrupts) for d in f(x)]


def test_every_kind_of_disruption_can_be_written_and_reaches_the_network() -> None:
    held = disruptions(
        """kind = "chokepoint"
chokepoint = "suez"
open_share = 0.5
by_class = { container = 0.2, lng = 0 }
premium_rate = 0.01
teu_miles = 0.1
[[shock]]
kind = "port"
port = "KEMBA"
open_share = 0.5
[[shock]]
kind = "border"
exporter = "UGA"
importer = "RWA"
delay_days = 3
[[shock]]
kind = "corridor"
corridor = "northern"
premium = 100
"""
    )
    assert held[0].open_to("container") == 0.2
    assert held[0].open_to("lng") == 0
    assert held[0].open_to("bulk") == 0.5
    assert (held[0].premium_rate, held[0].teu_miles) == (0.01, 0.1)
    assert (held[1].port, held[1].open_share) == ("KEMBA", 0.5)
    assert (held[2].border, held[2].delay_days) == (("UGA", "RWA"), 3)
    assert (held[3].corridor, held[3].premium) == ("northern", 100)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ('packaged = "red-sea-2024"\nopen_share = 0.5', "open_share cannot be changed beside it"),
        ('packaged = "red-sea-2024"\npremium = 0\ndelay_days = 2', "premium and delay_days cannot be"),
        ('packaged = "red-sea-2024"\nchokepoint = "suez"\nopen_share = 0', "names both or neither"),
        ('chokepoint = "suez"', "open_share, by_class, premium"),
    ],
)
def test_a_chokepoint_that_says_too_much_or_too_little_is_refused(fields: str, said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        loads(HEAD + f'kind = "chokepoint"\n{fields}\n')


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ('kind="tariff"\nimporters=["USA"]\nexporters=["KEN"]', "shock[0]"),
        ('kind="tariff"\nimporters=["USA"]\nexporters=["KEN"]\nrate=-0.1', "shock[0].rate"),
        ('kind="port"\nport="KEMBA"', "shock[0]"),
        ('kind="border"\nexporter="UGA"\nimporter="UGA"\nopen_share=0', "shock[0].importer"),
        ('kind="preference"\nprogramme="agoa"\nchange="lapse"\nuntil=2027-01-01', "shock[0].until"),
        ('kind="preference"\nprogramme="agoa"\nchange="extend"\nstart=2027-01-01', "shock[0].start"),
        ('kind="preference"\nprogramme="agoa"\nchange="grant"', "shock[0].exporters"),
        (
            'kind="preference"\nprogramme="agoa"\nchange="extend"\nuntil=2027-12-31\nend=2027-12-31',
            "shock[0].end",
        ),
    ],
)
def test_a_part_that_does_not_hold_together_is_told_with_its_place(fields: str, where: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        loads(HEAD + fields)
    assert [p.where for p in caught.value.problems] == [where]


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ('kind="conflict"\neconomies=["SDN"]\nproductivity={low=0,central=1,high=1}\ntrade_ave={low=0,central=0,high=0}',
         "shock[0].productivity.low"),
        ('kind="conflict"\neconomies=["SDN"]\nproductivity={low=1,central=1,high=1}\ntrade_ave={low=-1,central=0,high=0}',
         "shock[0].trade_ave.low"),
        ('kind="labour"\neconomy="KEN"\nratio={low=-1,central=1,high=1}', "shock[0].ratio.low"),
        ('kind="barrier"\nimporters=["KEN"]\nexporters=["USA"]\nave_change={low=-1,central=0,high=0}',
         "shock[0].ave_change.low"),
        ('kind="transfer"\npayer="KEN"\nreceiver="KEN"\namount={low=1,central=1,high=1}', "shock[0].receiver"),
    ],
)  # fmt: skip
def test_what_no_economy_survives_is_refused(fields: str, where: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        check(loads(HEAD + fields), WORLD)
    assert [p.where for p in caught.value.problems] == [where]


def test_wrong_names_are_told_at_once() -> None:
    text = """kind = "chokepoint"
chokepoint = "suez"
by_class = { containers = 0.2 }
[[shock]]
kind = "port"
port = "KEMBB"
open_share = 0
[[shock]]
kind = "border"
exporter = "UGA"
importer = "RWX"
open_share = 0
[[shock]]
kind = "tariff"
importers = ["USA"]
exporters = ["KEN"]
sectors = ["aparel"]
rate = 0.1
[[shock]]
kind = "preference"
programme = "agao"
change = "lapse"
"""
    with pytest.raises(ScenarioError) as caught:
        check(loads(HEAD + text), WORLD)
    assert {p.nearest for p in caught.value.problems} >= {"container", "KEMBA", "apparel", "agoa"}
    assert len(caught.value.problems) == 5
    named = 'kind = "port"\nport = "Mombasa"\nopen_share = 0\n'
    named += '[[shock]]\nkind = "border"\nexporter = "UGA"\nimporter = "NLD"\nopen_share = 0\n'
    with pytest.raises(ScenarioError, match="do not trade over land") as caught:
        check(loads(HEAD + named), WORLD)
    assert caught.value.problems[0].nearest == "KEMBA"


def test_the_scenario_in_the_documentation_is_one() -> None:
    page = Path(__file__).resolve().parents[1].joinpath("docs", "network", "routes.md").read_text("utf-8")
    s = loads(page.split("```toml\n")[1].split("```")[0])
    check(s, WORLD)
    assert {shock.kind for shock in s.shock} == {"chokepoint", "port", "border"}


def test_a_ban_is_a_quantity_and_is_told_on_the_lanes_it_touches() -> None:
    s = loads(HEAD.replace("KEN", "RWA") + 'kind = "chokepoint"\npackaged = "gatuna-2019"\n')
    b = build(s, WORLD, CENTRAL)
    r, u = WORLD.index("RWA"), WORLD.index("UGA")
    goods = np.flatnonzero(WORLD.is_goods)
    left = b.wedges.iceberg[goods, r, u] ** -b.calibration.theta[goods]
    assert left == pytest.approx(np.full(len(goods), LEAST_LEFT))
    flows = WORLD.flows[goods].sum(axis=0)
    part = flows[r, u] / (flows[r].sum() + flows[:, r].sum() - 2 * flows[r, r])
    assert b.logistics is not None
    assert b.logistics.cut == pytest.approx(part) == pytest.approx(b.logistics.affected)
    assert b.logistics.days == b.logistics.ave == 0


def test_lost_canal_dues_are_exports_not_sold() -> None:
    base = WORLD.calibration()
    arrays = Arrays.of(Wedges.neutral(base))
    j, e, p = WORLD.sector("transport"), WORLD.index("EGY"), WORLD.index("PAN")
    apply_dues(
        arrays,
        [
            CanalDues("suez", "EGY", 10_250, 4_250, "suez-revenue", "transport"),
            CanalDues("panama", "PAN", 3_350, 3_450, "panama-revenue", "transport"),
            CanalDues("kiel", "DEU", 0, 0, "suez-revenue", "transport"),
        ],
        Ground(WORLD, base),
    )
    k = WORLD.index("KEN")
    sold = WORLD.flows[j, :, e].sum() - WORLD.flows[j, e, e]
    assert arrays.iceberg[j, k, e] ** -base.theta[j] == pytest.approx(1 - 6_000 / sold)
    assert arrays.iceberg[j, k, p] < 1
    assert arrays.iceberg[j, e, e] == 1
    arrays.iceberg[j, :, [e, p]] = 1
    assert (arrays.iceberg == 1).all()


def test_how_long_a_place_is_shut_reaches_the_network() -> None:
    text = 'kind = "port"\nport = "KEMBA"\nopen_share = 0\nstart = 2026-01-01\nend = 2026-01-30\n'
    assert disruptions(text)[0].days_held == 30
    text = 'kind = "chokepoint"\npackaged = "mombasa-stopped"\nstart = 2026-01-01\nend = 2026-03-31\n'
    assert disruptions(text)[0].days_held == 90
    assert disruptions('kind = "chokepoint"\npackaged = "kenya-2008"\n')[0].days_held == 59
    assert disruptions('kind = "air"\neconomy = "KEN"\npremium_kg = 2\n')[0].premium_kg == 2
    with pytest.raises(ScenarioError, match="says nothing"):
        loads(HEAD + 'kind = "air"\neconomy = "KEN"\n')
