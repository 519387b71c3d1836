"""取組・相談・訪問の一覧: those of all municipalities, one list at a time, narrowed by what is chosen; each line leads to what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from textual import on, work

from dxcheck.app.commands import BACK, Command
from dxcheck.app.specialist.everybody import EverybodyScreen
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.casework.lists import BEHIND, CONDITIONS, LINE_STATES, LISTS, choice_in_words, choices_in, in_line_order, meets
from dxcheck.i18n import N_, _, _n
from dxcheck.model.calendar import long_date
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from dxcheck.app.screens.base import BaseScreen
    from dxcheck.casework.lists import CaseLine, ListOf, Narrowing
    from dxcheck.desk.case import CaseDesk

_NAME: Final = 10
_DAY: Final = 15
MOST_SHOWN: Final = 200
"""Lines before all of them are asked for."""
_SHOW = tuple(
    Command(f"show('{one}')", (key,), name, N_("この一覧に切り替えます")) for key, (one, name) in zip("123", LISTS.items(), strict=True)
)
_OPEN = Command("open", ("enter",), N_("開く"), N_("選んだ行の市町の、その取組・相談・訪問を開きます"))
_FILTER = Command("filter", ("f",), N_("絞り込み"), N_("状態、期限、地域、専門官、分野から選んで絞り込みます。重ねて選べます"))
_CLEAR = Command("clear", ("x",), N_("絞り込みを外す"), N_("すべての行を出します"))
_ALL = Command("all", ("a",), N_("すべて・はじめの200件"), N_("すべての行を出すかを切り替えます"), footer=False)
_EXPORT = Command("export", ("o",), N_("書き出す"), N_("絞り込んだすべての行を表（Excelなど）にします"))


class ListsScreen(EverybodyScreen[list["CaseLine"]]):
    """A row a line; what waits for somebody is at the top."""

    TITLE_TEXT = N_("取組・相談・訪問の一覧")
    GUIDE = N_(
        "担当するすべての市町の取組・相談・訪問です。1、2、3で切り替え、fで絞り込みます。"
        "行でEnterを押すと、その市町の当の画面が開きます。oで、絞り込んだとおりに表に書き出せます。"
    )
    OFFERED = (*_SHOW, _FILTER, _CLEAR, _EXPORT)
    TABLE = (_OPEN, *_SHOW, _FILTER, _CLEAR, _ALL, _EXPORT, BACK)

    def __init__(self, of: ListOf = "actions") -> None:
        super().__init__()
        self._of: ListOf = of
        self._chosen: dict[Narrowing, str] = {}
        self._everything = False
        self._lines: list[CaseLine] = []

    def read_one(self, case: CaseDesk) -> list[CaseLine]:
        """Its lines, of all three lists."""
        return self.dxcheck.specialist.lines(case)

    def everybody_read(self) -> None:
        """Put them in their order, with who looks after each municipality where nothing else says whose a line is."""
        after = self.attempt(self.dxcheck.supporters) or {}
        lines = [line for lines in self.known for line in lines]
        lines = [line if line.specialists else line._replace(specialists=after.get(line.municipality.code, ())) for line in lines]
        self._lines = in_line_order(lines, self.dxcheck.specialist.now.date())

    # -- the list ------------------------------------------------------------------------------------------------------

    def rows(self) -> list[Row]:
        """What meets, the first ones or all."""
        self.make_sure()
        fitting = self._fitting
        head = _n("{name}　{n}件", "{name}　{n}件", len(fitting), name=_(LISTS[self._of]))
        if behind := sum(one.is_behind for one in fitting):
            head += _("　うち{behind} {n}件", behind=_(BEHIND[self._of]), n=behind)
        head += self.how_far()
        rows = [Row(head, style="bold $heading")]
        if self._chosen:
            rows.append(Row(_("絞り込み: {what}（x で外す）", what=self._in_words()), style="$accent"))
        shown = fitting if self._everything else fitting[:MOST_SHOWN]
        states = {key: _(name) for key, name in LINE_STATES[self._of].items()}
        wide = max(map(cell_len, states.values())) + 1
        rows += [*self.unread, Row(""), *(self._row(one, states, wide) for one in shown)]
        if len(shown) < len(fitting):
            rows.append(Row(_("ほか{n}件（a ですべて）", n=len(fitting) - len(shown)), style="$muted"))
        if not fitting and self.is_read:
            rows.append(Row(_("当てはまるものはありません。") if self._chosen else _("まだありません。"), style="$muted"))
        return rows

    @staticmethod
    def _row(one: CaseLine, states: dict[str, str], wide: int) -> Row:
        day = long_date(one.day) if one.day is not None else "-"
        text = pad(states[one.state], wide) + pad(day, _DAY) + one.text
        return Row(text, one.value, pad(str(one.municipality), _NAME), "$caution" if one.is_behind else "", one.about)

    @property
    def _of_this(self) -> list[CaseLine]:
        return [one for one in self._lines if one.of == self._of]

    @property
    def _fitting(self) -> list[CaseLine]:
        return [one for one in self._of_this if meets(one, self._chosen)]

    def _in_words(self) -> str:
        names = self.dxcheck.specialist.dimension_names()
        said = [f"{_(CONDITIONS[one])} {choice_in_words(self._of, one, value, names)}" for one, value in self._chosen.items()]
        return _("、").join(said)

    # -- commands ------------------------------------------------------------------------------------------------------

    def action_show(self, of: ListOf) -> None:
        """Another of the three lists; conditions that it cannot meet fall away."""
        self._of = of
        there = choices_in(self._of_this)
        self._chosen = {one: value for one, value in self._chosen.items() if value in there.get(one, {})}
        self.show_rows()

    @work
    async def action_filter(self) -> None:
        """Choose a condition from a list that is searched by typing; one that is chosen already is taken away."""
        from dxcheck.app.screens.search import Found, SearchDialog  # not needed for the first frame

        names = self.dxcheck.specialist.dimension_names()
        entries = []
        for condition, counts in choices_in(self._of_this).items():
            for value, n in counts.items():
                said = choice_in_words(self._of, condition, value, names)
                mark = _("（選択中。もう一度選ぶと外れます）") if self._chosen.get(condition) == value else ""
                entries.append(Found(f"{condition} {value}", _(CONDITIONS[condition]), said, _n("{n}件", "{n}件", n) + mark))
        title, example = _("絞り込み"), _("名前の一部を入力（例: 期限、南予）")
        chosen = await self.app.push_screen_wait(SearchDialog(title, entries, example=example))
        if chosen is not None:
            kind, _space, value = chosen.partition(" ")
            self._toggle(next(one for one in CONDITIONS if one == kind), value)

    def _toggle(self, condition: Narrowing, value: str) -> None:
        if self._chosen.get(condition) == value:
            del self._chosen[condition]
        else:
            self._chosen[condition] = value
        self.show_rows()

    def action_clear(self) -> None:
        """Everything again."""
        self._chosen = {}
        self.show_rows()

    def action_all(self) -> None:
        """All lines, or the first ones."""
        self._everything = not self._everything
        self.show_rows()

    @on(Rows.Opened)
    def _opened(self, event: Rows.Opened) -> None:
        code, _space, id_ = event.value.partition(" ")
        case = next((one for one in self.dxcheck.specialist.cases() if one.municipality.code == code), None)
        if case is None:
            return
        self.attempt(lambda: self.dxcheck.open_case(case))
        screen = self.attempt(lambda: self._screen_of(case, id_)) if self.app.screen is not self else None
        if screen is not None:
            self.app.push_screen(screen)

    def _screen_of(self, case: CaseDesk, id_: str) -> BaseScreen | None:
        """What opens over the municipality itself; None for a visit that only its record tells of."""
        from dxcheck.app.screens.actions import ActionsScreen  # opened later than the first frame
        from dxcheck.app.specialist.visit import VisitScreen
        from dxcheck.app.specialist.wishes import CaseWishesScreen

        if self._of == "visits":
            visit = next((one for one in case.visits() if one.id == id_), None)
            return VisitScreen(visit) if visit is not None else None
        return (ActionsScreen() if self._of == "actions" else CaseWishesScreen()).beginning_at(id_)

    def action_export(self) -> None:
        """What meets, as a table."""
        from dxcheck.reports.case_lists import lists_offer  # opened later than the first frame

        desk = self.dxcheck.specialist
        about = self._in_words() if self._chosen else ""
        offer = lists_offer(self._of, self._fitting, about, desk.dimension_names(), desk.now.date(), left_out=self.left_out)
        self.open_making_of(offer)
