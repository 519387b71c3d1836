"""What a person changed in one sitting, so that it can be taken back step by step."""

from __future__ import annotations

from dataclasses import dataclass

from dxcheck.i18n import _, _n
from dxcheck.model.patch import AnswerPatch


@dataclass(frozen=True)
class UndoStep:
    """One change of one item's answer."""

    item: str
    before: AnswerPatch
    """What takes it back."""
    after: AnswerPatch
    """What it changed; undone only while this is still what stands there."""
    items: tuple[str, ...] = ()
    """Of a step that answered many as last time: which."""
    copies: str = ""
    """Its mark in the draft."""


class UndoStack:
    """Changes, the newest on top."""

    def __init__(self) -> None:
        self._steps: list[UndoStep] = []
        self.taken = 0
        """How often something was taken back, or tried to be."""

    def push(self, item: str, before: AnswerPatch, after: AnswerPatch) -> None:
        """Remember a change; one that changes nothing is not worth a step."""
        if before != after:
            self._steps.append(UndoStep(item, before, after))

    def push_copies(self, items: tuple[str, ...], step: str) -> None:
        """Remember that many items were answered as last time in one step."""
        self._steps.append(UndoStep(items[0], AnswerPatch(), AnswerPatch(), items, step))

    def pop(self) -> UndoStep | None:
        """The last change, forgotten here."""
        self.taken += 1
        return self._steps.pop() if self._steps else None

    def put_back(self, step: UndoStep) -> None:
        """A step that was taken off and could not be undone."""
        self._steps.append(step)


def what_was_copied(items: tuple[str, ...]) -> str:
    """How many were answered as last time in one step, and how it is undone."""
    if not items:
        return _("前回と同じにできる未回答の設問は、ありません。")
    n = len(items)
    return _n("{n}問に前回の回答を写しました（u でまとめて元に戻す）", "{n}問に前回の回答を写しました（u でまとめて元に戻す）", n)


def what_was_undone(step: UndoStep | None, *, is_undone: bool) -> str:
    """What became of a step that was to be taken back."""
    if step is None:
        return _("元に戻せる回答はありません。")
    if step.copies:
        n = len(step.items)
        return _n("前回から写した{n}問を元に戻しました。", "前回から写した{n}問を元に戻しました。", n)
    if is_undone:
        return _("{item} を元に戻しました。", item=step.item)
    return _("{item} はその後に別の人が回答したため、そのままにしました。", item=step.item)
