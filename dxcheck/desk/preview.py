"""What the centre looks at before it publishes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from dxcheck.benchmark.model import LedgerEntry, Rule
    from dxcheck.prefecture.cohort import Cohort
    from dxcheck.questionnaire import Questionnaire


@dataclass(frozen=True)
class Preview:
    """What would be published for a cycle, and what prevents it."""

    entry: LedgerEntry
    before: LedgerEntry | None
    questionnaire: Questionnaire
    closing: dt.date
    """The last day that counts."""
    submitted: int
    """Municipalities with a snapshot by the closing day."""
    unreadable: dict[str, str]
    """Municipality code to what is wrong with its file."""
    progress: dict[str, Cohort]
    """The matched cohort since the last publication, by figure key; empty the first time."""
    rule: Rule
    replay: Callable[[float], LedgerEntry] = field(repr=False)
    """The same publication, had everybody answered everything with this level: for the look before publishing (`benchmark/audit.py`)."""
