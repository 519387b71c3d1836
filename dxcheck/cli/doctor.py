"""`dxcheck doctor`: what is in use, what is wrong with it, and what to do about it. It changes nothing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from dxcheck.cli.options import global_options, settings_of
from dxcheck.doctor.finding import Mark
from dxcheck.doctor.findings import database_findings, folder_findings, program_findings
from dxcheck.i18n import _
from dxcheck.system.control_characters import visible

if TYPE_CHECKING:
    from dxcheck.doctor.finding import Finding


@click.command("doctor", help=_("保存先・ファイル・診断票・端末を点検し、直し方を示します。何も書き換えません。"))
@global_options
@click.pass_context
def command(ctx: click.Context) -> None:
    """Print every finding; exit 1 if one of them is a problem."""
    from dxcheck.doctor.terminal import terminal_findings

    settings = settings_of(ctx)
    marks = {Mark.GOOD: _("よい"), Mark.CARE: _("注意"), Mark.PROBLEM: _("問題")}
    worst = Mark.GOOD
    findings: list[Finding] = [
        *program_findings(),
        *(database_findings(settings.database, settings.roster) if settings.database else folder_findings(settings.data, settings.roster)),
        *terminal_findings(),
    ]
    for finding in findings:
        click.echo(f"[{marks[finding.mark]}] {visible(finding.what)}")
        if finding.advice:
            click.echo("       " + _("どうするか: {advice}", advice=visible(finding.advice)))
        worst = max(worst, finding.mark)
    if worst is Mark.PROBLEM:
        sys.exit(1)
