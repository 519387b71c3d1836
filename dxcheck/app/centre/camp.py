"""One camp: who needs its subject, who could tell others, and the groups; proposed, then saved, then invited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from textual import on, work

from dxcheck.app.centre.base import CentreScreen
from dxcheck.app.centre.filters import PickDialog, options_of
from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.screens.saving import on_disk
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.i18n import N_, _, _n
from dxcheck.model.municipality import place_named
from dxcheck.model.roster import SIZES
from dxcheck.model.typed_day import DayReader, day_and_weekday
from dxcheck.prefecture.camp import (
    LEAST_GROUP,
    LONGEST_CAMP,
    MOST_GROUP,
    SHARING,
    USUAL_GROUP,
    AtCamp,
    Camp,
    standing_in,
)
from dxcheck.prefecture.selection import about_older, as_of
from dxcheck.reports.camp import camp_files, camp_offers, subject_name, where_it_stands
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from dxcheck.app.screens.form import Filled
    from dxcheck.model.municipality import Municipality
    from dxcheck.prefecture.camp import CampProposal, Groups, Sharing
    from dxcheck.prefecture.overview import Overview

_NAME: Final = 12
_OPEN = Command("open", ("enter",), N_("開く"), N_("選んだ市町を開きます"))
_SAVE = Command("save", ("s",), N_("保存"), N_("名前・日・場所を決めて、いまの班を保存します。保存した研修は、招待の一覧を出せます"))
_SAID = Command(
    "said",
    ("a",),
    N_("話せるかの返事"),
    N_("選んだ市町が話してくれるかを、話してくれます・今回は見送り・これから尋ねます、の順に切り替えます"),
)
_SIZE = Command("size", ("g",), N_("班の大きさ"), N_("1つの班に入る市町の数を変えて、班を組み直します"))
_FILTER = Command("filter", ("f",), N_("絞り込み"), N_("学ぶ側の市町を、地域・市町の種類・人口で絞り込んで、班を組み直します"))
_EXPORT = Command("export", ("o",), N_("書き出す"), N_("招待（1行が1つの市町へのメール）と、班の一覧を、表（Excelなど）にします"))
_FILTERED: Final = ("region", "type", "size")


class CampScreen(RowsScreen, CentreScreen):
    """The groups first, then those who could tell, then who needs it by region and size."""

    TITLE_TEXT = N_("合同研修の案")
    GUIDE = N_(
        "班には、地域と人口の違う市町が混ざります。話す側には、話してくれると答えた市町が先に入ります。市町どうしに、お互いの回答は見えません。"
    )
    TABLE = (_OPEN, _SAVE, _SAID, _SIZE, _FILTER, _EXPORT, BACK)
    OFFERED = (_SAVE, _SAID, _SIZE, _FILTER, _EXPORT)

    def __init__(self, overview: Overview, subject: str, camp: Camp | None = None) -> None:
        super().__init__()
        self._overview, self._subject, self._camp = overview, subject, camp
        self._most = USUAL_GROUP
        self._among = dict.fromkeys(_FILTERED, "")
        self._anew = camp is None
        """Whether the groups are those of the proposal, not the saved ones."""

    @property
    def _towns(self) -> dict[str, Municipality]:
        return {one.municipality.code: one.municipality for one in self._overview.lines}

    def _proposal(self) -> CampProposal:
        return self.centre.camps.propose(self._overview, self._subject, size=self._most, among=self._among)

    def _groups(self, proposed: CampProposal) -> tuple[Groups, Groups]:
        """Of the learners and of those who tell, as they are shown."""
        if self._camp is not None and not self._anew:
            return self._camp.groups, self._camp.tellers
        return proposed.groups, proposed.tellers

    # -- what is shown -------------------------------------------------------------------------------------------------

    def rows(self) -> list[Row]:
        """Everything."""
        proposed, q = self._proposal(), self._overview.questionnaire
        rows = [Row(subject_name(q, self._subject), style="bold"), *self._about()]
        groups, tellers = self._groups(proposed)
        sharing = self.centre.camps.sharing(q, self._subject)
        there = {one.municipality.code: one for one in standing_in(self._overview, self._subject)}
        for number, (group, telling) in enumerate(zip(groups, tellers, strict=True), start=1):
            rows += [Row(""), Row(_("{n}班", n=number), style="bold $heading")]
            rows += [self._row(code, there.get(code), sharing.get(code, "unasked"), f"in {number}") for code in telling]
            if not telling:
                rows.append(Row(_("話してもらう市町がまだいません。"), style="$caution"))
            rows += [self._row(code, there.get(code), None, f"in {number}") for code in group]
        if not groups:
            rows += [Row(""), Row(_("これからの市町はありません。"), style="$muted")]
        rows += [Row(""), Row(_("話してもらえそうな市町（先を行く市町）"), style="bold $heading")]
        rows += [self._row(one.municipality.code, one, said, "could") for one, said in proposed.tells]
        if not proposed.tells:
            rows.append(Row(_("いまはありません。専門官に話してもらう方法もあります。"), style="$muted"))
        return [*rows, *_by_region(proposed.needs)]

    def _about(self) -> list[Row]:
        """What it is made from, and how it is saved."""
        made = [as_of(self._overview), about_older(self._overview.counted)]
        made.append(_n("1つの班は{n}市町まで", "1つの班は{n}市町まで", self._most))
        options = options_of(self._overview)
        made += [next(name for value, name in options[field][1] if value == wanted) for field, wanted in self._among.items() if wanted]
        rows = [Row(_("　").join(one for one in made if one), style="$muted")]
        if self._camp is None:
            return [*rows, Row(_("まだ保存していません。s で名前と日を決めて保存します。"), style="$muted")]
        day = day_and_weekday(self._camp.day) if self._camp.day else _("日は未定")
        said = _("　").join(one for one in (self._camp.name, day, self._camp.place) if one)
        if self._anew:
            return [*rows, Row(_("{camp}　班を組み直しました。s で保存すると、前の班に代わります。", camp=said), style="$caution")]
        return [*rows, Row(said)]

    def _row(self, code: str, one: AtCamp | None, sharing: Sharing | None, where: str) -> Row:
        """A municipality; `sharing` of whoever tells, None of whoever learns."""
        town = self._towns.get(code)
        if town is None:
            return Row(_("{code}　市町一覧にもうありません", code=code), style="$muted")
        stands = where_it_stands(self._overview, self._subject, one) if one is not None else _("いまの診断結果にはありません")
        role = _("学ぶ") if sharing is None else _("話す（{said}）", said=_(SHARING[sharing]))
        parts = [role, town.region_named, _(SIZES[town.size]), stands]
        value = f"{code} {where}" + ("" if sharing is None else " tells")
        return Row(_("　").join(parts), value=value, head=pad(str(town), _NAME))

    # -- commands ------------------------------------------------------------------------------------------------------

    @on(Rows.Opened)
    def _opened(self, event: Rows.Opened) -> None:
        self.attempt(lambda: self.dxcheck.open_code(event.value.split(" ")[0]))

    def action_said(self) -> None:
        """What the municipality under the cursor said to telling others: the next of three."""
        value = self.query_one(Rows).value
        if not value.endswith(" tells"):
            self.notify(_("話す側の市町を選んでから、a を押してください。"))
            return
        code, q = value.split(" ")[0], self._overview.questionnaire

        def turn() -> None:
            order: list[Sharing] = ["agreed", "declined", "unasked"]
            now = self.centre.camps.sharing(q, self._subject).get(code, "unasked")
            self.centre.camps.say(code, q.id, self._subject, order[(order.index(now) + 1) % len(order)])

        self.attempt(turn)
        self.show_rows()
        self.query_one(Rows).go_to(f"{code} could tells")

    def action_size(self) -> None:
        """The next size of groups."""
        self._most = LEAST_GROUP + (self._most + 1 - LEAST_GROUP) % (MOST_GROUP + 1 - LEAST_GROUP)
        self._anew = True
        self.show_rows()

    @work
    async def action_filter(self) -> None:
        """Ask which municipalities come to learn."""
        options = options_of(self._overview)
        chosen = await self.app.push_screen_wait(PickDialog({field: options[field] for field in _FILTERED}, self._among))
        if chosen is not None:
            self._among, self._anew = chosen, True
            self.show_rows()

    @work
    async def action_save(self) -> None:
        """Name it, with its day and place where they are known."""
        from dxcheck.app.screens.form import Field, FormDialog, day_field, needed  # Textual's editor is slow to import

        proposed = self.attempt(self._proposal)
        if proposed is None:
            return
        groups, tellers = self._groups(proposed)
        if not groups:
            self.notify(_("班がないため、まだ保存できません。絞り込みを外すか、別のテーマを選んでください。"))
            return
        known, days = self._camp, DayReader(self.centre.cases.now.date(), "coming")
        shown = known or Camp("?", self._overview.questionnaire.id, self._subject, groups, tellers, self.centre.cases.now)
        fields = [
            Field("name", _("名前"), known.name if known else "", _("例: 夏の合宿"), longest=LONGEST_CAMP, fault=needed(_("名前"))),
            day_field("day", _("日（決まっていれば）"), days, shown.day.isoformat() if shown.day else "", needed=False),
            Field("place", _("場所（決まっていれば）"), shown.place, _("例: 宇和島市役所"), longest=200),
        ]
        kept: list[Camp] = []

        def keep(values: Filled) -> None:
            day = days.read(values["day"].new) if values["day"].new else None
            wanted = msgspec.structs.replace(
                shown, name=values["name"].new, day=day, place=values["place"].new, groups=groups, tellers=tellers
            )
            kept.append(self.centre.camps.save(wanted, known))

        dialog = FormDialog("camp", _("合同研修を保存"), [], fields, go=_("保存"), save=on_disk(keep))
        if await self.app.push_screen_wait(dialog) is not None:
            self._camp, self._anew = kept[-1], False
            self.show_rows()
            self.notify(_("保存しました。o で招待の一覧を出せます。"))

    def action_export(self) -> None:
        """The invitations and the groups of the saved camp."""
        if self._camp is None or self._anew:
            self.notify(_("先に s で保存してください。保存した班の招待を書き出します。"))
            return
        camp = self._camp
        files = self.attempt(lambda: camp_files(self.centre, self._overview, camp))
        if files is not None:
            self.dxcheck.open_making(camp_offers(files))


def _by_region(needs: tuple[AtCamp, ...]) -> list[Row]:
    """Who needs it, region by region, with how many of each size."""
    if not needs:
        return []
    rows = [Row(""), Row(_n("学ぶ側の市町　{n}", "学ぶ側の市町　{n}", len(needs)), style="bold $heading")]
    for region in dict.fromkeys(one.municipality.region for one in needs):
        there = [one.municipality for one in needs if one.municipality.region == region]
        sizes = [
            _("{size} {n}", size=_(name), n=sum(one.size == size for one in there))
            for size, name in SIZES.items()
            if any(one.size == size for one in there)
        ]
        names = _("、").join(map(str, there))
        rows.append(Row(_("{region}　{names}（{sizes}）", region=place_named(region), names=names, sizes=_("、").join(sizes))))
    return rows
