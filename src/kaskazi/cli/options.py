"""Words that several verbs share: options, how a verb helps, how it prints."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kaskazi.codes.defaults import default_home

if TYPE_CHECKING:
    from kaskazi.text.tables import Block, Counter

F = TypeVar("F", bound=Callable[..., Any])


class Verb(click.Command):
    """A verb whose --help ends with examples."""

    def __init__(self, *words: Any, examples: Sequence[str] = (), **more: Any) -> None:
        super().__init__(*words, **more)
        self.examples = tuple(examples)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if self.examples:
            with formatter.section("Examples"):
                for line in self.examples:
                    formatter.write(f"  {line}\n")


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


class EconomyType(click.ParamType[str]):
    """An economy: any of its codes or names. Raises InputError with the nearest."""

    name = "economy"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from kaskazi.codes.economies import economy_code

        return economy_code(str(value), param.opts[0] if param else "")


ISO_DATE = IsoDate()
ECONOMY = EconomyType()

JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
DATED = click.option("--dated", type=ISO_DATE, help="The day the document speaks; relative dates need it.")
AS_OF = click.option("--as-of", type=ISO_DATE, help="The day whose law counts. Default: today.")


def home_option(text: str = "Whose stakes.", *, required: bool = True) -> Callable[[F], F]:
    """--home: an economy by code or name; where it is required, the default economy is taken if none is named."""
    default = default_home() if required else None
    return click.option(
        "--home",
        type=ECONOMY,
        default=default,
        show_default=default is not None,
        metavar="ECONOMY",
        help=text,
    )


def world_option(
    text: str = "The world: a version or a .npz file. Default: the shipped one.",
) -> Callable[[F], F]:
    """--world: which data."""
    return click.option("--world", "version", metavar="WORLD", help=text)


def progress(label: str) -> AbstractContextManager[Counter | None]:
    """A bar on the terminal's error stream; None where nobody watches."""
    from kaskazi.text import tables

    return tables.progress(label)


def print_json(value: Any) -> None:
    """Print plain types as JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def as_bytes(value: Any) -> bytes:
    """Plain types as a JSON file."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    return text.encode("utf-8", "backslashreplace")


def printed(blocks: Sequence[Block]) -> None:
    """Print tables and paragraphs, fitted to the terminal."""
    from kaskazi.text import tables

    tables.show(*blocks)
