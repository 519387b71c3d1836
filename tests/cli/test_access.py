"""Every command and option against the table of who may (tests/access.py): collected from click, and run on two municipalities' data.

On the command line the operating system decides who may read the data folder. What is held to here: a command about one municipality says nothing of another
and writes nothing there; a specialist's command obeys the account's assignments; nothing for staff or for all holds internal notes or drafts.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import access
import click
import pytest
from access_world import FOREIGN, NAMES, OWN, SPECIALIST, built, data, words_in
from cli.test_commands import run
from formats.test_samm import model

from dxcheck.cli import desks
from dxcheck.cli.root import root
from dxcheck.model.calendar import Cycle, today
from dxcheck.workspace import Workspace

__all__ = ["built", "data"]

NOT_RUN = {
    **dict.fromkeys(
        ("db init", "db upgrade", "db put", "db list", "db show", "move"), "works on a database: tests/cli/test_database_commands.py"
    ),
    "serve": "runs until it is stopped; its routes are in tests/web/test_access.py",
    "demo": "makes a folder of its own and opens a screen",
    "benchmark publish": "needs a closed cycle of many; tests/attack and tests/cli hold it",
    "benchmark begin-anew": "needs a lost ledger; tests/cli/test_records_of_publishing.py holds it",
    "exchange show": "takes a file that was handed over; tests/cli/test_exchange_commands.py",
    "exchange in": "takes a file that was handed over; tests/cli/test_exchange_commands.py",
    "benchmark import": "takes a published file",
    "benchmark show": "shows what is public",
    "benchmark export": "writes what is public",
    "report public": "needs a published average; tests/desk/test_access.py reads it",
    "draft carry-over": "needs a newer version; tests/cli/test_drafts.py",
    "draft bring-back": "needs one that was given up; tests/cli/test_drafts.py",
    "draft take-in": "takes a sheet that was filled in; tests/cli/test_sheet_commands.py",
    "draft take-back": "needs a sheet that was taken in; tests/cli/test_sheet_commands.py",
    "camp invitations": "needs a saved camp; tests/cli/test_centre_commands.py",
    "calendar": "needs a visit that is planned; tests/cli/test_specialist_commands.py",
    "work change": "needs a work; tests/cli/test_work_commands.py",
    "work remove": "needs a work; tests/cli/test_work_commands.py",
    "work take-back": "needs a step to take back; tests/cli/test_work_commands.py",
    "work take-in": "takes a sheet that was filled in; tests/cli/test_work_commands.py",
    "facts check": "takes a table and a mapping; tests/cli/test_facts_commands.py",
    "facts import": "takes a table and a mapping; tests/cli/test_facts_commands.py",
    "facts remove": "needs a survey; tests/cli/test_facts_commands.py",
    "ask letter": "needs an ask; tests/cli/test_ask_commands.py",
    "ask sheet": "needs an ask; tests/cli/test_ask_commands.py",
    "ask take-over": "needs answers that came back; tests/cli/test_ask_commands.py",
    "ask take-back": "needs answers that were taken over; tests/cli/test_ask_commands.py",
    "ask back": "needs answers that came back; tests/cli/test_ask_commands.py",
    "ask mail": "needs an ask; tests/cli/test_remind.py",
    "account mail": "needs an account of a municipality; tests/cli/test_remind.py",
    "ask end": "needs an ask; tests/cli/test_ask_commands.py",
    "cycle extend": "cannot be on every day of the year; tests/cli/test_centre_commands.py",
    "cycle close": "cannot be on every day of the year; tests/cli/test_centre_commands.py",
}
"""Commands that are not run here, and why that is enough."""

ARGUMENTS = {
    "check": "{town}",
    "submit": "{town} {answers} --answered-by 係 --confirmed-by 長 --merge",
    "draft show": "{town}",
    "draft give-up": "{town} --yes",
    "sheet": "{town} -o {out}.csv",
    "exchange out": "{town} -o {out}.json",
    "exchange reply": "{town} -o {out}.json",
    "result": "{town} -o {out}.md",
    "work list": "{town} --as {who}",
    "work add": "{town} 電話 --times 12",
    "work sheet": "{town} -o {out}.csv",
    "ask plan": "{town}",
    "ask send": "{town} --to 人事課 --item hum-01 --due {closes}",
    "ask list": "{town}",
    "ask show": "{town}",
    "snapshot list": "{town} --json",
    "snapshot show": "{snapshot} --json",
    "chart": "bars {town} -o {out}.svg",
    "benchmark preview": "",
    "benchmark list": "",
    "specialist": "--as {who}",
    "brief": "{town} --as {who} -o {out}.md",
    "handover": "{town} --as {who} -o {out}.md",
    "visit-record": "{town} -o {out}.md",
    "centre": "",
    "cycle show": "",
    "cycle open": "--closes {closes}",
    "remind": "{town}",
    "compare": "--format csv -o {out}.csv",
    "camp propose": "mom-01",
    "camp list": "",
    "report centre": "-o {out}.md",
    "account add": "senmonkan-7 {town} --role specialist",
    "account assign": "senmonkan-1 {town}",
    "account list": "",
    "facts list": "",
    "account disable": "centre-1",
    "account enable": "senmonkan-2",
    "account reset": "senmonkan-1",
    "account second-factor": "--until 12/31 --on",
    "account reset-factor": "senmonkan-1",
    "account print-codes": "senmonkan-1",
    "questionnaire list": "",
    "questionnaire use": "ehime-dx",
    "questionnaire show": "ehime-dx",
    "questionnaire check": "{questionnaire}",
    "questionnaire schema": "",
    "questionnaire to-xlsx": "ehime-dx -o {out}.xlsx",
    "questionnaire from-xlsx": "{workbook}",
    "questionnaire from-samm": "{samm}",
    "roster list": "",
    "redact": "{town} --text 企画課 --yes",
    "backup": "{out}.zip",
    "restore": "{out}.zip --to {out}-back",
    "doctor": "",
    "completion": "bash",
}
"""How each of the others is run."""


def leaves(command: click.Command, name: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command that does something."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for one in command.list_commands(context):
            found = command.get_command(context, one)
            assert found is not None
            yield from leaves(found, f"{name} {one}".strip())
    else:
        yield name, command


def parameters(command: click.Command) -> set[str]:
    """Arguments as `<name>`, options by their first spelling."""
    return {one.opts[0] if isinstance(one, click.Option) else f"<{one.name}>" for one in command.params}


def without_a_rule(commands: dict[str, click.Command]) -> Iterator[str]:
    """Commands and options that the table does not know, and lines of it that describe nothing any more."""
    for name, command in commands.items():
        if name not in access.COMMANDS:
            yield f"the command `{name}` has no rule: add a line to COMMANDS in tests/access.py"
            continue
        if name not in ARGUMENTS and name not in NOT_RUN:
            yield f"the command `{name}` is never tried: add a line to ARGUMENTS in tests/cli/test_access.py"
        known = set(access.COMMANDS[name][1].split())
        for one in sorted(parameters(command) - known - access.FORM - access.FOLDER):
            yield f"`{name}` has a new {one}: say in COMMANDS in tests/access.py that it is there, and try it"
        for one in sorted(known - parameters(command)):
            yield f"`{name}` has no {one} any more: see COMMANDS in tests/access.py"
    for name in access.COMMANDS.keys() - commands.keys():
        yield f"`{name}` is no command any more: remove it from COMMANDS in tests/access.py"


def tried(data: Path, name: str, out: Path, code: str = OWN, who: str = SPECIALIST) -> tuple[int, str, set[str]]:
    """Run a command; gives its exit code, everything it said or wrote elsewhere, and which data files it changed."""
    workspace = Workspace.open(data)
    snapshot = workspace.staff_desk(workspace.roster.find(NAMES[code])).latest()
    assert snapshot is not None
    answers = out.with_suffix(".answers.json")
    answers.write_text('{"mom-01": {"level": 2}}', encoding="utf-8")
    if name == "restore":
        run(data, "backup", f"{out}.zip")
    questionnaire = next((Path(__file__).parents[2] / "questionnaires").glob("*.toml"))
    values: dict[str, object] = {
        "town": NAMES[code],
        "snapshot": snapshot.id,
        "who": who,
        "out": out,
        "answers": answers,
        "questionnaire": questionnaire,
    }
    values["samm"] = out.with_suffix(".samm")
    if name == "questionnaire from-samm":
        for part, text in model().items():
            path = out.with_suffix(".samm") / part
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    values["workbook"] = out.with_suffix(".taken.xlsx")
    if name == "questionnaire from-xlsx":
        run(data, "questionnaire", "to-xlsx", "ehime-dx", "-o", str(values["workbook"]))
    values["closes"] = Cycle.of(today()).closing_day
    before = _contents(data)
    done = run(data, *name.split(), *(one.format(**values) for one in ARGUMENTS[name].split()))
    made = [one for one in out.parent.glob(f"{out.name}.*") if one.suffix in (".md", ".csv", ".svg")]
    text = done.output + "".join(one.read_text(encoding="utf-8") for one in made)
    return done.exit_code, text, {path for path, content in _contents(data).items() if before.get(path) != content}


def _contents(data: Path) -> dict[str, bytes]:
    return {one.relative_to(data).as_posix(): one.read_bytes() for one in data.rglob("*.json") if ".scores" not in one.parts}


def violations(name: str, data: Path, out: Path) -> Iterator[str]:
    """Where a command says or changes more than its rule allows."""
    rule = access.COMMANDS[name][0]
    code, text, changed = tried(data, name, out)
    if code != 0:
        yield f"{name} failed: {text[-300:]}"
    about_one = {"<municipality>", "<snapshot_id>"} & set(access.COMMANDS[name][1].split())
    seen = words_in(text)
    if about_one or rule == "specialist":
        if any(town == FOREIGN for _kind, town in seen) or NAMES[FOREIGN] in text:
            yield f"{name} about {NAMES[OWN]} speaks of {NAMES[FOREIGN]}"
        yield from (f"{name} about {NAMES[OWN]} changed {file}" for file in changed if file.startswith(FOREIGN))
    # Whoever hands over is staff without --as; the run above was a specialist's.
    allowed = access.SEES.get(rule, set()) if about_one else set()
    yield from (f"{name} says {kind}" for kind, _town in sorted(seen) if kind not in allowed)
    if rule == "specialist":
        yield from _beyond_the_assigned(name, data, out)


def _beyond_the_assigned(name: str, data: Path, out: Path) -> Iterator[str]:
    """A foreign municipality, and people who are no specialist."""
    for who, code in ((SPECIALIST, FOREIGN), ("senmonkan-2", OWN), ("centre-1", OWN), ("daremo", OWN)):
        if name == "specialist" and code == FOREIGN:
            continue
        workspace = out.with_name(f"{out.name}-{who}-{code}")
        exit_code, text, _changed = tried(data, name, workspace, code, who)
        if exit_code == 0 or words_in(text):
            yield f"{name} --as {who} about {NAMES[code]} was not refused"


def test_every_command_and_option_has_a_rule() -> None:
    """Collected from click, with arguments and options."""
    found = dict(leaves(root))
    assert len(found) > 30
    assert list(without_a_rule(found)) == []


def test_a_command_without_what_it_needs_says_what_is_missing(tmp_path: Path) -> None:
    """Every command that needs an argument: it is named, and nothing is begun."""
    needing = [name for name, one in leaves(root) if any(isinstance(each, click.Argument) and each.required for each in one.params)]
    assert len(needing) > 20
    ended = {name: run(tmp_path, *name.split()) for name in needing}
    assert {name: repr(one.exception) for name, one in ended.items() if one.exit_code != 2} == {}
    assert list(tmp_path.iterdir()) == []


def test_a_new_command_and_a_new_option_are_noticed() -> None:
    """And the message says where the rule belongs."""
    found = dict(leaves(root))
    fresh = click.Command("peek")
    wider = click.Command("brief", params=[*found["brief"].params, click.Option(["--all"])])
    told = list(without_a_rule(found | {"peek": fresh, "brief": wider}))
    assert told == [
        "`brief` has a new --all: say in COMMANDS in tests/access.py that it is there, and try it",
        "the command `peek` has no rule: add a line to COMMANDS in tests/access.py",
    ]


@pytest.mark.parametrize("name", sorted(ARGUMENTS))
def test_a_command_says_and_changes_what_its_rule_allows(data: Path, tmp_path: Path, name: str) -> None:
    """Run for one municipality, beside another; a specialist's also for a foreign one, and by people who are none."""
    assert list(violations(name, data, tmp_path / "out")) == []


def test_staff_hand_over_without_internal_words(data: Path, tmp_path: Path) -> None:
    """The same command without --as is the staff's."""
    done = run(data, "handover", NAMES[OWN], "-o", str(tmp_path / "staff.md"))
    assert done.exit_code == 0, done.output
    seen = words_in((tmp_path / "staff.md").read_text(encoding="utf-8"))
    assert seen
    assert {kind for kind, _town in seen} <= access.SEES["staff"]
    assert {town for _kind, town in seen} == {OWN}


@pytest.mark.parametrize("name", ["brief", "snapshot show"])
def test_a_guard_that_is_gone_is_noticed(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The assignments no longer count; a municipality's desk opens another's file."""
    if name == "brief":

        def everything(workspace: Workspace, who: str) -> Any:
            return workspace.specialist_desk(who, list(NAMES), ())

        monkeypatch.setattr(desks, "specialist_desk", everything)
    else:
        from dxcheck.model.snapshot import Snapshot

        workspace = Workspace.open(data)
        foreign = workspace.staff_desk(workspace.roster.find(NAMES[FOREIGN])).latest()
        monkeypatch.setattr("dxcheck.desk.reading.ReadingDesk.snapshot", lambda _self, _id: foreign)
        assert isinstance(foreign, Snapshot)
    assert list(violations(name, data, tmp_path / "out")) != []
