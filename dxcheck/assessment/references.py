"""Which public frameworks an item refers to, in words: plan, manual or guideline, its edition, as of when, and what of it is not confirmed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dxcheck.i18n import _
from dxcheck.model.calendar import long_date

if TYPE_CHECKING:
    from dxcheck.questionnaire import Framework, Item, Questionnaire

_NUMBERED: Final = re.compile(r"第(?P<number>[0-9][0-9.]*)版")
"""An edition that is only a number, as the tables of earlier questionnaires have it without English."""


def frameworks_of(item: Item, questionnaire: Questionnaire) -> list[Framework]:
    """The frameworks that an item refers to, in the item's order; one that an unchecked text does not know is left out."""
    known = {one.id: one for one in questionnaire.frameworks}
    return [known[one] for one in item.references if one in known]


def frameworks_in_use(questionnaire: Questionnaire) -> list[Framework]:
    """Those that any item refers to, in the questionnaire's order."""
    used = {one for item in questionnaire.items for one in item.references}
    return [one for one in questionnaire.frameworks if one.id in used]


def edition(framework: Framework) -> str:
    """Edition and as-of date in the reader's language: `第4.0版、2025年3月1日時点`."""
    said = str(framework.version)
    if numbered := _NUMBERED.fullmatch(said):
        said = _("第{number}版", number=numbered["number"])
    return _("{version}、{day}時点", version=said, day=long_date(framework.as_of))


def framework_in_words(framework: Framework) -> str:
    """Title, edition and as-of date in one line, with a mark where something of it is not confirmed."""
    said = _("{title}（{edition}）", title=framework.title, edition=edition(framework))
    return said + (_("［未確認あり］") if framework.is_unconfirmed else "")


def framework_ids(item: Item, questionnaire: Questionnaire) -> str:
    """The short names of an item's frameworks, for narrow places; the unconfirmed ones with an asterisk."""
    return _("、").join(one.id + (_("※") if one.is_unconfirmed else "") for one in frameworks_of(item, questionnaire))


def what_unconfirmed_means() -> str:
    """What the mark says."""
    return _(
        "［未確認あり］（※）は、版・日付・内容のどれかを、もとの資料でまだ確かめていないものです。引用する前に、もとの資料をご覧ください。"
    )
