"""Files of older schemas in the words of today's. What is here is history: it changes only with a new schema."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

KINDS = {"gate": "chokepoint", "programme": "preference"}  # schema 1 -> 2


def from_schema_1(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Schema 1 had no `schema` key; a gate is a chokepoint now, a programme a preference, and `keep` is `extend`.

    In schema 1 `until` changed nothing by itself. A preference kept until a day and lapsed from the next is one
    extension now; one kept where no horizon says which years count is kept for good.
    """
    out = {**raw, "schema": 2}
    shocks = raw.get("shock")
    if isinstance(shocks, list):
        out["shock"] = _joined([_shock(s) for s in shocks], "horizon" in raw)
    return out


def _shock(s: Any) -> Any:
    if not isinstance(s, dict):
        return s
    new = dict(s)
    kind = s.get("kind")
    if isinstance(kind, str):
        new["kind"] = KINDS.get(kind, kind)
    if kind == "gate" and "gate" in new:
        new["chokepoint"] = new.pop("gate")
    if kind == "programme":
        idle = ("start", "end") if s.get("change") == "keep" else ("until",)  # read, and never looked at
        new = {k: v for k, v in new.items() if k not in idle}
        if s.get("change") == "keep":
            new["change"] = "extend"
    return new


def _joined(shocks: list[Any], horizon: bool) -> list[Any]:
    """Extensions joined with the lapse that follows each; without a horizon an extension has no end."""
    out = list(shocks)
    for s in shocks:
        if not _is(s, "extend") or not isinstance(s.get("until"), date):
            continue
        others = [x for x in out if _is(x, "lapse") and x.get("programme") == s.get("programme")]
        after = [x for x in others if x.get("start") == s["until"] + timedelta(days=1)]
        at = next(k for k, x in enumerate(out) if x is s)
        if after:
            lapse = after[0]
            carried = {k: lapse[k] for k in ("exporters", "surcharge", "end") if k in lapse}
            out[at] = {**s, **carried}
            out = [x for x in out if x is not lapse]
        elif others or not horizon:
            said = f"{s.get('note', '')} Kept until {s['until']}.".strip()
            out[at] = {**{k: v for k, v in s.items() if k != "until"}, "note": said}
    return out


def _is(s: Any, change: str) -> bool:
    return isinstance(s, dict) and s.get("kind") == "preference" and s.get("change") == change
