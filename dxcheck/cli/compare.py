"""`dxcheck compare`: all municipalities by all dimensions, for people and for other programs."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Any

import click
from rich.cells import cell_len

from dxcheck.assessment.wording import about_changes, beside_change, in_common
from dxcheck.cli.options import encoding_option, global_options, in_encoding, known_of, output_option, settings_of, written
from dxcheck.cli.streams import print_content
from dxcheck.cli.when import CycleType, cycles_checked
from dxcheck.formats.file_formats import FORMATS, ending_of, endings_of
from dxcheck.i18n import _, _c, _n
from dxcheck.prefecture.overview import MEASURES, STATES, WHOLE, as_measured
from dxcheck.prefecture.selection import TableView, about_older, as_of
from dxcheck.prefecture.standing import LATE
from dxcheck.system.control_characters import plain
from dxcheck.system.terminal_width import pad, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from dxcheck.model.calendar import Cycle
    from dxcheck.prefecture.overview import Measure, Overview

WIDE, FIGURE = 79, 13
"""Characters of a line on the smallest terminal, and of a column where there is room."""
ALL = "all"
"""The whole, where columns go by their ids."""
_FORMATS = endings_of("table")


def as_text(overview: Overview, measure: Measure, columns: Sequence[str]) -> Iterator[str]:
    """The overview as lines of text."""
    q = overview.questionnaire
    names = {one: _("全体") if one == WHOLE else str(q.dimension_by_id[one].short) for one in columns}
    left = max(cell_len(one) for one in (_("県内の平均"), *(one.name for one in overview.lines))) + 1
    digits = q.scale.digits
    wide = max(6, min(FIGURE, (WIDE - left) // len(columns)))
    heads = _heads(list(names.values()), wide - 1)
    legend = [] if heads else [_("{id}は{name}", id=one or ALL, name=name) for one, name in names.items()]
    heads = heads or [[one or ALL for one in columns]]

    def line(name: str, cells: Iterable[str]) -> str:
        return (pad(name, left) + "".join(pad(one, wide) for one in cells)).rstrip()

    yield from map(plain, overview.named)
    yield _("{when}　{measure}", when=as_of(overview), measure=_(MEASURES[measure]))
    yield ""
    for row in heads:
        yield line("", row)
    for one in overview.lines:
        if one.state == "counted":
            yield line(
                one.name, (as_measured(figure.value if (figure := one.figure(c, measure)) else None, measure, digits) for c in columns)
            )
        else:
            yield pad(str(one.municipality), left) + _(STATES[one.state])
    means = [overview.mean(c, measure) for c in columns]
    yield line(_("県内の平均"), (as_measured(one.value if one else None, measure, digits) for one in means))
    yield line(_("市町の数"), (str(one.municipalities if one else 0) for one in means))
    yield ""
    if legend:
        yield from textwrap.wrap(_("、").join(legend), WIDE)
    yield _n("集計 {n}/{all}市町", "集計 {n}/{all}市町", len(overview.counted), all=len(overview.lines))
    if older := about_older(overview.counted):
        yield older
    for timing, there in overview.late.items():
        yield from wrap(_("{about}: {names}", about=_(LATE[timing]), names=_("、").join(str(one.municipality) for one in there)), WIDE)
    if measure == "change":
        yield from _beside(overview, columns[0])
    if overview.common is not None:
        yield in_common(overview.common)


def _beside(overview: Overview, column: str) -> Iterator[str]:
    """What a change is; on how many items the first column's rest, and what moved none of them."""
    yield from wrap(about_changes(), WIDE)
    yield ""
    name = _("全体") if column == WHOLE else str(overview.questionnaire.dimension_by_id[column].title)
    yield _("{column}の変化のもとになった設問", column=name)
    for one in overview.counted:
        change = one.changes.get(column)
        if change is not None:
            said = [_("{n}/{all}問で比較", n=change.items, all=change.shared), beside_change(change)]
            yield _("{town}: {text}", town=one.name, text=_("、").join(text for text in said if text))


def _heads(names: Sequence[str], wide: int) -> list[list[str]]:
    """Names in as many lines as they need in a narrow column; nothing where a word would have to be cut."""
    found = [_head(name, wide) for name in names]
    if None in found:
        return []
    high = max(len(one) for one in found if one)
    return [[(one or [])[row] if row < len(one or []) else "" for one in found] for row in range(high)]


def _head(name: str, wide: int) -> list[str] | None:
    """A name in lines: between its parts, and Japanese in the middle of a part where it is still too long."""
    if cell_len(name) <= wide:
        return [name]
    lines: list[str] = []
    for part in re.split(r"[・ ]", name):
        if cell_len(part) <= wide:
            lines.append(part)
        elif part.isascii() or cell_len(part) > 2 * wide:
            return None
        else:
            half = (len(part) + 1) // 2
            lines += [part[:half], part[half:]]
    return lines


@click.command("compare", help=_("すべての市町を分野ごとに並べます（センター用）。ファイルには、根拠やコメントの文は入りません。"))
@click.option("--cycle", type=CycleType(), metavar=_c("option", "診断期"), help=_("どの期の終わりの時点か（省くと、いまの期）"))
@click.option("--against", type=CycleType(), metavar=_c("option", "診断期"), help=_("変化を比べる期（省くと、その前の期）"))
@click.option("--dimension", "dimensions", multiple=True, metavar=_("分野"), help=_("分野のid（何回でも。例: --dimension bpr）"))
@click.option("--measure", type=click.Choice(list(MEASURES)), default="level", show_default=True, help=_("表とCSVの値"))
@click.option("--format", "form", type=click.Choice(["table", *_FORMATS]), default="table", show_default=True, help=_("出し方"))
@encoding_option
@output_option(_FORMATS)
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
    from dxcheck.reports.overview import overview_file  # not needed for --help

    desk = settings_of(ctx).workspace().centre_desk()
    comparing = desk.comparing
    cycles_checked(comparing, cycle, against)
    overview = comparing.overview(cycle, against)
    ctx.call_on_close(comparing.keep)
    if outside := comparing.outside():
        names = _("、").join(outside)
        click.echo(_("市町一覧にない市町のファイルは入っていません: {names}。くわしくは dxcheck doctor", names=names), err=True)
    for one in dimensions:
        known_of(one, overview.columns[1:], "--dimension")
    columns = dimensions or overview.columns
    if form == "table" and output is None:
        for line in as_text(overview, measure, columns):
            click.echo(line)
        return
    made = overview_file(desk, TableView(overview, measure), columns=tuple(columns), encoding=encoding)
    wanted = ending_of(output) if output else form
    if form not in ("table", wanted):
        raise click.UsageError(_("--format {form} と、ファイル名の終わり .{ending} が合いません。", form=form, ending=wanted))
    if output is None and FORMATS[wanted].is_text:
        with in_encoding():
            print_content(made.to_bytes(wanted), wanted, encoding=encoding if wanted == "csv" else "utf-8")
        return
    written(lambda: made, output, (wanted,))
