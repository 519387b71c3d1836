"""What a command writes to the console, whose encoding may lack characters: CP932 on Windows in Japan has no 𠮷 and no –.

What a program is to read is never lossy. JSON goes out in ASCII there, which every encoding and every shell leaves as it is; everything else in its own encoding,
past the console's. A text for people shows what cannot be shown by its number, 〔U+20BB7〕, and standard error says so.
"""

from __future__ import annotations

import codecs
import re
import sys
from typing import TYPE_CHECKING, Final

import click

from dxcheck.cli.options import ask_before_replacing
from dxcheck.i18n import _, _n
from dxcheck.system.control_characters import ACTING, plain, spelled

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import TextIO

_BY_NUMBER: Final = "dxcheck.by_number"
"""Our name among Python's ways to treat what cannot be encoded."""
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_replaced: Final[list[str]] = []
"""Characters that were shown by their number since the last note."""


def show_by_number() -> None:
    """Let standard output and standard error spell what their encoding lacks, instead of dying of it or writing `?`."""
    codecs.register_error(_BY_NUMBER, _spelled)
    _replaced.clear()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=_BY_NUMBER)


def _spelled(problem: UnicodeError) -> tuple[str, int]:
    assert isinstance(problem, UnicodeEncodeError)
    lacking = problem.object[problem.start : problem.end]
    _replaced.extend(lacking)
    said = "".join(spelled(sign) for sign in lacking)
    try:
        said.encode(problem.encoding)
    except UnicodeError:
        said = said.translate({ord("〔"): "[", ord("〕"): "]"})
    return said, problem.end


def note_replaced() -> None:
    """Say on standard error what was shown by its number, if anything was."""
    n = len(_replaced)
    if n:
        _replaced.clear()
        note = _n(
            "この端末の文字コード（{encoding}）で表せない{n}文字を、〔U+20BB7〕のように番号で示しました。データはそのままです。",
            "この端末の文字コード（{encoding}）で表せない{n}文字を、〔U+20BB7〕のように番号で示しました。データはそのままです。",
            n,
            encoding=sys.stdout.encoding,
        )
        click.echo(note, err=True)
        _replaced.clear()  # the note itself may have needed it


def print_named(titles: Iterable[str]) -> None:
    """Say first of which questionnaire it is; nothing is said where there is only one, and so no title."""
    for one in titles:
        click.echo(plain(one))


def print_json(value: object, output: Path | None = None) -> None:
    """Print a value as JSON, or write it to a file. Characters that would act on a terminal are escaped, so that nothing is lost and nothing acts."""
    import msgspec  # commands without it need not load it

    made = msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    print_content(re.sub(ACTING, _escaped, made).encode() + b"\n", "json", output)


def print_content(content: bytes, ending: str, output: Path | None = None, *, encoding: str = "utf-8") -> None:
    """Print what a program is to read, or write it to a file; no character of it is lost.

    Args:
        content: the whole.
        ending: its format's, as in `formats/file_formats.py`.
        output: where to write; without it standard output.
        encoding: of the content.
    """
    if output is not None:
        from dxcheck.formats.output import write_output  # few commands write files

        ask_before_replacing(output)
        write_output(output, content)
        click.echo(_("{path} に書き出しました。", path=output))
        return
    is_foreign = not content.isascii() and not _speaks(sys.stdout, encoding)
    if is_foreign and ending == "json":
        content = _NOT_ASCII.sub(_escaped, content.decode(encoding)).encode("ascii")
    elif is_foreign:
        click.echo(
            _(
                "端末の文字コードは{console}ですが、{encoding}で出しました。ファイルにするときは -o で指定してください。",
                console=sys.stdout.encoding,
                encoding=encoding.upper(),
            ),
            err=True,
        )
    click.echo(content, nl=False)  # bytes go past the console's encoding


def _speaks(stream: TextIO, encoding: str) -> bool:
    """Whether a stream writes text in this encoding."""
    try:
        return codecs.lookup(stream.encoding).name == codecs.lookup(encoding).name or (
            codecs.lookup(stream.encoding).name == "utf-8" and encoding.startswith("utf-8")
        )
    except (LookupError, TypeError):  # a stream of a test or an editor that has none
        return False


def _escaped(found: re.Match[str]) -> str:
    """A character as JSON may write it in ASCII: a pair where it lies beyond the first plane."""
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
