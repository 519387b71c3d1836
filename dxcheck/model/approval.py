"""決裁欄: the posts that stand over the boxes of a result sheet, as a municipality wants them."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from dxcheck.i18n import _
from dxcheck.model.text import cleaned_line
from dxcheck.system.refusal import RefusedError

MOST_BOXES: Final = 8
"""As many find room beside each other."""
LONGEST_BOX: Final = 20
"""Characters over one of them."""


class ApprovalError(RefusedError):
    """So many boxes, or so long a post, find no room; the message says how much does."""


class ApprovalBoxes(msgspec.Struct, frozen=True):
    """The posts, from the left."""

    names: Annotated[tuple[Annotated[str, Meta(max_length=LONGEST_BOX)], ...], Meta(max_length=MOST_BOXES)] = ()
    """None: the usual ones."""


def typed_boxes(text: str) -> tuple[str, ...]:
    """The posts that somebody typed, parted by commas of either width; none for the usual ones.

    Raises:
        ApprovalError: there are too many to stand beside each other, or one is too long.
    """
    names = tuple(plain for one in text.replace("、", ",").replace("，", ",").split(",") if (plain := cleaned_line(one)))
    if len(names) > MOST_BOXES:
        raise ApprovalError(_("決裁欄は{n}つまでです", n=MOST_BOXES))
    if too_long := next((one for one in names if len(one) > LONGEST_BOX), ""):
        raise ApprovalError(_("決裁欄の言葉が長すぎます（{n}文字まで）: {text}", n=LONGEST_BOX, text=too_long))
    return names
