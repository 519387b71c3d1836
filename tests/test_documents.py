"""What the documents claim: their links, commands, options, targets, files and tests exist, and their lines fit.

The pages are Markdown at the repository's root and in docs/. Code may cite a page; what it cites must be there too.
"""

from __future__ import annotations

import ast
import datetime as dt
import io
import re
import shlex
import subprocess
import sys
import tokenize
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from moments import NOW, set_clock

from dxcheck import i18n
from dxcheck.benchmark.model import Rule
from dxcheck.cli.root import root
from dxcheck.demo import create_demo
from dxcheck.model.calendar import JAPAN

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "snapshots" / "README.md"])
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DESIGN = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
GENERATED = {"docs/commands.md", "docs/commands.ja.md"}
WIDTH = 100
"""Columns; a full-width character takes two."""
MADE_BY_PEOPLE = {"roster.toml", "disclosure.toml", "mail.toml"}
"""Files that documents speak of: of a data folder, and the settings of a mail server."""
SOURCES = [one for folder in ("dxcheck", "tests", "bench", "docs") for one in sorted((ROOT / folder).rglob("*.py"))]


def name_of(page: Path) -> str:
    """As people write it."""
    return page.relative_to(ROOT).as_posix()


def lines_of(page: Path) -> Iterator[tuple[int, str, bool]]:
    """Number, text, and whether the line is inside a fence."""
    fenced = False
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        else:
            yield number, line, fenced


def code_of(page: Path) -> Iterator[str]:
    """Everything written as code: spans, and the lines of fences."""
    for _number, line, fenced in lines_of(page):
        yield from [line] if fenced else re.findall(r"`([^`]+)`", line)


def columns(line: str) -> int:
    """How wide it is drawn in one-column cells."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in line)


@pytest.mark.parametrize("page", [one for one in PAGES if name_of(one) not in GENERATED], ids=name_of)
def test_lines_fit_100_columns(page: Path) -> None:
    """Tables and lines that are a link alone may be longer; pages that a program writes keep the program's lines."""
    long = [(n, line) for n, line, _ in lines_of(page) if columns(line) > WIDTH and not re.match(r"\s*(\||!?\[[^\]]*\]\([^)]*\)$)", line)]
    assert long == []


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    heads = [line.lstrip("#").strip() for _n, line, fenced in lines_of(page) if line.startswith("#") and not fenced]
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    """To a file that is there, and to a heading in it."""
    for target, anchor in re.findall(r"\]\(([^)#\s]*)#?([^)\s]*)\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://")):
            there = page.parent / target if target else page
            assert there.exists(), target
            assert not anchor or anchor in anchors(there), f"{target}#{anchor}"


def faults_of(words: list[str]) -> Iterator[str]:
    """What a command line names that the program has not: commands and options, not values."""
    command: click.Command = root
    options = {name for one in root.params for name in (*one.opts, *one.secondary_opts)} | {"-h", "--help"}
    takes = {name for one in root.params if isinstance(one, click.Option) and not one.is_flag for name in (*one.opts, *one.secondary_opts)}
    skip = False
    for word in words:
        if skip or not word.isascii():
            skip = False
        elif word.startswith("-") and word != "-":
            name = word.partition("=")[0]
            skip = name in takes and "=" not in word
            if name not in options:
                yield f"{command.name} {name}"
        elif isinstance(command, click.Group):
            found = command.get_command(click.Context(command), word)
            if found is None:
                yield word
                return
            command = found
            options |= {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
            takes |= {
                name
                for one in command.params
                if isinstance(one, click.Option) and not one.is_flag
                for name in (*one.opts, *one.secondary_opts)
            }


@pytest.mark.parametrize("page", [one for one in PAGES if name_of(one) not in GENERATED], ids=name_of)
def test_every_command_and_option_named_exists(page: Path) -> None:
    """As far as it is written as code: `dxcheck chart heatmap --measure change`."""
    for code in code_of(page):
        for line in re.findall(r"(?:^|[\s(])dxcheck (?![=/])([^|#`)（]*)", code):
            assert list(faults_of(line.replace("／", " ").split())) == [], code


def whatever_the_day(line: str) -> str:
    """What an example says on every day: without its figures, numbers of snapshots, halves and months; and without columns."""
    line = re.sub(r"\d{6}-\d{8}-[0-9a-f]{6}|\d+(\.\d+)?", "N", line)
    return re.sub(r"\s+", " ", re.sub(r"\b(first|second) half|\b[A-Z][a-z]{2} (?=N)", "", line)).strip()


@pytest.mark.parametrize("day", [NOW, dt.datetime(2027, 4, 1, 0, 0, 10, tzinfo=JAPAN)], ids=["the day of README", "with the next version"])
def test_the_worked_examples_of_the_readme_run_and_say_what_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, day: dt.datetime
) -> None:
    """Line by line in the folder of a demo, with the file of answers that is printed there; a line that ends in … goes on.

    With the next version of the questionnaire they run too, in its words: an item may be gone from it.
    """
    set_clock(monkeypatch, day)
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    [answers] = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    i18n.use("en")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "answers.json").write_text(answers, encoding="utf-8")
    create_demo(tmp_path / "demo")
    fences = "".join(re.findall(r"```console\n(.*?)```", text, re.DOTALL)).replace("\\\n", " ")
    examples = re.findall(r"^\$ dxcheck ([^|\n]*)(?:\| head -(\d+))?\n((?:(?!\$ ).*\n)*)", fences, re.MULTILINE)
    assert len(examples) == fences.count("$ ") >= 6
    for command, lines, printed in examples:
        done = CliRunner().invoke(root, shlex.split(command), prog_name="dxcheck")
        assert done.exit_code == 0, f"{command}: {done.output}"
        if not printed or day != NOW:
            continue  # it opens screens, or has other words
        said = done.stdout.splitlines()[: int(lines) if lines else None]
        for one, shown in zip(said, printed.splitlines(), strict=True):
            known = whatever_the_day(shown.removesuffix("…"))
            assert whatever_the_day(one)[: len(known) if shown.endswith("…") else None] == known, command


@pytest.mark.parametrize("page", [one for one in PAGES if name_of(one) not in GENERATED], ids=name_of)
def test_every_make_target_named_exists(page: Path) -> None:
    """In README and everywhere else."""
    targets = set(re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {target for code in code_of(page) for target in re.findall(r"(?:^|\s)make ([a-z][\w-]*)", code)}
    assert named <= targets


OUR_OWN_PRIVATE = {"_change_marker", "_submitted"}
"""Names that another class of ours may know."""


def private_parts_of_others() -> Iterator[str]:
    """Names of other libraries' private parts in the code: what it imports, and what it marks as private where it is used."""
    for path in (ROOT / "dxcheck").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for line in re.findall(r"^(.*)# noqa: SLF001", text, re.MULTILINE):
            yield from {*re.findall(r"\.(_[a-z]\w*)", line)} - OUR_OWN_PRIVATE
        for module, names in re.findall(r"^\s*from (?!dxcheck|__future__)([\w.]+) import (\([^)]*\)|.*)$", text, re.MULTILINE):
            yield from re.findall(r"(?<!\w)_\w+", f"{module} {names.partition('#')[0]}")


def test_every_private_part_of_another_library_is_listed() -> None:
    """Whoever brings a dependency up to date reads there what may have changed."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    listed = text.partition("## Private parts of other libraries")[2]
    found = set(private_parts_of_others())
    assert len(found) >= 8
    assert {one for one in found if one not in listed} == set()


@cache
def names_of_tests() -> set[str]:
    """Every test there is."""
    every = (ROOT / "tests").rglob("test_*.py")
    return {found for one in every for found in re.findall(r"def (test_\w+)", one.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("page", [one for one in PAGES if one.name != "CHANGELOG.md"], ids=name_of)
def test_every_file_and_test_named_exists(page: Path) -> None:
    """Files from the repository's root, from `dxcheck/` or from `tests/`; tests by the name of their function. What a release was stays in the changelog."""
    tests = names_of_tests()
    for code in code_of(page):
        for path in re.findall(r"(?<![\w/.-])((?:\w[\w.-]*/)*\w[\w.-]*\.(?:py|toml|tcss|html|js|po|typ)|(?:\w[\w.-]*/)+)(?![\w*{])", code):
            if path.isascii() and "NAME" not in path and path not in MADE_BY_PEOPLE:
                assert any((base / path).exists() for base in (ROOT, ROOT / "dxcheck", ROOT / "tests", ROOT / "tests" / "web")), path
        for test in re.findall(r"(?<![\w/])(test_\w+)(?![\w.*])", code):
            assert test in tests, test


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_page_of_commands_is_what_help_says(language: str) -> None:
    """After a change of a command or its texts: `make docs`."""
    page = ROOT / "docs" / ("commands.md" if language == "en" else f"commands.{language}.md")
    made = subprocess.run([sys.executable, ROOT / "docs" / "commands.py", language], check=True, capture_output=True, encoding="utf-8")
    assert made.stdout == page.read_text(encoding="utf-8"), "run `make docs`"


def prose_of(source: Path) -> Iterator[str]:
    """Docstrings and comments of a module."""
    text = source.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value
    yield from (one.string for one in tokenize.generate_tokens(io.StringIO(text).readline) if one.type == tokenize.COMMENT)


def test_pages_that_code_cites_exist() -> None:
    """`docs/design.md section 5`: the page from the root, and a section it has."""
    sections = set(re.findall(r"^#{2,3} (\d+(?:\.\d+)?)", DESIGN, re.MULTILINE))
    contracts = "\n".join(re.findall(r"^#.*", (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE))
    citing = [one for one in SOURCES if ".md" in one.read_text(encoding="utf-8")]
    prose = [(name_of(one), text) for one in citing for text in prose_of(one)] + [("pyproject.toml", contracts)]
    prose += [(name_of(one), one.read_text(encoding="utf-8")) for one in PAGES if one.name != "design.md"]
    for where, text in prose:
        for page in re.findall(r"(?<![\w/.`])((?:[a-z]+/)?[A-Za-z-]+(?:\.ja)?\.md)\b", text):
            assert (ROOT / page).is_file() or (ROOT / where).parent.joinpath(page).is_file(), f"{where}: {page}"
        for section in re.findall(r"design\.md section ([\d.]*\d)", text):
            assert section in sections, f"{where}: section {section}"


def test_the_design_names_every_room_in_the_order_of_the_layers() -> None:
    """Its table runs from the ground up, the contract from the top down."""
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    [layers] = [one["layers"] for one in contracts if one["name"] == "Data flows one way"]
    wanted = [sorted(re.findall(r"\w+", one)) for one in reversed(layers) if one != "__main__"]
    table = DESIGN[DESIGN.index("| room |") : DESIGN.index("`model` stands above")]
    assert [sorted(re.findall(r"`(\w+)`", row.split("|")[1])) for row in table.splitlines() if row.startswith("| `")] == wanted


def test_the_design_names_the_numbers_of_the_disclosure_rule() -> None:
    """As they are unless a centre makes them stricter."""
    rule = Rule()
    named = {name: float(number) for name, number in re.findall(r"^\| `(\w+)` \| (\d+(?:\.\d+)?) \|", DESIGN, re.MULTILINE)}
    assert named == {name: getattr(rule, name) for name in rule.__struct_fields__}


def test_the_changelog_has_this_version() -> None:
    """With the day of its release."""
    version = re.escape(PROJECT["project"]["version"])
    assert re.search(rf"^## {version} - \d{{4}}-\d\d-\d\d$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize(("page", "words"), [("README.md", " to "), ("README.ja.md", "から"), ("CONTRIBUTING.md", " to ")])
def test_the_documents_name_the_pythons_that_the_project_takes(page: str, words: str) -> None:
    """The first and the last, as `requires-python` has them."""
    first, beyond = re.findall(r"3\.(\d+)", PROJECT["project"]["requires-python"])
    assert f"3.{first}{words}3.{int(beyond) - 1}" in (ROOT / page).read_text(encoding="utf-8")
