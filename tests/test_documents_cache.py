"""Dossiers kept between readings: the same as read anew, quick, bounded, never in the way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kaskazi.documents import cache, read, reading
from kaskazi.documents.load import files

TEXT = "Nairobi, 3 March 2026\n\n“We asked Uganda to reopen Busia,” said President William Ruto on Monday.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KASKAZI_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def talks(tmp_path: Path) -> Path:
    path = tmp_path / "talks.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_kept_dossier_is_the_one_read_anew(
    folder: Path, talks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = read(talks, engine="light")
    (entry,) = folder.iterdir()
    assert entry.stat().st_mode & 0o077 == 0
    monkeypatch.setitem(sys.modules, "kaskazi.documents.assembly", None)  # nothing can be read anew
    again = read(talks, engine="light")
    assert again == first == read(talks, engine="light", dated=None)
    assert again.statements
    assert again.to_dict() == first.to_dict()
    moved = talks.rename(talks.with_name("other.txt"))
    assert read(moved, engine="light").document.name == "other.txt"


def test_what_a_reading_depends_on_makes_another_entry(talks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start = files.load(talks)
    day = reading.day_of("2026-03-03")
    names = [
        cache.key(start, None, "light"),
        cache.key(start, None, "parser"),
        cache.key(start, day, "light"),
    ]
    names.append(cache.key(files.of_bytes(TEXT.encode(), "talks.txt", ".md"), None, "light"))
    monkeypatch.setattr(cache, "_reader", lambda: "another version")
    names.append(cache.key(start, None, "light"))
    assert len(set(names)) == 5
    assert cache.key(files.of_bytes(b"a", "b", ""), None, "light") is not None


@pytest.mark.parametrize("fault", ["cut", "changed", "empty", "words", "folder"])
def test_a_broken_entry_is_read_anew(fault: str, folder: Path, talks: Path) -> None:
    first = read(talks, engine="light")
    (entry,) = folder.iterdir()
    raw = entry.read_bytes()
    body = {
        "cut": raw[:-20],
        "changed": raw[:-9] + bytes([raw[-9] ^ 1]) + raw[-8:],
        "empty": b"",
        "words": b"x\ny",
    }
    if fault == "folder":
        entry.unlink()
        entry.mkdir()
    else:
        entry.write_bytes(body[fault])
    assert read(talks, engine="light") == first
    if fault != "folder":
        assert entry.read_bytes() == raw  # and put right


def test_no_cache_and_a_folder_that_cannot_be(
    talks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    read(talks, engine="light", keep=False)
    assert not folder.exists()
    monkeypatch.setenv("KASKAZI_CACHE", str(talks / "below a file"))
    assert read(talks, engine="light").statements
    monkeypatch.setenv("KASKAZI_CACHE", "off")
    assert cache.folder() is None
    monkeypatch.delenv("KASKAZI_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache.folder() == tmp_path / "xdg" / "kaskazi"
    monkeypatch.setenv("XDG_CACHE_HOME", "not/absolute")
    assert cache.folder() == Path.home() / ".cache" / "kaskazi"


def test_the_folder_is_bounded(folder: Path, talks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MOST_ENTRIES", 3)
    for n in range(6):
        talks.write_text(TEXT + f"\nLine {n}.", encoding="utf-8")
        read(talks, engine="light")
    assert len(list(folder.iterdir())) == 3
    assert read(talks, engine="light").document.text.endswith("Line 5.")


def test_half_a_pair_of_surrogates_is_not_kept() -> None:
    start = files.of_bytes(b"x", "x", "")
    assert cache.key(start, None, "light")
    from dataclasses import replace

    assert cache.key(replace(start, text="\ud83d \ude00"), None, "light") is None


def test_the_parser_is_not_loaded_for_what_is_kept(folder: Path, talks: Path) -> None:
    read(talks, engine="light")
    code = (
        "import sys; from kaskazi.documents import read; d = read(sys.argv[1], engine='light'); assert d.statements; "
        "print([m for m in ('spacy', 'kaskazi.documents.assembly', 'email', 'urllib.request') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code, str(talks)], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_the_command_keeps_and_is_told_not_to(folder: Path, talks: Path) -> None:
    from click.testing import CliRunner

    from kaskazi.cli.read import read as verb

    plain = [str(talks), "--engine", "light"]
    first = CliRunner().invoke(verb, [*plain, "--no-cache"], catch_exceptions=False)
    assert not folder.exists()
    second, third = (CliRunner().invoke(verb, plain, catch_exceptions=False) for _ in range(2))
    assert len(list(folder.iterdir())) == 1
    assert first.output == second.output == third.output
