"""Choosing one's municipality, when none was named: a small app of its own, run before the real one.

It holds the names of the roster and nothing else; the app that follows holds one municipality's desk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.app.look import STYLESHEET, ThemedApp
from dxcheck.app.screens.search import Found, SearchDialog
from dxcheck.i18n import _

if TYPE_CHECKING:
    from dxcheck.model.roster import Municipality, Roster


class Picker(ThemedApp[str]):
    """One window with the municipalities."""

    CSS_PATH = STYLESHEET
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, roster: Roster) -> None:
        super().__init__()
        self._roster = roster

    def on_mount(self) -> None:
        """Open the window; its answer ends the app."""
        entries = [
            Found(one.code, one.code, f"{one.name}　{one.romaji}", f"{one.kana} {one.region}") for one in self._roster.municipalities
        ]
        example = _("例: {names}", names=f"{self._roster.municipalities[0].name[:2]}、{self._roster.municipalities[0].romaji}")
        self.push_screen(SearchDialog(_("どの市町の診断ですか（名前の一部を入力できます）"), entries, example=example), self.exit)


def pick_municipality(roster: Roster) -> Municipality | None:
    """Let a person choose; None if they rather would not."""
    code = Picker(roster).run()
    return roster.by_code(code) if code else None
