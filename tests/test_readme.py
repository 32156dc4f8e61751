"""What the README says is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kaskazi.cli import VERBS, kaskazi
from kaskazi.documents import example_path

ROOT = Path(__file__).resolve().parents[1]
REST = r"largest residual .* Walras gap .*?\. "  # what the last digits of a solver decide
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_block_of_results_is_what_the_command_prints() -> None:
    from click.testing import CliRunner

    done = CliRunner(env={"COLUMNS": "80"}).invoke(kaskazi, ["run", "agoa-lapse"])
    assert done.exit_code == 0, done.output
    printed = re.sub(REST, "", done.output.strip())
    assert len(printed.splitlines()) > 20
    assert printed in re.sub(REST, "", README)


def test_it_opens_with_the_two_commands() -> None:
    first = README.split("```")[1]
    assert first.split()[:2] == ["make", "brief"]
    assert "make test" in first


def test_its_commands_and_links_exist() -> None:
    for verb in re.findall(r"^kaskazi (\w+)", README, re.MULTILINE):
        assert verb in VERBS
    for link in re.findall(r"\]\(([\w/.]+)\)", README):
        assert (ROOT / link).is_file(), link


@pytest.mark.slow
def test_the_library_block_runs_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    block = next(b for b in re.findall(r"```python\n(.*?)```", README, re.DOTALL) if "kz.study" in b)
    (tmp_path / "talks.txt").write_text(example_path().read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    exec(compile(block, "README.md", "exec"), {})
    assert (tmp_path / "brief.pdf").read_bytes().startswith(b"%PDF")
