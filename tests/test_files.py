"""Files are written as a careful editor writes them: whole, never over an input, nothing left behind."""

from __future__ import annotations

import errno
import os
import re
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from kaskazi import files
from kaskazi.errors import InputError

ROOT = Path(__file__).resolve().parents[1]
NAMELESS = hasattr(os, "O_TMPFILE") and Path("/proc/self/fd").is_dir()


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def refused(path: str | Path, word: str, inputs: tuple[Path, ...] = ()) -> None:
    """Both the question and the writing refuse, in words."""
    for ask in (lambda: files.check(path, inputs), lambda: files.write(path, b"new", inputs)):
        with pytest.raises(InputError, match=re.escape(word)):
            ask()


def test_a_new_file_has_the_mode_of_the_user(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        files.write(tmp_path / "a", b"one")
    finally:
        os.umask(old)
    assert (tmp_path / "a").read_bytes() == b"one"
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640
    assert names(tmp_path) == ["a"]


def test_an_old_file_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old and longer")
    path.chmod(0o604)
    files.write(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o604
    assert names(tmp_path) == ["a"]


def test_a_link_is_followed_and_kept(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    real, link = tmp_path / "far" / "real", tmp_path / "link"
    link.symlink_to(real)
    for data in (b"first", b"second"):  # dangling, then not
        files.write(link, data)
        assert link.is_symlink()
        assert real.read_bytes() == data
    assert names(tmp_path) == ["far", "link"]
    assert names(tmp_path / "far") == ["real"]


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    refused(tmp_path / "a", "cannot be written: ")


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    refused(tmp_path / "pipe", "is a pipe.")
    refused(tmp_path, "is a folder.")
    refused("/dev/null", "is a device.")
    if Path("/dev/full").exists():
        refused("/dev/full", "is a device.")
    (tmp_path / "link").symlink_to("/dev/null")
    refused(tmp_path / "link", "is a device.")
    with socket.socket(socket.AF_UNIX) as s:
        s.bind(str(tmp_path / "s"))
        refused(tmp_path / "s", "is a socket.")
    refused(tmp_path / "no" / "a", "is not a folder that exists.")
    refused("a\0b", "is not the name of a file.")
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_an_input_is_never_written_over_whatever_its_name(tmp_path: Path) -> None:
    paper = tmp_path / "paper.md"
    paper.write_bytes(b"words")
    (tmp_path / "link").symlink_to(paper)
    os.link(paper, tmp_path / "twin")
    for name in ("paper.md", "link", "twin", "../" + tmp_path.name + "/paper.md"):
        refused(tmp_path / name, "is an input of this command.", (paper,))
    files.write(tmp_path / "other", b"new", [paper, tmp_path / "not there"])
    assert paper.read_bytes() == b"words"


def test_a_read_only_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o444)
    if os.geteuid() == 0:  # to root nothing is read-only: the system's answer is played
        monkeypatch.setattr(os, "access", lambda p, mode: False)
    refused(path, "is read-only.")
    assert path.read_bytes() == b"old"


def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root writes into any folder")
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(InputError, match="cannot be written: permission denied"):
            files.write(tmp_path / "a", b"new")
    finally:
        tmp_path.chmod(0o755)


def full(file: object, data: bytes) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("nameless", [True, False])
def test_a_full_disk_is_told_and_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nameless: bool
) -> None:
    if not nameless:
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    (tmp_path / "a").write_bytes(b"old")
    monkeypatch.setattr(files, "_into", full)
    for name in ("a", "b"):
        with pytest.raises(InputError, match="cannot be written: no space left on device"):
            files.write(tmp_path / name, b"new")
    with pytest.raises(InputError, match="no space left"):
        files.write_set(tmp_path / "set", {"a": b"1"})
    assert names(tmp_path) == ["a"]
    assert (tmp_path / "a").read_bytes() == b"old"


def test_without_nameless_files_all_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    for data in (b"one", b"two"):
        files.write(tmp_path / "a", data)
        assert (tmp_path / "a").read_bytes() == data
    assert names(tmp_path) == ["a"]


KILL = """
import os, signal, sys
from kaskazi import files
def half(file, data):
    file.write(data[: len(data) // 2]); file.flush()
    os.kill(os.getpid(), signal.SIGKILL)
files._into = half
files.write(sys.argv[1], b"new" * 100000)
"""
KILL_SET = """
import os, signal, sys
from kaskazi import files
count, put = int(sys.argv[2]), files._into
def some(file, data):
    global count
    put(file, data); count -= 1
    if count == 0:
        os.kill(os.getpid(), signal.SIGKILL)
files._into = some
files.write_set(sys.argv[1], {"a": b"1", "b": b"2", "c": b"3"})
"""


def killed(program: str, *words: str) -> None:
    done = subprocess.run([sys.executable, "-c", program, *words], timeout=60)
    assert done.returncode == -signal.SIGKILL


@pytest.mark.skipif(not NAMELESS, reason="the system has no nameless files: a hidden neighbour stays behind")
def test_a_kill_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    killed(KILL, str(tmp_path / "a"))
    killed(KILL, str(tmp_path / "b"))
    assert names(tmp_path) == ["a"]
    assert (tmp_path / "a").read_bytes() == b"old"


@pytest.mark.skipif(not NAMELESS, reason="the system has no nameless files: hidden neighbours stay behind")
@pytest.mark.parametrize("after", [1, 3])
def test_a_kill_leaves_the_old_set(tmp_path: Path, after: int) -> None:
    files.write_set(tmp_path / "set", {"a": b"old", "b": b"old"})
    killed(KILL_SET, str(tmp_path / "set"), str(after))
    assert names(tmp_path / "set") == ["a", "b"]
    assert {p.read_bytes() for p in (tmp_path / "set").iterdir()} == {b"old"}


def test_a_set_is_put_in_place_as_one(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    files.write_set(folder, {"a": b"1", "b": b"2"})
    (folder / "mine").write_bytes(b"own")
    files.write_set(folder, {"b": b"3", "c": b"4"})
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == {
        "a": b"1", "b": b"3", "c": b"4", "mine": b"own"
    }  # fmt: skip


def test_a_set_that_fails_half_way_is_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "set"
    files.write_set(folder, {"a": b"old"})
    (folder / "a").chmod(0o640)
    put = files._Staged.put

    def stuck(s: files._Staged) -> None:
        if s.place.path.name == "c":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        put(s)

    monkeypatch.setattr(files._Staged, "put", stuck)
    with pytest.raises(InputError, match="input/output error"):
        files.write_set(folder, {"a": b"1", "b": b"2", "c": b"3"})
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == {"a": b"old"}
    assert stat.S_IMODE((folder / "a").stat().st_mode) == 0o640


def test_a_set_refuses_what_a_file_refuses(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "b").mkdir()
    with pytest.raises(InputError, match="is a folder"):
        files.write_set(tmp_path / "set", {"a": b"1", "b": b"2"})
    assert names(tmp_path / "set") == ["b"]
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(InputError, match="is a file"):
        files.write_set(tmp_path / "file", {"a": b"1"})
    with pytest.raises(InputError, match="is not a folder that exists"):
        files.write_set(tmp_path / "no" / "set", {"a": b"1"})
    paper = tmp_path / "set" / "paper"
    paper.write_bytes(b"words")
    with pytest.raises(InputError, match="is an input"):
        files.write_set(tmp_path / "set", {"a": b"1", "paper": b"2"}, [paper])
    assert names(tmp_path / "set") == ["b", "paper"]
    assert not (tmp_path / "no").exists()


def test_no_file_stays_open(tmp_path: Path) -> None:
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("the system does not list open files")
    before = len(os.listdir("/proc/self/fd"))
    files.write(tmp_path / "a", b"1")
    files.write_set(tmp_path / "set", {"a": b"1", "b": b"2"})
    refused(tmp_path, "is a folder.")
    assert len(os.listdir("/proc/self/fd")) == before


def test_the_form_of_a_file_is_known_or_refused_in_words() -> None:
    assert files.schema_of("world", None, "w.npz") == 1
    assert files.schema_of("world", files.SCHEMAS["world"], "w.npz") == files.SCHEMAS["world"]
    with pytest.raises(InputError, match=r"w\.npz: schema: 99 was written by a newer kaskazi"):
        files.schema_of("world", 99, "w.npz")
    for wrong in ("2", 0, -1, True, 1.5):
        with pytest.raises(InputError, match="is not a number of a form"):
            files.schema_of("world", wrong, "w.npz")
    assert list(files.stamped("outcome", {"home": "KEN"})) == ["schema", "home"]
