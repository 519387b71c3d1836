"""What this screen changed, so that it can be taken back step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Step:
    """One change of one item: its fields before and after."""

    item: str
    before: dict[str, Any]
    after: dict[str, Any]


class UndoStack:
    """Changes, the newest on top."""

    def __init__(self) -> None:
        self._steps: list[Step] = []

    def push(self, item: str, before: dict[str, Any], after: dict[str, Any]) -> None:
        """Remember a change; one that changes nothing is not worth a step."""
        if before != after:
            self._steps.append(Step(item, before, after))

    def pop(self) -> Step | None:
        """The last change, forgotten here."""
        return self._steps.pop() if self._steps else None
