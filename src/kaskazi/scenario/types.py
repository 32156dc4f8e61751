"""A scenario: what changes, from when, on whose word. A TOML file a person can edit.

Nothing is computed here. Rates, shares and ad valorem equivalents are ratios (0.25 = 25 %), dates are
dates, codes are text. A shock without ``cite`` is printed as an assumption.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from kaskazi.errors import Problem, ScenarioError, nearest

MAX_BYTES = 1_000_000
Iso3 = Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO3 code of an economy")]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$", description="lower case, digits, hyphens")]
Rate = Annotated[float, Field(ge=-0.99, le=20, description="ad valorem rate as a ratio, 0.25 = 25 %")]
Share = Annotated[float, Field(ge=0, le=1, description="share between 0 and 1")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Cite(_Part):
    """Where a shock comes from: an id of the sources table, or words and a place of the user's own."""

    source: str = ""
    text: str = ""
    url: str = ""
    page: str = ""


class Range(_Part):
    """Low, central and high value of one input."""

    low: float
    central: float
    high: float

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.central <= self.high:
            raise ValueError("low, central and high must not fall")
        return self


class _Shock(_Part):
    start: date | None = None
    end: date | None = None
    cite: Cite | None = None
    note: str = ""

    @model_validator(mode="after")
    def _dates(self) -> Self:
        if self.start and self.end and self.end < self.start:
            raise ValueError("end is before start")
        return self


class Tariff(_Shock):
    """A tariff set to a rate, or changed by points, on some importers' purchases from some exporters."""

    kind: Literal["tariff"]
    importers: list[Iso3]
    exporters: list[Iso3]
    sectors: list[str] = []
    rate: Rate | None = None
    change: Rate | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.rate is None) == (self.change is None):
            raise ValueError("give rate (the new level) or change (points added), not both")
        if self.rate is not None and self.rate < 0:
            raise ValueError("a tariff rate is 0 or more")
        return self


class Programme(_Shock):
    """A trade preference that lapses, or is kept in force until a date."""

    kind: Literal["programme"]
    programme: str
    change: Literal["lapse", "keep"]
    until: date | None = None
    exporters: list[Iso3] = []
    surcharge: Rate = 0.0


class Barrier(_Shock):
    """The cost of regulation and border procedures between economies, as an ad valorem equivalent."""

    kind: Literal["barrier"]
    importers: list[Iso3]
    exporters: list[Iso3]
    sectors: list[str] = []
    ave_change: Range


class _Disturbed(_Shock):
    """A place on the way of trade that closes, narrows, slows or costs more. `end` needs `start`."""

    open_share: Share | None = None
    premium: float | None = Field(default=None, ge=0, le=1e5, description="USD per TEU")
    delay_days: float | None = Field(default=None, ge=0, le=365)

    def disturbs(self) -> bool:
        return not (self.open_share is None and self.premium is None and self.delay_days is None)

    @model_validator(mode="after")
    def _started(self) -> Self:
        if self.end is not None and self.start is None:
            raise ValueError(f"end {self.end} has no start; give both, start alone, or neither")
        return self


class Gate(_Disturbed):
    """A strait or canal that closes, narrows, slows or costs more; or a packaged disruption by name, with no more than
    dates of one's own."""

    kind: Literal["gate"]
    gate: str = ""
    packaged: str = ""
    by_class: dict[str, Share] = Field(default={}, description="open_share of vessel classes that differ")
    premium_rate: Share | None = Field(default=None, description="insurance, share of the cargo's value")
    teu_miles: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="growth of world container work; default: the model's own detours",
    )

    @model_validator(mode="after")
    def _named(self) -> Self:
        if bool(self.gate) == bool(self.packaged):
            raise ValueError("give gate or packaged, not both")
        given = [k for k in _OWN if getattr(self, k) not in (None, {})]
        if self.packaged and given:
            raise ValueError(
                f"packaged says what happens; {' and '.join(given)} cannot be changed beside it (only start and end); "
                "name the gate and write all of it instead"
            )
        if self.gate and not (self.disturbs() or self.by_class or self.premium_rate is not None):
            raise ValueError("a gate needs open_share, by_class, premium, premium_rate or delay_days")
        return self


_OWN = ("open_share", "premium", "delay_days", "by_class", "premium_rate", "teu_miles")


class Port(_Disturbed):
    """A sea port that closes, narrows, slows or costs more; its cargo goes by the economy's other ways."""

    kind: Literal["port"]
    port: str = Field(min_length=1, description="UN/LOCODE")

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.disturbs():
            raise ValueError("a port needs open_share, premium or delay_days")
        return self


class Corridor(_Disturbed):
    """A land corridor that closes, narrows, slows or costs more."""

    kind: Literal["corridor"]
    corridor: str

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.disturbs():
            raise ValueError("a corridor needs open_share, premium or delay_days")
        return self


class Border(_Disturbed):
    """A border between neighbours that closes, narrows, slows or costs more to one exporter's trade by road."""

    kind: Literal["border"]
    exporter: Iso3
    importer: Iso3

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.exporter == self.importer:
            raise ValueError("a border lies between two economies")
        if not self.disturbs():
            raise ValueError("a border needs open_share, premium or delay_days")
        return self


class Conflict(_Shock):
    """Damage done by conflict: output lost at home, and a cost on all trade with the economies at war."""

    kind: Literal["conflict"]
    economies: list[Iso3]
    productivity: Range
    trade_ave: Range


class Transfer(_Shock):
    """Money from abroad: remittances, aid. USD million a year, paid by `payer`, received by `receiver`."""

    kind: Literal["transfer"]
    payer: Iso3
    receiver: Iso3
    amount: Range


class Labour(_Shock):
    """A change of an economy's effective labour force, as a ratio of the base."""

    kind: Literal["labour"]
    economy: Iso3
    ratio: Range


Shock = Annotated[
    Tariff | Programme | Barrier | Gate | Port | Corridor | Border | Conflict | Transfer | Labour,
    Field(discriminator="kind"),
]
KINDS = (
    "tariff", "programme", "barrier", "gate", "port", "corridor", "border", "conflict", "transfer", "labour",
)  # fmt: skip


class Closure(_Part):
    """How trade imbalances follow the shock (`deficit`) and what is held constant (`numeraire`)."""

    deficit: Literal["share-of-world-output", "own-gdp", "zero", "additive"] = "share-of-world-output"
    numeraire: Literal["world-value-added"] = "world-value-added"


class Elasticity(Range):
    """Elasticity of customs values to 1 + duty (sigma = theta + 1) in the low, central and high case."""

    low: float = Field(gt=1, le=60)
    central: float = Field(gt=1, le=60)
    high: float = Field(gt=1, le=60)
    sources: list[str] = []


class Uncertainty(_Part):
    """Which cases are run. Every combination of elasticity and shock level is solved."""

    elasticity: Elasticity | None = None
    levels: list[Literal["low", "central", "high"]] = ["low", "central", "high"]


class Horizon(_Part):
    """The years over which alternatives are compared."""

    start: date
    end: date


class Scenario(_Part):
    """One scenario, validated. `Scenario.load(path)` and `Scenario.loads(text)` read TOML."""

    name: Name
    title: str = Field(min_length=1, max_length=300)
    world: str = ""
    model: Literal["caliendo-parro"] = "caliendo-parro"
    home: Iso3 = "KEN"
    partner: Iso3 | None = None
    closure: Closure = Closure()
    horizon: Horizon | None = None
    uncertainty: Uncertainty = Uncertainty()
    shock: list[Shock] = Field(max_length=200)

    @classmethod
    def load(cls, path: str | Path) -> Scenario:
        """Read a TOML file. Raises ScenarioError with every problem found."""
        p = Path(path)
        try:
            if p.stat().st_size > MAX_BYTES:
                raise ScenarioError(
                    p.name, [Problem("", f"{p.stat().st_size:,} bytes.", f"at most {MAX_BYTES:,}")]
                )
            text = p.read_text(encoding="utf-8")
        except OSError as error:
            raise ScenarioError(str(path), [Problem("", f"cannot be read: {error.strerror}.")]) from error
        except UnicodeDecodeError as error:
            raise ScenarioError(p.name, [Problem(f"byte {error.start}", "is not UTF-8 text.")]) from error
        return cls.loads(text, p.name)

    @classmethod
    def loads(cls, text: str, name: str = "scenario") -> Scenario:
        """Read TOML text. Raises ScenarioError with every problem found."""
        try:
            raw = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ScenarioError(name, [Problem("", f"not valid TOML: {error}.")]) from error
        return cls.from_dict(raw, name)

    @classmethod
    def from_dict(cls, raw: dict[str, Any], name: str = "scenario") -> Scenario:
        """Build from plain types. Raises ScenarioError with every problem found."""
        try:
            return cls.model_validate(raw)
        except ValidationError as error:
            raise ScenarioError(name, [_problem(e) for e in error.errors()]) from error

    def to_dict(self) -> dict[str, Any]:
        """Plain types; dates as ISO text; unset fields left out."""
        return self.model_dump(mode="json", exclude_none=True, exclude_defaults=False)

    def dumps(self) -> str:
        """The scenario as TOML; `Scenario.loads(s.dumps()) == s`."""
        raw = self.model_dump(mode="python", exclude_none=True, exclude_defaults=True)
        raw["shock"] = [
            {"kind": s.kind, **s.model_dump(exclude_none=True, exclude_defaults=True)} for s in self.shock
        ]
        return tomli_w.dumps(raw)

    @property
    def sha256(self) -> str:
        """Hash of the content, whatever the order and layout of the file it came from."""
        canonical = json.dumps(self.to_dict(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def _problem(error: Any) -> Problem:
    """A pydantic error in the words of this project."""
    loc = [part for part in error["loc"] if part not in KINDS]
    where = ""
    for part in loc:
        where += f"[{part}]" if isinstance(part, int) else (f".{part}" if where else str(part))
    value = error.get("input")
    kind = error["type"]
    if kind == "extra_forbidden":
        names = _field_names(error["loc"])
        return Problem(where, "is not a field here.", nearest=nearest(str(loc[-1]), names))
    if kind == "missing":
        return Problem(where, "is missing.")
    if kind == "union_tag_invalid":
        tag = value.get("kind", "") if isinstance(value, dict) else ""
        return Problem(
            f"{where}.kind", f'"{tag}" is not a kind of shock.', ", ".join(KINDS), nearest(str(tag), KINDS)
        )
    if kind == "union_tag_not_found":
        return Problem(f"{where}.kind", "is missing.", ", ".join(KINDS))
    if kind == "less_than_equal" and loc and loc[-1] in ("rate", "change") and isinstance(value, int | float):
        return Problem(
            where, f"{value:g} means {value * 100:g} %.", f"a ratio: {value / 100:g} = {value:g} %"
        )
    message = str(error["msg"]).removeprefix("Value error, ")
    shown = "" if isinstance(value, dict | list) else f" (given: {value!r})"
    return Problem(where, f"{message}{shown}.")


def _field_names(loc: tuple[Any, ...]) -> list[str]:
    """The valid field names at a place in a scenario."""
    by_kind: dict[str, type[BaseModel]] = {
        "tariff": Tariff,
        "programme": Programme,
        "barrier": Barrier,
        "gate": Gate,
        "port": Port,
        "corridor": Corridor,
        "border": Border,
        "conflict": Conflict,
        "transfer": Transfer,
        "labour": Labour,
        "closure": Closure,
        "uncertainty": Uncertainty,
        "elasticity": Elasticity,
        "horizon": Horizon,
        "cite": Cite,
        "ave_change": Range,
    }
    owner: type[BaseModel] = Scenario
    for part in loc[:-1]:
        if isinstance(part, str) and part in by_kind:
            owner = by_kind[part]
    return list(owner.model_fields)
