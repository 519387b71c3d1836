"""Write docs/commands.md and docs/commands.ja.md, the `--help` of every command: `make docs`.

The pages are what the program itself says, at a fixed width; a test (tests/test_documents.py) fails while they are out of date. With a language as its argument
this prints one page: help texts are read in the language that is in use when a command is imported, so every language has a process of its own.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from dxcheck import i18n

FOLDER = Path(__file__).parent
PAGES: dict[i18n.Language, Path] = {"en": FOLDER / "commands.md", "ja": FOLDER / "commands.ja.md"}
WIDTH: dict[i18n.Language, int] = {"en": 96, "ja": 64}
"""Characters; click counts a full-width one as one."""
INTRODUCTIONS: dict[i18n.Language, str] = {
    "en": "# Commands\n\nWhat `--help` says of every command, written by `make docs`. 日本語は [commands.ja.md](commands.ja.md) にあります。\n",
    "ja": "# コマンド\n\nすべてのコマンドの `--help` です（`make docs` が書き出します）。English: [commands.md](commands.md).\n",
}


def page(language: i18n.Language) -> str:
    """The whole page, in the language that is in use."""
    from dxcheck.cli.root import root  # its help texts are read now, in the language chosen before

    parts = [INTRODUCTIONS[language]]
    settings = {**root.context_settings, "terminal_width": WIDTH[language]}
    for context in every(click.Context(root, info_name="dxcheck", **settings)):
        told = "\n".join(line.rstrip() for line in context.get_help().splitlines())
        parts.append(f"## {context.command_path}\n\n```text\n{told}\n```\n")
    return "\n".join(parts)


def every(context: click.Context) -> Iterator[click.Context]:
    """A command and all below it, in the order its help names them."""
    yield context
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            command = context.command.get_command(context, name)
            assert command is not None
            yield from every(click.Context(command, context, name, **command.context_settings))


def printed(language: i18n.Language) -> str:
    """A page, made in a process of its own."""
    made = subprocess.run([sys.executable, __file__, language], check=True, capture_output=True, encoding="utf-8")  # noqa: S603 - ourselves
    return made.stdout


def main() -> None:
    """Write both pages, or print one."""
    if len(sys.argv) > 1:
        language = i18n.choose(["--lang", sys.argv[1]], {})
        i18n.use(language)
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
        sys.stdout.write(page(language))
        return
    for language, path in PAGES.items():
        path.write_text(printed(language), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
