"""What the staff's screens may ask of their app, besides what every screen may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from dxcheck.app.screens.host import ReadingHost

if TYPE_CHECKING:
    from dxcheck.app.saver import Saver
    from dxcheck.desk import StaffDesk
    from dxcheck.model.snapshot import Snapshot


class StaffHost(ReadingHost, Protocol):
    """The staff's app, as its screens see it."""

    @property
    def desk(self) -> StaffDesk:
        """The desk of the person at this app."""

    @property
    def saver(self) -> Saver:
        """What saves the person's answers."""

    def open_questions(self, item: str | None = None) -> None:
        """Answer the questionnaire, at `item` if one is given."""

    def open_item(self, item: str) -> None:
        """Go from the review to an item; Esc leads back to the review."""

    def open_review(self) -> None:
        """Look over the draft before submitting."""

    def open_quick(self) -> None:
        """Open the quick check; where it was gone through, its result."""

    def finish_quick(self) -> None:
        """From the last question of the quick check to its result."""

    def submitted(self, snapshot: Snapshot) -> None:
        """From the review to the result."""

    def draft_gone(self, draft: str) -> None:
        """Somebody else submitted or gave up the draft that is open here."""

    def why_gone(self, draft: str, *, begun_anew: bool = False) -> str:
        """What became of a draft that is no longer the one in work."""
