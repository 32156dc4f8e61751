"""The command: one file a verb, thin faces over the rooms."""

from kaskazi.cli.command import VERBS, kaskazi, main

__all__ = ["VERBS", "kaskazi", "main"]
