"""The window in which staff write evidence or a comment; what a colleague writes at the same item meanwhile appears in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.app.screens.saving import by_queue
from dxcheck.app.screens.writing import Keep, TextDialog
from dxcheck.i18n import _
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.text import cleaned

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.answering.way import Answering
    from dxcheck.app.saver import Saver
    from dxcheck.model.edit import Edit
    from dxcheck.model.patch import NoteField


def note_window(here: Answering, saver: Saver, note: NoteField, look: Callable[[], object], item: str) -> TextDialog:
    """The window for one text of an item.

    Args:
        here: the way through the draft.
        saver: what is on its way to the disk.
        note: which text.
        look: reads what others saved, if anything.
        item: which item; it may be another than the one in work.
    """
    before, _reworded = here.last_time(item)
    titles = {"evidence": _("{item} の根拠", item=item), "comment": _("{item} のコメント", item=item)}
    guides = {
        "evidence": _("見せられる資料や記録の名前を書きます。例: {text}", text=here.questionnaire.item_by_id[item].evidence),
        "comment": _("事情や迷った点を書きます。個人の名前は書かないでください。"),
    }

    def put(change: Edit[str]) -> None:
        if cleaned(change.new) != cleaned(change.seen):
            saver.save(item, AnswerPatch.of_note(note, change.read(cleaned)))

    def stored() -> str | None:
        look()
        is_known = saver.draft is not None and not saver.state.waiting
        return str(getattr(saver.answer(item), note)) if is_known else None

    return TextDialog(
        f"{note} {here.questionnaire.id} {item}",  # another questionnaire may have an item of the same name
        titles[note],
        str(getattr(saver.answer(item), note)),
        Keep(by_queue(saver, put), put, stored),
        guide=guides[note],
        before=str(getattr(before, note)) if before else "",
    )
