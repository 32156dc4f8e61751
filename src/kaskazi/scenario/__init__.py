"""The file a person edits: what changes, from when, on whose word."""

from kaskazi.scenario.types import *  # noqa: F403
