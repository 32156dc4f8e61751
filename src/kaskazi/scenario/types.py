"""The envelope of a scenario: what is compared, from when, on whose word. A TOML file a person can edit.

The envelope knows no kind of shock: each kind brings its own part (see `shocks`). Nothing is computed here. Rates,
shares and ad valorem equivalents are ratios (0.25 = 25 %), dates are dates, codes are text. A shock without ``cite``
is printed as an assumption.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Annotated, Any, Literal, Self

import tomli_w
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SerializeAsAny, model_validator
from pydantic_core import PydanticCustomError

from kaskazi.codes.defaults import default_home
from kaskazi.errors import nearest
from kaskazi.files import SCHEMAS
from kaskazi.sources import sources

SCHEMA = SCHEMAS["scenario"]  # of the file; older ones are upgraded when read
Level = Literal["low", "central", "high"]
LEVELS: tuple[Level, ...] = ("low", "central", "high")
Iso3 = Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO3 code of an economy")]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$", description="lower case, digits, hyphens")]
Rate = Annotated[float, Field(ge=-0.99, le=20, description="ad valorem rate as a ratio, 0.25 = 25 %")]
Share = Annotated[float, Field(ge=0, le=1, description="share between 0 and 1")]


def refuse(what: str, field: str = "", expected: str = "", near: str = "") -> PydanticCustomError:
    """The error of a part that does not hold together: what is wrong, in which field, what is expected, the nearest."""
    told: dict[str, Any] = {"what": what, "field": field, "expected": expected, "nearest": near}
    return PydanticCustomError("refused", "{what}", told)


def _known_source(key: str) -> str:
    if key and key not in sources():
        raise refuse(f'"{key}" is not in the sources table.', near=nearest(key, sources()))
    return key


SourceId = Annotated[str, AfterValidator(_known_source), Field(description="id of the sources table")]


class Part(BaseModel):
    """A table of the file: unknown fields are refused, numbers are finite, nothing changes once read."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Cite(Part):
    """Where a shock comes from: an id of the sources table, or words and a place of the user's own."""

    source: SourceId = ""
    text: str = ""
    url: str = ""
    page: str = ""


class Range(Part):
    """Low, central and high value of one input."""

    low: float
    central: float
    high: float

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.central <= self.high:
            raise refuse(
                f"{self.low:g}, {self.central:g}, {self.high:g}: low, central and high must not fall."
            )
        return self

    def at(self, level: Level) -> float:
        """The value at a level."""
        return float(getattr(self, level))


class Shock(Part):
    """What every kind of shock has: when it holds, who says so.

    start, end: first and last day, both counted; None: from the first or to the last day of what is compared.
    """

    kind: str
    start: date | None = None
    end: date | None = None
    cite: Cite | None = None
    note: str = ""

    @model_validator(mode="after")
    def _dates(self) -> Self:
        if self.start and self.end and self.end < self.start:
            raise refuse(f"end is before start: {self.end} is before {self.start}.", "end")
        return self


class Closure(Part):
    """How trade imbalances follow the shock (`deficit`) and what is held constant (`numeraire`)."""

    deficit: Literal["share-of-world-output", "own-gdp", "zero", "additive"] = "share-of-world-output"
    numeraire: Literal["world-value-added"] = "world-value-added"


class Estimate(Range):
    """A range with the ids of its sources."""

    sources: tuple[SourceId, ...] = ()


class Elasticity(Estimate):
    """Elasticity of customs values to 1 + duty (sigma = theta + 1) from the third full year after the change on.

    first_year: the same in the first full year; the second lies midway. None: the same in every year.
    """

    low: float = Field(gt=1, le=60)
    central: float = Field(gt=1, le=60)
    high: float = Field(gt=1, le=60)
    first_year: Estimate | None = None

    @model_validator(mode="after")
    def _first(self) -> Self:
        f = self.first_year
        if f is not None and not (f.low > 0 and f.high <= 60):
            raise refuse(f"{f.low:g} to {f.high:g}.", "first_year", "elasticities above 0, at most 60")
        return self


class Uncertainty(Part):
    """Which cases are run. Every combination of elasticity and shock level is solved."""

    elasticity: Elasticity | None = None
    levels: tuple[Level, ...] = LEVELS

    @model_validator(mode="after")
    def _central(self) -> Self:
        if "central" not in self.levels:
            raise refuse(
                "the central case is missing: every figure is printed with it.",
                "levels",
                '["central"] at least',
            )
        if len(set(self.levels)) != len(self.levels):
            raise refuse("a case stands twice.", "levels", ", ".join(LEVELS))
        return self


class Horizon(Part):
    """First and last day over which alternatives are compared."""

    start: date
    end: date

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end < self.start:
            raise refuse(f"end is before start: {self.end} is before {self.start}.", "end")
        return self


class Scenario(Part):
    """One scenario, validated. Files are read by `shocks.load` and `shocks.loads`, which know the kinds of shock."""

    schema_: Literal[2] = Field(default=2, alias="schema", description="of this file")
    name: Name
    title: str = Field(min_length=1, max_length=300)
    world: str = ""
    model: Literal["caliendo-parro"] = "caliendo-parro"
    home: Iso3 = Field(default_factory=default_home)
    partner: Iso3 | None = None
    closure: Closure = Closure()
    horizon: Horizon | None = None
    uncertainty: Uncertainty = Uncertainty()
    shock: tuple[SerializeAsAny[Shock], ...] = Field(max_length=200)

    def to_dict(self) -> dict[str, Any]:
        """Plain types; dates as ISO text; unset fields left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)

    def dumps(self) -> str:
        """The scenario as TOML; `shocks.loads(s.dumps()) == s`."""
        raw = self.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True)
        raw["shock"] = [
            {"kind": s.kind, **s.model_dump(exclude_none=True, exclude_defaults=True)} for s in self.shock
        ]
        return tomli_w.dumps({"schema": SCHEMA, **raw})

    @property
    def sha256(self) -> str:
        """Hash of the content, whatever the order and layout of the file it came from."""
        canonical = json.dumps(self.to_dict(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()
