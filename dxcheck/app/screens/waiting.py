"""所見と差戻し: what specialists wrote for the municipality about any of its snapshots, and whether it was dealt with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import on

from dxcheck.app.commands import Command
from dxcheck.app.screens.reading import ReadingScreen
from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.casework.waiting import SharedObservation
from dxcheck.casework.wording import fate_in_words, response_in_words, which_snapshot
from dxcheck.i18n import N_, _
from dxcheck.model.calendar import long_date

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.casework.model import Observation, Returned
    from dxcheck.casework.waiting import SharedReturn
    from dxcheck.model.snapshot import Snapshot

_INDENT = "    "
_ITEM: Final = "\n#"
"""Parts the key of a return from one of its items, in the value of a row."""


EVERY_WAITING: Final = Command("all", ("a",), N_("すべて・待っているもの"), N_("対応済みの所見も表示するかを切り替えます"))
OPEN_ANSWERS: Final = Command("open", ("enter",), N_("回答を見る"), N_("選んだものがついている診断結果の、設問ごとの回答を開きます"))


class WaitingScreen(ReadingScreen, RowsScreen):
    """Returns first, then observations by the snapshot they are about, the newest snapshot first; the sides differ in what they may say."""

    TITLE_TEXT = N_("所見と差戻し")

    def __init__(self) -> None:
        super().__init__()
        self._everything = False
        self._marked: set[str] = set()
        """What was marked while this screen is open; it stays to be seen, and unmarked."""

    def rows(self) -> list[Row]:
        """A block for each return and observation."""
        self._there = self._read()
        rows: list[Row] = []
        last = ""
        for key, one in self._there.items():
            heading = _("所見　{which}", which=self._which(one.snapshot)) if isinstance(one, SharedObservation) else _("差戻し")
            if heading != last:
                rows += [*([Row("")] if rows else []), Row(heading, style="bold $heading")]
                last = heading
            rows += self._observation(key, one) if isinstance(one, SharedObservation) else self._return(key, one)
        if rows:
            return rows
        return [
            Row(
                _("所見と差戻しはありません。")
                if self._everything
                else _("対応を待っている所見と差戻しはありません。a で、対応済みのものも読めます。")
            )
        ]

    def _which(self, snapshot: Snapshot) -> str:
        return which_snapshot(snapshot) + self.reading_desk.before_merger(snapshot)

    def _read(self) -> dict[str, SharedReturn | SharedObservation]:
        desk = self.reading_desk
        observations = sorted(desk.every_observation(), key=lambda one: -one.snapshot.seq)
        every: list[SharedReturn | SharedObservation] = [*desk.every_return(), *observations]
        shown = {_key(_said(one)): one for one in every}
        return {key: one for key, one in shown.items() if self._everything or one.is_open or key in self._marked}

    def _return(self, key: str, one: SharedReturn) -> list[Row]:
        said = one.returned
        about = _("{day}　{by}　対象: {which}", day=long_date(said.at), by=said.by, which=self._which(one.snapshot)) + _settled(said)
        if said.withdrawn_at is not None:
            about += _("　取り下げ（{day}）", day=long_date(said.withdrawn_at))
        elif not one.is_open and said.settled_at is None:
            about += _("　答えが提出されています")
        rows = [_ticked(said.reason, key, is_open=one.is_open), Row(about, head=_INDENT, style="$muted")]
        q = self.reading_desk.questionnaire_for(one.snapshot.questionnaire)
        for fate in one.fates:
            item = q.item_by_id.get(fate.item)
            text = _("{item} {title}　{fate}", item=fate.item, title=item.title if item else "", fate=fate_in_words(fate))
            rows.append(
                Row(text, value=_of_item(key, fate.item), head=_INDENT, style="$caution" if fate.is_left and one.is_open else "$muted")
            )
        return rows

    def _observation(self, key: str, one: SharedObservation) -> list[Row]:
        said, q = one.observation, self.reading_desk.questionnaire_for(one.snapshot.questionnaire)
        item = q.item_by_id.get(said.item)
        about = _("{item}　{by}　{day}", item=item.title if item else said.item, by=said.by, day=long_date(said.at))
        rows = [_ticked(f"{said.item}　{said.text}", key, is_open=one.is_open), Row(about, head=_INDENT, style="$muted")]
        answer = response_in_words(said, self.reading_desk.actions(), q)
        return [*rows, *([Row(_("返事　{answer}", answer=answer), head=_INDENT, style="$accent")] if answer else [])]

    def chosen(self) -> SharedReturn | SharedObservation | None:
        """What is under the cursor, as it was shown; from now on it stays to be seen here."""
        key, _item = self._under
        one = self._there.get(key)
        if one is not None:
            self._marked.add(key)
        return one

    @property
    def _under(self) -> tuple[str, str]:
        """The key of what is under the cursor, and the item where that is one of a return."""
        key, _mark, item = self.query_one(Rows).value.partition(_ITEM)
        return key, item

    def action_settle(self) -> None:
        """Mark what is under the cursor as dealt with, or as waiting again."""
        one = self.chosen()
        if one is not None:
            said = _said(one)
            self.attempt_on(lambda: self.reading_desk.settle(said, done=said.settled_at is None))

    def attempt_on(self, what: Callable[[], bool]) -> None:
        """Change something, and show what is there now; say so where it does not stand any more as it was read."""
        if self.attempt(what) is False:
            self.notify(_("書き直されたか、ほかの方が印をつけました。いまの内容を確かめてください。"))
        self.show_rows()

    def action_all(self) -> None:
        """Show what was dealt with too, or no longer."""
        self._everything = not self._everything
        self.show_rows()

    @on(Rows.Opened)
    def _opened(self, event: Rows.Opened) -> None:
        key, _mark, item = event.value.partition(_ITEM)
        one = self._there.get(key)
        if one is not None:
            first = item or (one.observation.item if isinstance(one, SharedObservation) else next(iter(one.items), ""))
            self.host.open_items(one.snapshot, first)


def _said(one: SharedReturn | SharedObservation) -> Returned | Observation:
    return one.observation if isinstance(one, SharedObservation) else one.returned


def _key(said: Returned | Observation) -> str:
    return "\n".join((said.snapshot, getattr(said, "item", ""), said.by))


def _of_item(key: str, item: str) -> str:
    return f"{key}{_ITEM}{item}"


def _ticked(text: str, key: str, *, is_open: bool) -> Row:
    return Row(text, value=key, head="[ ]" if is_open else "[x]", style="" if is_open else "$muted")


def _settled(said: Returned) -> str:
    if said.settled_at is None:
        return ""
    return _("　対応済み（{day} {by}）", day=long_date(said.settled_at), by=said.settled_by or _("市町"))
