"""What a desk holds that looks at all municipalities at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.desk.setting import Setting
    from dxcheck.model.roster import Roster
    from dxcheck.model.snapshot import QuestionnaireRef
    from dxcheck.questionnaire import Questionnaire
    from dxcheck.store.folder import DataFolder


@dataclass(frozen=True)
class PrefectureSetting:
    """What is the same at every desk of the whole prefecture: each municipality's `Setting`, and the way to all their files.

    It has a `Setting` and is none, so that it cannot be given to a desk of one municipality by mistake: whoever holds it can read every file.
    """

    every_desk: Setting
    folder: DataFolder
    roster: Roster
    text: Callable[[QuestionnaireRef], Questionnaire]
    """The text of a questionnaire that was answered or published; StoreError where it is neither shipped any more nor kept."""
