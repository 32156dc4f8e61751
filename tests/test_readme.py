"""What the README says is what happens."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from kaskazi.cli import VERBS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_block_of_results_is_what_the_command_prints() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kaskazi", "run", "agoa-lapse"], capture_output=True, text=True, check=True
    )
    printed = re.sub(r"residual \S+ Walras gap \S+", "", done.stdout.strip())
    assert printed in re.sub(r"residual \S+ Walras gap \S+", "", README)


def test_it_opens_with_the_two_commands() -> None:
    first = README.split("```")[1]
    assert first.split()[:2] == ["make", "brief"]
    assert "make test" in first


def test_its_commands_and_links_exist() -> None:
    for verb in re.findall(r"^kaskazi (\w+)", README, re.MULTILINE):
        assert verb in VERBS
    for link in re.findall(r"\]\(([\w/.]+)\)", README):
        assert (ROOT / link).is_file(), link
