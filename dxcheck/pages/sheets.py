"""The sheet to answer in (記入表): made and saved, chosen again when it came back, looked at, taken in, taken back.

Between looking and taking in nothing is kept here: the rows that were read go into the page, and come back with its form. They are compared once more then, and what is not as it
was shown is shown again instead of taken in.
"""

from __future__ import annotations

import base64
import hashlib
import zlib
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from dxcheck.assessment.answer_sheet import FoundRow
from dxcheck.assessment.findings_in_words import (
    faults_in_lines,
    finding_said,
    findings_in_short,
    kinds_in_words,
    taken_back_words,
    taken_in_words,
)
from dxcheck.desk import NoDraftError
from dxcheck.i18n import _, _n
from dxcheck.model.calendar import long_date
from dxcheck.model.edit import ChangedMeanwhileError
from dxcheck.pages.fields import mark_of_last
from dxcheck.pages.pipe import LARGEST_SENT
from dxcheck.system.refusal import DxcheckError, RefusedError

if TYPE_CHECKING:
    from dxcheck.assessment.taking_in import Findings
    from dxcheck.pages.maker import PageMaker
    from dxcheck.pages.pipe import PageAnswered

MOST_PACKED, MOST_UNPACKED = 900_000, 8_000_000
"""Characters in a form, and bytes when it is unpacked: some twenty times the rows of a whole sheet."""


class LostRowsError(RefusedError):
    """What a form holds are no rows of a sheet."""


class OfferedSheet(NamedTuple):
    """A sheet that can be made."""

    title: str
    formats: tuple[tuple[str, str], ...]
    """Path and name of each."""


def show_sheet(maker: PageMaker, fault: str = "") -> PageAnswered:
    """How it goes, what can be made, and the field for a file."""
    from dxcheck.formats.file_formats import FORMATS
    from dxcheck.reports.answer_sheet import sheet_offers  # workbooks are slow to import

    offers = [
        OfferedSheet(one.title, tuple((f"file/sheet-{n}/{ending}", FORMATS[ending].name) for ending in one.formats))
        for n, one in enumerate(sheet_offers(maker.desk))
    ]
    last, back = maker.desk.last_taken_in(), ""
    mark = mark_of_last(last)
    if last is not None:
        back = _n(
            "{day}に取り込んだ{n}問は、まとめて元に戻せます。",
            "{day}に取り込んだ{n}問は、まとめて元に戻せます。",
            len(last.items),
            day=long_date(last.at),
        )
    most = LARGEST_SENT // 1_000_000
    return maker.page(
        "sheet.html", _("Excelの記入表"), status=422 if fault else 200, offers=offers, back=back, last=mark, fault=fault, most=most
    )


def read_sheet(maker: PageMaker) -> PageAnswered:
    """Read the file that was chosen, and show what it would change; nothing is changed."""
    from dxcheck.formats.answer_table import answer_rows  # workbooks are slow to import
    from dxcheck.formats.foreign_tables import read_tables

    sent = maker.asked.file
    if sent is None or not (sent.content or sent.name):
        return show_sheet(maker, _("ファイルが選ばれていません。書かれた記入表を選んでから、もう一度押してください。"))
    try:
        rows = answer_rows(read_tables(sent.content))
        return _found(maker, rows, maker.desk.sheet_findings(rows))
    except DxcheckError as refused:
        return show_sheet(maker, refused.in_full())


def _found(maker: PageMaker, rows: list[FoundRow], found: Findings, said: str = "") -> PageAnswered:
    q = found.questionnaire
    headings = kinds_in_words()
    plain = [(headings[kind], [finding_said(one, q) for one in found.of_kind(kind)]) for kind in headings if kind != "conflict"]
    conflicts = [(f"{one.item} {one.field}", finding_said(one, q)) for one in found.of_kind("conflict")]
    faults = faults_in_lines(found.faults)
    return maker.page(
        "sheet_found.html",
        _("記入表を取り込む"),
        said_first=said,
        short=findings_in_short(found),
        kinds=[(heading, lines) for heading, lines in plain if lines],
        conflict_heading=headings["conflict"],
        conflicts=conflicts,
        faults=faults,
        remarks=found.remarks,
        is_any=bool(found.found),
        rows=_packed(rows),
        seen=_sum(found),
    )


def take_sheet(maker: PageMaker) -> PageAnswered:
    """Take in what was shown, in one step; what is not as it was shown any more is shown again."""
    rows = _unpacked(maker.field("rows"))
    found = maker.desk.sheet_findings(rows)
    if _sum(found) != maker.field("seen"):
        return _found(maker, rows, found, _("確かめているあいだに下書きが変わりました。まだ取り込んでいません。もう一度確かめてください。"))
    chosen = set((maker.asked.form or {}).get("theirs", []))
    theirs = {(one.item, one.field) for one in found.of_kind("conflict") if f"{one.item} {one.field}" in chosen}
    made = maker.desk.take_in(found, theirs)
    if made.meanwhile:
        return _found(
            maker,
            rows,
            maker.desk.sheet_findings(rows),
            _("確かめているあいだに下書きが変えられたものは、取り込まずに残しました。下で選んでください。"),
        )
    if not made.taken:
        return maker.onward("sheet", _("取り込むものはありません。"))
    return maker.onward("sheet", taken_in_words(made.taken) + _("下の「取り込みを元に戻す」で、取り込む前に戻せます。"))


def take_sheet_back(maker: PageMaker) -> PageAnswered:
    """Take the sheet back that was shown as the last one, once."""
    gone = maker.onward("sheet", _("元に戻せる取り込みはありません。"))
    last = maker.desk.last_taken_in()
    if last is None or mark_of_last(last) != maker.field("last"):
        return gone
    try:
        back = maker.desk.take_back(last)
    except (NoDraftError, ChangedMeanwhileError):
        return gone
    return maker.onward("sheet", "".join(taken_back_words(len(back.items), len(back.since_changed))))


# -- from one page to the next -----------------------------------------------------------------------------------------


def _packed(rows: list[FoundRow]) -> str:
    """Rows as a form can carry them.

    Raises:
        LostRowsError: they are longer than anything people fill in.
    """
    packed = base64.urlsafe_b64encode(zlib.compress(msgspec.json.encode(rows))).decode()
    if len(packed) > MOST_PACKED:
        raise LostRowsError(_("書かれた文章が多すぎて、このページでは取り込めません。分野ごとに分けるか、診断の画面で取り込んでください。"))
    return packed


def _unpacked(packed: str) -> list[FoundRow]:
    """The rows again, each of the form that a file gives.

    Raises:
        LostRowsError: they are none.
    """
    try:
        unpacking = zlib.decompressobj()
        raw = unpacking.decompress(base64.urlsafe_b64decode(packed[: MOST_PACKED + 1]), MOST_UNPACKED)
        return msgspec.json.decode(raw, type=list[FoundRow])
    except (ValueError, zlib.error, msgspec.DecodeError, RecursionError) as problem:
        raise LostRowsError(_("読み取った表が届きませんでした。何も取り込んでいません。もう一度ファイルを選んでください。")) from problem


def _sum(found: Findings) -> str:
    """Changes with whatever is shown of it."""
    shown = [(one.item, one.field, one.kind, one.seen, sorted(one.patch.values.items()), one.by) for one in found.found]
    return hashlib.sha256(msgspec.json.encode((found.questionnaire.hash, shown))).hexdigest()[:16]
