"""Which desk a command sits down at, from what was typed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from dxcheck.i18n import _
from dxcheck.model import calendar

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.desk import StaffDesk
    from dxcheck.desk.sheets import LastTakenIn
    from dxcheck.desk.specialist import SpecialistDesk
    from dxcheck.workspace import Workspace


def in_the_log(workspace: Workspace) -> Workspace:
    """The same workspace; what its desks decide from now on is written into the audit log of the folder, as done at its own PC: by nobody who logged in."""
    from dxcheck.store.audit import AuditLog  # not needed for --help

    workspace.witness = AuditLog(workspace.folder.path).witness(calendar.now, "", "")
    return workspace


def confirmed(refused: str, question: str) -> None:
    """Ask whoever sits at a terminal.

    Raises:
        ClickException: nobody can be asked; with `refused`.
        Abort: the person said no.
    """
    if not sys.stdin.isatty():
        raise click.ClickException(refused)
    click.confirm(question, abort=True)


def say_taken_back(desk: StaffDesk, take_back: Callable[[], LastTakenIn]) -> None:
    """Take the last taking in at a desk back, and say what became of it.

    Raises:
        ClickException: there is none to take back.
    """
    from dxcheck.assessment.findings_in_words import taken_back_words  # not needed for --help
    from dxcheck.desk import NoDraftError

    try:
        back = take_back()
    except NoDraftError as none:
        raise click.ClickException(_("{name}の下書きには、元に戻せる取り込みがありません。", name=desk.municipality)) from none
    for line in taken_back_words(len(back.items), len(back.since_changed)):
        click.echo(line)


def specialist_desk(workspace: Workspace, name: str) -> SpecialistDesk:
    """The desk of the specialist somebody named; the only one there is, if nobody was named. A demo has one even without an account."""
    if workspace.folder.is_demo and not name:
        from dxcheck.demo.casework import SPECIALIST  # nobody else needs the demo

        name = SPECIALIST
    from dxcheck.model.account import plain_name

    accounts = [
        one for one in workspace.folder.accounts(workspace.roster.prefecture.code).all() if one.role == "specialist" and not one.disabled
    ]
    name = plain_name(name)
    fitting = [one for one in accounts if one.name == name] if name else accounts
    if len(fitting) == 1:
        chosen = fitting[0]
        return workspace.specialist_desk(chosen.name, chosen.municipalities, chosen.fields, has_account=True)
    if not accounts and workspace.folder.is_demo:
        from dxcheck.demo.casework import CASES, FIELDS, SPECIALIST

        if name == SPECIALIST:
            return workspace.specialist_desk(SPECIALIST, [one.code for one in CASES], FIELDS)
    if not accounts:
        raise click.ClickException(
            _("専門官のアカウントがまだありません。例: dxcheck account add senmonkan-1 今治市 松山市 --role specialist")
        )
    names = _("、").join(one.name for one in accounts)
    if name:
        raise click.ClickException(_("専門官のアカウント「{name}」は見つかりません。あるもの: {names}", name=name, names=names))
    raise click.ClickException(_("専門官のアカウントを --as で指定してください。あるもの: {names}", names=names))
