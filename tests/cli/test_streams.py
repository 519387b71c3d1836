"""What a program reads is never lossy, whatever the console's encoding; what a person reads may degrade there, and says so."""

from __future__ import annotations

import gc
import io
import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from dxcheck import i18n
from dxcheck.cli.main import main
from dxcheck.cli.streams import note_replaced, print_json, show_by_number
from dxcheck.workspace import Workspace

TEXT = "𠮷田の資料 – 髙﨑"
"""Of these CP932 has no 𠮷 and no –."""
Run = Callable[..., "subprocess.CompletedProcess[bytes]"]
ANSWERS = {"gov-01": {"level": 2, "evidence": TEXT}}


def program(*arguments: str, encoding: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """A run of its own, with a console that speaks an encoding."""
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    return subprocess.run([sys.executable, "-m", "dxcheck", *arguments], capture_output=True, env=environment, input=stdin, check=False)


def here(*arguments: str, encoding: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The same in this process, which need not be begun anew: streams that speak an encoding."""
    with CliRunner(charset=encoding).isolation(stdin) as (out, err, _both):
        try:
            code = main(arguments)
        finally:
            gc.enable()
        sys.stdout.flush()
        sys.stderr.flush()
        return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def submitted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder with one snapshot, and its id."""
    i18n.use("ja")
    data = tmp_path_factory.mktemp("データ") / "snapshots"
    done = here("--data", str(data), "submit", "今治市", "-", encoding="utf-8", stdin=json.dumps(ANSWERS).encode())
    assert done.returncode == 0, done.stderr.decode()
    return data, done.stdout.decode().strip()


@pytest.mark.parametrize(("encoding", "run"), [("cp932", program), ("latin-1", here), ("utf-8", here)])
def test_json_keeps_every_character_in_every_console(submitted: tuple[Path, str], encoding: str, run: Run, tmp_path: Path) -> None:
    """`snapshot show --json > f`, and what is in f can be submitted again; also with -o."""
    data, snapshot = submitted
    shown = run("--data", str(data), "snapshot", "show", snapshot, "--json", encoding=encoding)
    assert shown.returncode == 0
    answers = json.loads(shown.stdout)["answers"]
    assert answers == ANSWERS
    again = run("--data", str(tmp_path / "b"), "submit", "今治市", "-", encoding=encoding, stdin=json.dumps(answers).encode())
    assert again.returncode == 0
    listed = json.loads(here("--data", str(data), "snapshot", "list", "今治市", "--json", encoding=encoding).stdout)
    assert [one["id"] for one in listed] == [snapshot]
    path = tmp_path / "控え.json"
    assert here("--data", str(data), "snapshot", "show", snapshot, "-o", str(path), encoding=encoding).returncode == 0
    assert json.loads(path.read_text("utf-8"))["answers"] == ANSWERS
    assert TEXT in path.read_text("utf-8")


def test_every_other_output_for_programs_keeps_its_characters_too(tmp_path: Path) -> None:
    """TOML, the schema, CSV and JSON of the comparison: the same bytes as in a UTF-8 console, or the same JSON."""
    data = tmp_path / "none"
    for arguments in (
        ("questionnaire", "show", "ehime-dx", "--toml"),
        ("questionnaire", "schema"),
        ("compare", "--format", "csv"),
        ("compare", "--format", "json"),
    ):
        plain, narrow = (here("--data", str(data), *arguments, encoding=one) for one in ("utf-8", "latin-1"))
        assert narrow.returncode == plain.returncode == 0, arguments
        if arguments[-1] in ("schema", "json"):
            assert json.loads(narrow.stdout) == json.loads(plain.stdout)
        else:
            assert narrow.stdout == plain.stdout
            assert b"-o" in narrow.stderr
    assert tomllib.loads(here("questionnaire", "show", "ehime-dx", "--toml", encoding="cp932").stdout.decode())["id"] == "ehime-dx"


def test_a_text_for_people_shows_by_number_what_the_console_lacks(submitted: tuple[Path, str]) -> None:
    """Never a `?`; and standard error says that the data is as it was."""
    data, snapshot = submitted
    shown = program("--data", str(data), "snapshot", "show", snapshot, encoding="cp932")
    assert "〔U+20BB7〕田の資料 〔U+2013〕 髙﨑" in shown.stdout.decode("cp932")
    assert "2文字" in shown.stderr.decode("cp932")
    plain = here("--data", str(data), "snapshot", "show", snapshot, encoding="utf-8")
    assert TEXT in plain.stdout.decode()
    assert "文字コード" not in plain.stderr.decode()
    assert "[U+" in here("--data", str(data), "snapshot", "show", snapshot, encoding="latin-1").stdout.decode("latin-1")


def test_a_message_that_quotes_such_a_character_is_told_too() -> None:
    """On standard error, with the exit code it had."""
    refused = program("check", "𠮷野町", encoding="cp932")
    assert refused.returncode == 1
    assert "〔U+20BB7〕野町" in refused.stderr.decode("cp932")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_from_json_in_ascii(text: str) -> None:
    """Beyond the first plane too."""
    kept = sys.stdout
    sys.stdout = narrow = io.TextIOWrapper(io.BytesIO(), encoding="cp932")
    try:
        print_json({"a": text})
    finally:
        sys.stdout = kept
    raw = narrow.buffer.getvalue()  # type: ignore[attr-defined]
    assert json.loads(raw) == {"a": text}
    assert raw.isascii() or all(sign.encode("cp932", "ignore") for sign in text if ord(sign) > 0x7F)


def test_what_powershell_redirected_is_read(submitted: tuple[Path, str], tmp_path: Path) -> None:
    """UTF-16 with its mark, as `>` of Windows PowerShell writes it."""
    path = tmp_path / "回答.json"
    path.write_bytes(json.dumps(ANSWERS, ensure_ascii=False).encode("utf-16"))
    done = here("--data", str(tmp_path / "a"), "submit", "今治市", str(path), encoding="cp932")
    assert done.returncode == 0, done.stderr.decode("cp932")
    desk_of = Workspace.open(tmp_path / "a", create=False)
    assert desk_of.staff_desk(desk_of.roster.find("今治市")).snapshots()[0].answers["gov-01"].evidence == TEXT


def test_the_note_comes_once(capsys: pytest.CaptureFixture[str]) -> None:
    """And not at all where nothing was replaced."""
    show_by_number()
    note_replaced()
    assert capsys.readouterr().err == ""
