"""Words that several verbs share."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click


class IsoDate(click.ParamType[date]):
    """A date written YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            if len(str(value)) != 10:
                raise ValueError
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f'"{value}" is not a date; write YYYY-MM-DD, for example 2024-02-02.', param, ctx)


ISO_DATE = IsoDate()


def progress(label: str) -> Callable[[int, int], None] | None:
    """A counter on the terminal's error stream; None where nobody watches."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, of: int) -> None:
        end = "\n" if done == of else ""
        click.echo(f"\r{label} {done}/{of}{end}", err=True, nl=False)

    return show


def print_json(value: Any) -> None:
    """Print plain types as JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    from kaskazi import files as whole

    try:
        whole.write(path, text.encode("utf-8"))
    except OSError as error:
        raise click.FileError(str(path), hint=error.strerror or str(error)) from error
