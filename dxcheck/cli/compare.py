"""`dxcheck compare`: all municipalities by all dimensions, for people and for other programs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from dxcheck.app.linebreak import pad
from dxcheck.cli.options import CycleType, global_options, known_of, output_option, settings_of, written
from dxcheck.i18n import _
from dxcheck.overview import MEASURES, STATES, WHOLE
from dxcheck.reports.sheets import ENCODINGS, NotInEncodingError
from dxcheck.wording import in_common

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from dxcheck.calendar import Cycle
    from dxcheck.overview import Measure, Overview

NAME, FIGURE = 14, 13
FORMATS = ("xlsx", "csv", "json")


def as_text(overview: Overview, measure: Measure, columns: Sequence[str]) -> Iterator[str]:
    """The overview as lines of text."""
    q = overview.questionnaire
    names = [_("全体") if one == WHOLE else str(q.dimension_by_id[one].short) for one in columns]
    yield _("{cycle}の時点　{measure}", cycle=overview.cycle.label, measure=_(MEASURES[measure]))
    yield ""
    yield pad("", NAME) + "".join(pad(one, FIGURE) for one in names)
    for one in overview.lines:
        figures = "".join(pad(_figure(one.value(c, measure), measure), FIGURE) for c in columns)
        yield pad(str(one.municipality), NAME) + (figures if one.state == "counted" else _(STATES[one.state]))
    yield pad(_("県内の平均"), NAME) + "".join(pad(_figure(overview.mean(c, measure), measure), FIGURE) for c in columns)
    yield ""
    yield _("集計 {n}/{all}市町", n=len(overview.counted), all=len(overview.lines))
    if overview.common is not None:
        yield in_common(overview.common)


def _figure(value: float | None, measure: Measure) -> str:
    if value is None:
        return "-"
    return f"{value:.0%}" if measure == "unknown" else f"{value:+.1f}" if measure == "change" else f"{value:.1f}"


@click.command("compare", help=_("すべての市町を分野ごとに並べます（センター用）。ファイルには、根拠やコメントの文は入りません。"))
@click.option("--cycle", type=CycleType(), metavar=_("診断期"), help=_("どの期の終わりの時点か（省くと、いまの期）"))
@click.option("--against", type=CycleType(), metavar=_("診断期"), help=_("変化を比べる期（省くと、その前の期）"))
@click.option("--dimension", "dimensions", multiple=True, metavar=_("分野"), help=_("分野のid（何回でも。例: --dimension bpr）"))
@click.option("--measure", type=click.Choice(list(MEASURES)), default="level", show_default=True, help=_("表とCSVの値"))
@click.option("--format", "form", type=click.Choice(["table", *FORMATS]), default="table", show_default=True, help=_("出し方"))
@click.option("--encoding", type=click.Choice(ENCODINGS), default="utf-8-sig", show_default=True, help=_("CSVの文字コード"))
@output_option(FORMATS)
@global_options
@click.pass_context
def command(
    ctx: click.Context,
    cycle: Cycle | None,
    against: Cycle | None,
    dimensions: tuple[str, ...],
    measure: Any,
    form: str,
    encoding: Any,
    output: Path | None,
) -> None:
    """Show or write the overview."""
    from dxcheck.papers.overview import OverviewFile  # noqa: PLC0415 - not needed for --help

    comparing = settings_of(ctx).place().centre_desk().comparing
    overview = comparing.overview(cycle, against)
    ctx.call_on_close(comparing.keep)
    for one in dimensions:
        known_of(one, overview.columns[1:], "--dimension")
    columns = dimensions or overview.columns
    if form == "table" and output is None:
        for line in as_text(overview, measure, columns):
            click.echo(line)
        return
    made = OverviewFile(overview, measure, tuple(columns), encoding)
    wanted = output.suffix.lower().removeprefix(".") if output else form
    if form not in ("table", wanted):
        raise click.UsageError(_("--format {form} と、ファイル名の終わり .{ending} が合いません。", form=form, ending=wanted))
    try:
        if output is None and wanted != "xlsx":
            sys.stdout.buffer.write(made.to_bytes(wanted))
            return
        written(made, output, (wanted,))
    except NotInEncodingError as missing:
        raise click.ClickException(str(missing)) from missing
