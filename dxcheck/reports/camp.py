"""A camp as files: the invitations, one for each municipality with its own state alone, and the groups for the centre; and partners that were found."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from dxcheck.assessment.figures import as_mean
from dxcheck.assessment.wording import level_in_a_sentence
from dxcheck.formats.file_formats import endings_of, written_as
from dxcheck.formats.output import Offer
from dxcheck.formats.sheets import Column, Sheet
from dxcheck.i18n import _
from dxcheck.model.mail import addressed
from dxcheck.model.roster import SIZES
from dxcheck.model.typed_day import day_and_weekday
from dxcheck.prefecture.camp import SHARING, standing_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dxcheck.desk.centre import CentreDesk
    from dxcheck.formats.sheets import Cell, Encoding
    from dxcheck.model.municipality import Municipality
    from dxcheck.prefecture.camp import AtCamp, Camp, Sharing
    from dxcheck.prefecture.overview import Overview
    from dxcheck.questionnaire import Questionnaire


@dataclass(frozen=True)
class OneTable:
    """One sheet as a file: as a workbook, as CSV, and as JSON under names that stay."""

    name: str
    """A file name without its ending."""
    sheet: Sheet
    keys: tuple[str, ...]
    """Of its columns, for programs."""
    said: str
    """What holds for all of it."""
    encoding: Encoding = "utf-8-sig"

    @property
    def title(self) -> str:
        """Of the workbook."""
        return self.sheet.heading

    def sheets(self) -> Sequence[Sheet]:
        """The one table."""
        return [self.sheet]

    def flat(self) -> Sheet:
        """The same."""
        return self.sheet

    def plain(self) -> object:
        """A row each."""
        return [dict(zip(self.keys, row, strict=True)) for row in self.sheet.rows]

    def about(self) -> Sequence[str]:
        """One sentence."""
        return [self.said]

    def to_bytes(self, format_: str) -> bytes:
        """The file's content."""
        return written_as(format_, "table", self)


@dataclass(frozen=True)
class CampFiles:
    """What files of a camp are made of."""

    camp: Camp
    overview: Overview
    posts: Mapping[str, str]
    """Whom to write to, by the municipality's code; without one nobody is known."""
    sharing: Mapping[str, Sharing]
    """What those who are good at it said to telling others, by code."""


def camp_files(desk: CentreDesk, overview: Overview, camp: Camp) -> CampFiles:
    """Of a saved camp.

    Raises:
        StoreError: whom to write to, or who agreed, cannot be read.
    """
    codes = {code for group in (*camp.groups, *camp.tellers) for code in group}
    towns = [one.municipality for one in overview.lines if one.municipality.code in codes]
    posts = {one.code: desk.comparing.standing(one).post for one in towns}
    return CampFiles(camp, overview, posts, desk.camps.sharing(overview.questionnaire, camp.subject))


def subject_name(questionnaire: Questionnaire, subject: str) -> str:
    """What a camp is about, by the name of its item or dimension; by its id where this version asks it no longer."""
    found = questionnaire.item_by_id.get(subject) or questionnaire.dimension_by_id.get(subject)
    return subject if found is None else str(found.title)


def where_it_stands(overview: Overview, subject: str, one: AtCamp) -> str:
    """A municipality's level of an item, or its mean of a dimension, in the middle of a sentence."""
    if one.is_mean:
        return _("平均{mean}", mean=as_mean(one.level, overview.questionnaire.scale.digits))
    return level_in_a_sentence(subject, one.level, overview.questionnaire)


def invitation(camp: Camp, overview: Overview, town: Municipality, post: str, *, sharing: Sharing | None) -> str:
    """What is written to one municipality: about what it is, when and where, and its own state. No other municipality is named.

    Args:
        camp: the camp.
        overview: what is read of all municipalities.
        town: to which it goes.
        post: whom to write to there; empty where nobody is known.
        sharing: for whoever tells others, what they said to it so far; None for whoever comes to learn.
    """
    name = subject_name(overview.questionnaire, camp.subject)
    own = next((one for one in standing_in(overview, camp.subject) if one.municipality.code == town.code), None)
    stands = (
        _("貴市町の自己診断では、「{name}」は{level}でした。", name=name, level=where_it_stands(overview, camp.subject, own)) if own else ""
    )
    when = _("日: {day}", day=day_and_weekday(camp.day)) if camp.day else _("日: 決まりしだい、お知らせします。")
    wish = {
        None: _("同じところに取り組む方と、いまの進め方や困っていることを持ち寄る場です。ご都合のよい方のご参加をお待ちしています。"),
        "agreed": _(
            "進め方を班でお話しくださるとのこと、ありがとうございます。当日は、うまくいったことも苦労したことも、どうぞお聞かせください。"
        ),
        "unasked": _(
            "進め方を、これから取り組む方にお話しいただけないでしょうか。むずかしいときは、その旨をお知らせいただければけっこうです。"
        ),
        "declined": _("ご参加だけでも歓迎します。"),
    }[sharing]
    lines = [
        addressed(post or _("ご担当課"), str(town)),
        "",
        _("いつもお世話になっております。DX推進支援センターです。"),
        _("合同研修「{camp}」（テーマ: {name}）をご案内します。", camp=camp.name, name=name),
        when,
        *([_("場所: {place}", place=camp.place)] if camp.place else []),
        "",
        *([stands] if stands else []),
        wish,
        _("貴市町の回答を、センターからほかの市町にお知らせすることはありません。"),
        "",
        _("どうぞよろしくお願いいたします。"),
    ]
    return "\n".join(lines)


def camp_offers(files: CampFiles) -> list[Offer]:
    """The invitations, and the groups."""
    formats = endings_of("table")
    return [
        Offer(_("招待の一覧（{camp}）", camp=files.camp.name), partial(invitations, files), formats),
        Offer(_("班の一覧（{camp}）", camp=files.camp.name), partial(camp_groups, files), formats),
    ]


def invitations(files: CampFiles) -> OneTable:
    """A row a municipality, for a mail merge."""
    heads = (
        Column(_("コード"), _("全国地方公共団体コード"), "code", 9),
        Column(_("市町名"), _("市町の名前"), "text", 14),
        Column(_("宛先"), _("前に回答した課・係・職名。空白のときは記録がありません"), "text", 24),
        Column(_("件名"), _("メールの件名"), "text", 36),
        Column(_("本文"), _("その市町の状況だけが入っています"), "long", 80),
    )
    camp, subject = files.camp, _("合同研修「{camp}」のご案内", camp=files.camp.name)
    rows: list[tuple[Cell, ...]] = []
    for _group, town, tells in _members(files):
        post, said = files.posts.get(town.code, ""), files.sharing.get(town.code, "unasked")
        text = invitation(camp, files.overview, town, post, sharing=said if tells else None)
        rows.append((town.code, str(town), post, subject, text))
    sheet = Sheet(_("招待"), heads, tuple(rows), _("招待（{camp}）", camp=camp.name))
    said_of_all = _("1行が1つの市町へのメールです。差し込み印刷や差し込みメールに使えます。行をまとめて1通にしないでください。")
    return OneTable("_".join([_("招待"), camp.name]), sheet, ("code", "municipality", "post", "subject", "text"), said_of_all)


def camp_groups(files: CampFiles) -> OneTable:
    """A row a municipality, group by group; for the centre."""
    heads = (
        Column(_("班"), _("1からの番号"), "count", 6),
        Column(_("役割"), _("学ぶか、話すか"), "text", 22),
        Column(_("コード"), _("全国地方公共団体コード"), "code", 9),
        Column(_("市町名"), _("市町の名前"), "text", 14),
        Column(_("地域"), _("市町一覧の地域"), "text", 10),
        Column(_("人口"), _("人口の区分"), "text", 18),
        Column(_("いまの状況"), _("その設問のレベル、または分野の平均"), "text", 16),
        Column(_("宛先"), _("前に回答した課・係・職名。空白のときは記録がありません"), "text", 24),
    )
    camp, overview = files.camp, files.overview
    there = {one.municipality.code: one for one in standing_in(overview, camp.subject)}
    rows: list[tuple[Cell, ...]] = []
    for group, town, tells in _members(files):
        role = _("話す（{said}）", said=_(SHARING[files.sharing.get(town.code, "unasked")])) if tells else _("学ぶ")
        stands = where_it_stands(overview, camp.subject, there[town.code]) if town.code in there else ""
        rows.append((group, role, town.code, str(town), town.region_named, _(SIZES[town.size]), stands, files.posts.get(town.code, "")))
    title = _("班（{camp}　{name}）", camp=camp.name, name=subject_name(overview.questionnaire, camp.subject))
    said = _("市町ごとの状況が入った、センターの表です。市町には配らないでください。")
    keys = ("group", "role", "code", "municipality", "region", "size", "level", "post")
    return OneTable("_".join([_("班"), camp.name]), Sheet(_("班"), heads, tuple(rows), title), keys, said)


def _members(files: CampFiles) -> Iterator[tuple[int, Municipality, bool]]:
    """Group by group, who tells first; whether each tells. Who is not in the roster any more is left out."""
    towns = {one.municipality.code: one.municipality for one in files.overview.lines}
    for number, (group, tellers) in enumerate(zip(files.camp.groups, files.camp.tellers, strict=True), start=1):
        yield from ((number, towns[code], True) for code in tellers if code in towns)
        yield from ((number, towns[code], False) for code in group if code in towns)
