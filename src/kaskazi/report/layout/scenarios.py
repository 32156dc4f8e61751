"""The seventh chapter: the scenario files, and what else is needed to get the same numbers again."""

from __future__ import annotations

from kaskazi.agenda.types import Option
from kaskazi.report.document import Block, Code, Folded, Items, Paragraph, Section, Words, phrase, runs
from kaskazi.report.page import Page
from kaskazi.text.catalogue import say


def section(page: Page) -> Section:
    """The chapter "Scenario files"."""
    files = [_file(o) for s in page.stakes for o in s.item.options]
    blocks: list[Block] = [Paragraph(runs(say("scenarios.about"))), *files] if files else []
    blocks.append(Section(say("scenarios.manifest"), (Items(_manifest(page)),)))
    return Section(say("scenarios.title"), tuple(blocks), anchor="scenarios")


def _file(o: Option) -> Folded:
    name = o.scenario.name
    save = phrase("scenarios.save", file=Words(f"{name}.toml", "code"), command=Words(command(name), "code"))
    blocks = (
        Paragraph(save),
        Code(o.scenario.dumps().strip(), "toml"),
        Paragraph(runs(Words(say("scenarios.hash", sha256=o.scenario.sha256), "hash")), "small"),
    )
    return Folded(o.title, blocks, anchor=f"f-{name}")


def _manifest(page: Page) -> tuple[tuple[Words, ...], ...]:
    d = page.document
    document = say("scenarios.document", name=d.name, sha256=d.sha256)
    return tuple((Words(x),) for x in (f"kaskazi {page.version}", document, *page.manifests))


def command(name: str) -> str:
    """The command that runs a scenario saved under its own name."""
    return f"kaskazi run {name}.toml"
