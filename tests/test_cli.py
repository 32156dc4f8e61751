"""Each command as a user runs it, in a folder of its own; most in this process, for speed."""

from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import pytest

from kaskazi import files
from kaskazi.cli import VERBS, main
from shared import shared

TALKS = "documents/talks_2024-02-02.txt"


@dataclass(frozen=True, slots=True)
class Done:
    """What a command printed, and its exit code. lines: of the error stream; stderr: the same on one line."""

    returncode: int
    stdout: str
    lines: tuple[str, ...]

    @property
    def stderr(self) -> str:
        return " ".join(" ".join(self.lines).split())


def kaskazi(*words: str, cwd: Path, ok: int = 0, columns: int = 80) -> Done:
    """The command on a pipe of 80 columns, run in this process through its own front door."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with (
        mock.patch.dict(os.environ, {"COLUMNS": str(columns)}),
        chdir(cwd),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        code = main(list(words))
    text, wrong = (x.buffer.getvalue().decode() for x in (out, err))  # type: ignore[attr-defined]
    done = Done(code, text, tuple(wrong.splitlines()))
    assert done.returncode == ok, done.stderr or done.stdout
    return done


def process(*words: str, cwd: Path, ok: int = 0) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "kaskazi", *words], cwd=cwd, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == ok, done.stderr or done.stdout
    assert "Traceback" not in done.stderr
    return done


def test_help_lists_the_verbs(tmp_path: Path) -> None:
    text = process("--help", cwd=tmp_path).stdout
    for verb in VERBS:
        assert f"\n  {verb} " in text


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_helps_with_examples(tmp_path: Path, verb: str) -> None:
    groups = {"world": ("show", "score", "import", "fetch", "compare"), "law": ("check",)}
    subs = groups.get(verb, ("",))
    for sub in subs:
        words = [verb, sub] if sub else [verb]
        text = kaskazi(*words, "--help", cwd=tmp_path).stdout
        assert "Usage" in text
        assert f"Examples:\n  kaskazi {' '.join(words)}" in text
        assert "ISO3" not in text  # a name will do
        assert max(map(len, text.splitlines())) <= 80


def test_a_typo_is_told_with_the_nearest_verb(tmp_path: Path) -> None:
    done = kaskazi("breif", cwd=tmp_path, ok=2)
    assert 'Did you mean "brief"?' in done.stderr


@pytest.mark.slow
def test_brief_of_the_packaged_example_in_three_lines(tmp_path: Path) -> None:
    done = kaskazi("brief", cwd=tmp_path, columns=200)
    lines = done.stdout.strip().splitlines()
    assert len(lines) == 3
    assert str(tmp_path / "brief.html") in lines[2]
    page = (tmp_path / "brief.html").read_text(encoding="utf-8")
    assert page.startswith(("<!doctype html>", "<!DOCTYPE html>"))
    assert [p.name for p in tmp_path.iterdir()] == ["brief.html"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["brief", "none.txt"], 1, "none.txt"),
        (["brief", "empty.txt"], 1, "empty"),
        (["brief", "binary.txt"], 1, "binary"),
        (["brief", "big.txt"], 1, "limit"),
        (["brief", "ok.txt", "--dated", "2024-13-45"], 2, "YYYY-MM-DD"),
        (["brief", "ok.txt", "--as-of", "soon"], 2, "YYYY-MM-DD"),
        (["brief", "ok.txt", "--home", "KNE"], 1, "KEN"),
        (["brief", "ok.txt", "--out", "page.odt"], 1, ".html"),
        (["brief", "ok.txt", "--out", "no/such/folder/b.html"], 1, "no/such/folder"),
        (["brief", "ok.txt", "--outt", "x"], 2, "--out"),
        (["run", "agoa-laps"], 1, "agoa-lapse"),
        (["scenarios", "agoa-laps"], 1, "agoa-lapse"),
        (["run"], 2, "kaskazi run --help"),
        (["run", "agoa-lapse", "--home", "Kenia"], 1, 'Nearest: "KEN"'),
        (["run", "agoa-lapse", "--home", "KEM"], 1, 'Nearest: "KEN"'),
        (["run", "agoa-lapse", "--out", "no/o.json"], 1, "is not a folder that exists"),
        (["run", "agoa-lapse", "--out", "."], 1, "is a folder"),
        (["run", "agoa-laps", "--against", "suez-close"], 1, "2 problems"),
        (["run", "mine.toml", "--out", "mine.toml"], 1, "is an input of this command"),
        (["asks", "--of", "Kenia"], 1, 'Nearest: "KEN"'),
        (["world", "import", "ok.txt", "--as", "bacy", "--out", "w.npz"], 2, 'Nearest: "baci"'),
        (["world", "import", "w.npz", "--as", "baci", "--out", "w.npz"], 1, "is an input of this command"),
        (["tables", "--out", "ok.txt"], 1, "is a file"),
        (["agenda", "ok.txt", "--out", "no/drafts"], 1, "is not a folder that exists"),
        (["route", "KEMBA", "NLRTM", "--map", "no/m.svg"], 1, "is not a folder that exists"),
    ],
)
def test_wrong_input_gets_one_error_and_leaves_no_file(
    tmp_path: Path, words: list[str], code: int, said: str
) -> None:
    (tmp_path / "ok.txt").write_text("The minister met the ambassador in Nairobi.", encoding="utf-8")
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    for name in ("mine.toml", "w.npz"):
        (tmp_path / name).write_bytes(b"a user's own")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 40)
    if "big.txt" in words:
        (tmp_path / "big.txt").write_text("word " * 10_000_000, encoding="utf-8")
    before = sorted(p.name for p in tmp_path.iterdir())
    done = kaskazi(*words, cwd=tmp_path, ok=code)
    assert said in done.stderr
    assert max(map(len, done.lines)) <= 80
    assert len(done.lines) <= 12  # one screen
    assert done.stdout == ""
    assert sorted(p.name for p in tmp_path.iterdir()) == before


def test_the_three_forms_of_a_brief(tmp_path: Path) -> None:
    (tmp_path / "ok.txt").write_text("The minister met the ambassador in Nairobi.", encoding="utf-8")
    for suffix in (".html", ".md", ".json"):
        kaskazi("brief", "ok.txt", "--out", f"b{suffix}", cwd=tmp_path)
    facts = json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))
    assert facts["agenda"]["home"] == "KEN"
    printed = json.loads(kaskazi("brief", "ok.txt", "--json", cwd=tmp_path).stdout)
    assert printed["dossier"] == facts["dossier"]


@pytest.mark.parametrize("out", ["doc.md", "link.md", "twin.md"])
def test_a_brief_never_takes_the_place_of_its_document(tmp_path: Path, out: str) -> None:
    (tmp_path / "doc.md").write_text("The minister met the ambassador.", encoding="utf-8")
    (tmp_path / "link.md").symlink_to("doc.md")
    os.link(tmp_path / "doc.md", tmp_path / "twin.md")
    done = kaskazi("brief", "doc.md", "--out", out, cwd=tmp_path, ok=1)
    assert f"{out}: is an input of this command." in done.stderr
    assert (tmp_path / "doc.md").read_text(encoding="utf-8") == "The minister met the ambassador."


@pytest.mark.slow
def test_agenda_writes_scenarios_that_run(tmp_path: Path) -> None:
    done = kaskazi("agenda", "--out", "drafts", cwd=tmp_path)
    files = sorted((tmp_path / "drafts").glob("*.toml"))
    assert files
    for f in files:
        assert f"wrote {Path('drafts') / f.name}" in done.stdout
    out = json.loads(kaskazi("run", str(files[0]), "--json", cwd=tmp_path).stdout)
    assert all(s["largest_residual"] < 1e-8 for s in out["solved"])


@pytest.mark.slow
def test_packaged_scenarios_are_listed_and_run(tmp_path: Path) -> None:
    names = [x["name"] for x in json.loads(kaskazi("scenarios", "--json", cwd=tmp_path).stdout)]
    assert "agoa-lapse" in names
    table = kaskazi("run", "agoa-lapse", cwd=tmp_path).stdout
    assert "Walras gap" in table
    toml = kaskazi("scenarios", "agoa-lapse", cwd=tmp_path).stdout
    (tmp_path / "mine.toml").write_text(toml, encoding="utf-8")
    kaskazi("run", "mine.toml", "--out", "o.json", cwd=tmp_path)
    assert json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))["home"] == "KEN"


def test_the_running_case(tmp_path: Path) -> None:
    when = ("--dated", "2024-02-02", "--as-of", "2026-11-24")
    found = json.loads(kaskazi("agenda", str(shared(TALKS)), *when, "--json", cwd=tmp_path).stdout)
    kinds = [item["status"] for item in found["items"]]
    assert kinds == ["workable"] * 14
    numbers = [item["number"] for item in found["items"]]
    assert numbers.count("for scale") == 5
    assert all(o["number"] for item in found["items"] for o in item["options"])


@pytest.mark.slow
def test_the_running_case_as_a_brief(tmp_path: Path) -> None:
    when = ("--dated", "2024-02-02", "--as-of", "2026-11-24")
    kaskazi("brief", str(shared(TALKS)), *when, "--out", "b.json", cwd=tmp_path)
    facts = json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))
    kinds = [item["status"] for item in facts["agenda"]["items"]]
    assert kinds == ["workable"] * 14
    numbers = [item["number"] for item in facts["agenda"]["items"]]
    assert numbers.count("for scale") == 5
    assert all(o["number"] for item in facts["agenda"]["items"] for o in item["options"])


def test_without_a_date_days_stay_open(tmp_path: Path) -> None:
    text = kaskazi("read", str(shared(TALKS)), cwd=tmp_path).stdout
    assert "2024-02-01" not in text
    assert "unresolved" in text


@pytest.mark.slow
def test_the_running_case_without_a_date_says_what_stays_open(tmp_path: Path) -> None:
    kaskazi("brief", str(shared(TALKS)), "--out", "b.md", cwd=tmp_path)
    text = (tmp_path / "b.md").read_text(encoding="utf-8")
    assert "2024-02-01" not in text
    assert "unresolved" in text.lower()


def test_a_script_in_a_readout_stays_text(tmp_path: Path) -> None:
    evil = 'On 2 February 2024 the minister said: "<script>alert(1)</script> we met." <img src=x onerror=y>'
    (tmp_path / "evil.txt").write_text(evil, encoding="utf-8")
    kaskazi("brief", "evil.txt", "--out", "b.html", cwd=tmp_path)
    page = (tmp_path / "b.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert" in page


def test_a_printout_that_finds_no_room_is_told(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("the system has no /dev/full")
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "kaskazi", "scenarios"], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE
        )
    assert done.returncode == 1
    assert done.stderr == b"kaskazi: no space left on device.\n"


def test_a_full_disk_is_told_by_every_verb_that_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: object, data: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files, "_into", full)
    (tmp_path / "ok.txt").write_text("The minister met the ambassador in Nairobi.", encoding="utf-8")
    for words in (
        ["brief", "ok.txt", "--out", "b.md"],
        ["agenda", "--out", "drafts"],
        ["tables", "jobs", "--out", "annex", "--csv"],
        ["route", "KEMBA", "NLRTM", "--map", "m.svg"],
        ["run", "ken-usa-stip", "--out", "o.json"],
    ):
        assert "cannot be written: no space left on device." in kaskazi(*words, cwd=tmp_path, ok=1).stderr
    assert [p.name for p in tmp_path.iterdir()] == ["ok.txt"]


def test_a_terminal_of_few_characters_still_gets_its_minus(tmp_path: Path) -> None:
    asked = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    words = [sys.executable, "-m", "kaskazi", "backtest", "MDG"]
    done = subprocess.run(words, cwd=tmp_path, env=asked, capture_output=True, check=True)
    text = done.stdout.decode("latin-1")
    assert "-77.0" in text
    assert "?" not in text


def test_home_is_an_economy_by_code_or_name(tmp_path: Path) -> None:
    by_name = kaskazi("run", "agoa-lapse", "--home", "lesotho", "--json", cwd=tmp_path).stdout
    assert json.loads(by_name)["home"] == "LSO"
    assert by_name == kaskazi("run", "agoa-lapse", "--home", "LSO", "--json", cwd=tmp_path).stdout


@pytest.mark.parametrize("columns", [80, 120])
def test_what_is_printed_fits_the_terminal(tmp_path: Path, columns: int) -> None:
    for words in (
        ["run", "agoa-lapse"],
        ["scenarios"],
        ["read"],
        ["agenda"],
        ["backtest"],
        ["world", "show"],
        ["world", "compare", "2023.2", "2023.2"],
        ["world", "fetch"],
        ["instruments"],
        ["instruments", "agoa", "--of", "KEN"],
        ["duty", "6203.42", "--from", "KEN"],
        ["route", "KEMBA", "NLRTM", "--close", "bab-el-mandeb"],
        ["route", "Kampala", "Mombasa"],
        ["tables", "exposure", "offer", "jobs"],
        ["replicate", "acr-closed-forms"],
    ):
        lines = kaskazi(*words, cwd=tmp_path, columns=columns).stdout.splitlines()
        wide = [x for x in lines if len(x) > columns]
        assert not wide, (words, wide)
