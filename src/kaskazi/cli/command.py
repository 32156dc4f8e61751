"""The command. Nothing is computed here: each verb has a file of its own here and is loaded when called."""

from __future__ import annotations

import codecs
import os
import sys
from contextlib import suppress
from importlib import import_module

import click

from kaskazi._version import __version__
from kaskazi.errors import InputError, KaskaziError, nearest

# verb -> (module under kaskazi.cli, one line for --help)
VERBS: dict[str, tuple[str, str]] = {
    "brief": ("brief", "The whole way: a document in, a brief out."),
    "read": ("read", "What a document says: who met whom, what was said, asked, answered."),
    "evaluate": ("evaluate", "How well documents are read, against labels made by hand."),
    "agenda": ("agenda", "What is on the table, with a draft scenario for each option."),
    "run": ("run", "One scenario: a packaged name or a TOML file."),
    "scenarios": ("scenarios", "The packaged scenarios."),
    "duty": ("duty", "The duty on a tariff line on a date, and the stack that makes it."),
    "instruments": ("instruments", "Agreements, programmes and surcharges, and the law on a day."),
    "law": ("law", "How fresh the record of the law is: what is stale or about to end."),
    "asks": ("asks", "What is worth asking for, ranked."),
    "tables": ("tables", "The tables of a negotiation brief, as CSV and one workbook."),
    "check": ("check", "A figure somebody uses: how far from ours, and what would have to be true."),
    "backtest": ("backtest", "Past losses of a preference: predicted, and what happened."),
    "route": ("route", "Days and miles between two ports, before and after a chokepoint closes."),
    "exposure": ("exposure", "What an economy's trade hangs on: straits, ports, corridors, ranked."),
    "replicate": ("replicate", "Published tables beside ours."),
    "world": ("world", "The data: what, where from, how good."),
}


class Verbs(click.Group):
    """The verbs, each imported only when it is called: --help answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        module = import_module(f"kaskazi.cli.{VERBS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Verbs"):
            formatter.write_dl([(name, text) for name, (_, text) in VERBS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in VERBS:
            hint = nearest(args[0], VERBS)
            ctx.fail(f'no verb "{args[0]}".' + (f' Did you mean "{hint}"?' if hint else ""))
        return super().resolve_command(ctx, args)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kaskazi")
def kaskazi() -> None:
    """From communiqué to consequences: what a readout puts at stake in trade, income, jobs and revenue.

    Start with `kaskazi brief`: it works out the packaged example. Every verb takes --json and --help.
    """


PLAIN = {
    "\u2212": "-",
    "\u2013": "-",
    "\u2014": "-",
    "\u202f": " ",
    "\u00b7": "*",
    "\u00d7": "x",
    "\u2026": "...",
}


def _plain(error: UnicodeError) -> tuple[str, int]:
    """What a terminal of few characters gets for one it has not: a minus stays a minus."""
    assert isinstance(error, UnicodeEncodeError)
    text = error.object[error.start : error.end]
    return "".join(PLAIN.get(c, "?") for c in text), error.end


def main(argv: list[str] | None = None) -> int:
    """Run the command. Exit 0 done, 1 cannot be done (said why), 2 wrong words."""
    codecs.register_error("kaskazi-plain", _plain)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="kaskazi-plain")
    try:
        code = kaskazi.main(args=argv, prog_name="kaskazi", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (click.Abort, KeyboardInterrupt):
        _say("stopped.")
        return 130
    except click.UsageError as error:
        if error.ctx is not None:
            click.echo(error.ctx.get_usage(), err=True)
            click.echo(f"Examples and all options: {error.ctx.command_path} --help\n", err=True)
        _say(f"kaskazi: {error.format_message()}")
        return error.exit_code
    except click.ClickException as error:
        _say(f"kaskazi: {error.format_message()}")
        return error.exit_code
    except InputError as error:
        _say(f"kaskazi: {error}")
        return 1
    except KaskaziError as error:
        _say(f"kaskazi: {type(error).__name__}: {error}")
        return 1
    except BrokenPipeError:
        _let_go()
        return 0
    except OSError as error:  # what is printed goes to a full disk; a file that cannot be read
        _let_go()
        where = f"{error.filename}: " if error.filename else ""
        _say(f"kaskazi: {where}{(error.strerror or str(error)).lower()}.")
        return 1


def _say(text: str) -> None:
    """A message on the error stream, in lines of the terminal's width."""
    from kaskazi.text.tables import width, wrap

    columns = width()
    for line in text.split("\n"):
        for part in wrap(line, columns):
            click.echo(part, err=True)


def _let_go() -> None:
    """Nothing more is printed: what waits in the stream would fail again when the process ends."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
