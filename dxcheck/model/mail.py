"""Addresses of posts, and the reminders that went to them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Annotated, Final, Literal

from msgspec import Meta

from dxcheck.i18n import _
from dxcheck.model.calendar import Timed
from dxcheck.system.refusal import RefusedError

LONGEST_ADDRESS: Final = 254
"""Characters, as RFC 5321 has it."""
_WORD: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_HOST: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_ADDRESS: Final = rf"{_WORD}(?:\.{_WORD})*@{_HOST}(?:\.{_HOST})*"
"""What every mail server takes without quotes. Nothing that parts headers, addresses or commands can be in it."""
MailAddress = Annotated[str, Meta(pattern=rf"^(?=.{{0,{LONGEST_ADDRESS}}}\Z)(?:{_ADDRESS})?\Z")]
"""Of a post (課・係), not of a person; empty where none is held. Its length is in the pattern: what has one of its own is text, of which `dxcheck redact` may erase a part."""
_HELD: Final = ("長", "補佐", "主幹", "参事", "主査", "主任", "主事", "技師", "専門員", "担当者")
"""How the name of a post ends that one person holds."""
KEPT_REMINDERS: Final = dt.timedelta(days=400)
ReminderKind = Literal["ask", "closing"]
"""Of what an ask's due date is near, or a cycle's closing day."""


class AddressError(RefusedError):
    """That is no mail address; the message says how one looks."""


class SentReminder(Timed, frozen=True, omit_defaults=True):
    """A reminder that went out, or was about to."""

    kind: ReminderKind
    about: str
    """The ask's id; of a closing day the municipality's code and the cycle."""
    due: dt.date
    stage: int
    """Within how many days it was due, of `calendar.REMINDED_WITHIN`."""
    address: MailAddress
    at: dt.datetime
    is_certain: bool = False
    """Whether the mail server said that it took it. What stays uncertain is not sent again: whoever gets a reminder twice stops reading them."""

    @property
    def key(self) -> tuple[str, str, dt.date, int, str]:
        """What is reminded of only once."""
        return (self.kind, self.about, self.due, self.stage, self.address)


def mail_address(text: str) -> str:
    """A typed address as it is kept: an input method left on makes no other one; empty for none.

    Raises:
        AddressError: it is none.
    """
    address = unicodedata.normalize("NFKC", text).strip()
    if address and (len(address) > LONGEST_ADDRESS or not re.fullmatch(_ADDRESS, address)):
        raise AddressError(
            _("メールアドレスとして使えません: {text}（例: jinji@city.example.lg.jp。1つだけ書いてください）", text=text.strip()[:60])
        )
    return address


def addressed(post: str, town: str = "") -> str:
    """How a letter to a post begins: 様 where one person holds it, 御中 for a section.

    Args:
        post: the post (課・係・職), as it was typed.
        town: the municipality, where the letter comes from outside it.
    """
    if post.endswith(_HELD):
        return _("{town}　{post} 様", town=town, post=post) if town else _("{post} 様", post=post)
    return _("{town}　{post} 御中", town=town, post=post) if town else _("{post} 御中", post=post)
