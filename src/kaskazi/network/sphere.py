"""Distances and lines on a round earth."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Point = tuple[float, float]
RADIUS_KM = 6371.0088  # mean radius
KM_PER_NM = 1.852


def central_angle(a: Point, b: Point) -> float:
    """Radians between two points (longitude, latitude), by the haversine."""
    la, lb = math.radians(a[1]), math.radians(b[1])
    h = (
        math.sin((lb - la) / 2) ** 2
        + math.cos(la) * math.cos(lb) * math.sin((math.radians(b[0]) - math.radians(a[0])) / 2) ** 2
    )
    return 2 * math.asin(math.sqrt(min(1.0, h)))


def nautical_miles(a: Point, b: Point) -> float:
    """Great-circle distance between two points (longitude, latitude)."""
    return central_angle(a, b) * RADIUS_KM / KM_PER_NM


def unit(xy: Array) -> Array:
    """Unit vectors (..., 3) of points (..., 2)."""
    lon, lat = np.radians(xy[..., 0]), np.radians(xy[..., 1])
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=-1)


def degrees(a: Array, b: Array) -> Array:
    """Great-circle degrees between points (..., 2)."""
    cross = np.linalg.norm(np.cross(unit(a), unit(b)), axis=-1)
    out: Array = np.degrees(np.arctan2(cross, (unit(a) * unit(b)).sum(axis=-1)))
    return out


def great_circle(a: Sequence[float], b: Sequence[float], step: float) -> Array:
    """Points (n,2) of the great circle from a to b, both ends with them, at most `step` degrees apart."""
    u, v = unit(np.array(a, dtype=float)), unit(np.array(b, dtype=float))
    angle = math.atan2(float(np.linalg.norm(np.cross(u, v))), float(u @ v))
    if angle < 1e-9:
        return np.array([a, b], dtype=float)
    n = max(1, math.ceil(math.degrees(angle) / step))
    t = np.linspace(0, 1, n + 1)[:, None]
    w = (np.sin((1 - t) * angle) * u + np.sin(t * angle) * v) / math.sin(angle)
    lat = np.degrees(np.arcsin(np.clip(w[:, 2], -1, 1)))
    out = np.column_stack([np.degrees(np.arctan2(w[:, 1], w[:, 0])), lat])
    out[0], out[-1] = a, b
    return out
