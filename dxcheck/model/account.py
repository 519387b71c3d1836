"""An account is a post (課・係), not a person: it says which municipality's desk somebody who knows its password may sit at."""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from dxcheck.i18n import N_
from dxcheck.model.calendar import Timed
from dxcheck.model.mail import MailAddress
from dxcheck.model.roster import Code

Role = Literal["staff", "section", "specialist", "centre"]
ROLES: Final[dict[Role, str]] = {
    "staff": N_("市町職員"),
    "section": N_("照会先の課"),
    "specialist": N_("専門官"),
    "centre": N_("センター"),
}
OF_ONE_MUNICIPALITY: Final[frozenset[Role]] = frozenset({"staff", "section"})
"""Roles of a municipality's own people."""
_Name = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_-]{2,39}$")]
SHORTEST_PASSWORD: Final = 12
LONGEST_PASSWORD: Final = 200
"""Characters; more would let a request keep the machine busy with hashing."""
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−ー", "-"))
"""What an input method gives for the key `-`."""
EASY_LETTERS: Final = "abcdefghijkmnpqrstuvwxyz23456789"
"""Without l, o, 0 and 1, which are read wrongly from paper."""
_GROUPS: Final = 4
"""Of four letters: 80 bits."""


class Account(Timed, frozen=True, omit_defaults=True):
    """One account."""

    name: _Name
    role: Role
    municipality: Annotated[str, Meta(pattern=r"^([0-9]{6})?$")]
    """Of staff and of a section; empty for everybody else."""
    password: str
    """Argon2's own notation, with salt and cost."""
    created_at: dt.datetime
    must_change: bool = True
    """The password was generated and seen by whoever added the account."""
    disabled: bool = False
    municipalities: tuple[Code, ...] = ()
    """担当の市町 of a specialist."""
    fields: tuple[str, ...] = ()
    """専門 of a specialist, as the questionnaires name them."""
    generation: int = 0
    """Goes up whenever whoever is logged in must leave: disabled, reset, reassigned, password changed."""
    comes_from: str = ""
    """Of an account that single sign-on made: the provider, and its name of the one person whose account it is, if it is one person's."""
    factor: Literal["", "app", "paper"] = ""
    """What beside the password lets it in, once that was set up (`second_factor.py`)."""
    factor_due: bool = False
    """Whether that must be set up at the next login, whatever the centre's day."""
    factor_round: int = 0
    """Goes up whenever it is set up or reset: only what the server keeps under this number counts."""
    printed: tuple[str, ...] = ()
    """Of a list on paper: Argon2's notation of each code."""
    post: Annotated[str, Meta(max_length=60)] = ""
    """Of a section: its name (課・係), as the planning section writes it when it asks."""
    mail: MailAddress = ""
    """Of staff and of a section: where reminders go."""


def account_sum(account: Account) -> str:
    """A sum of an account's record: another wherever anything of it is another."""
    return hashlib.sha256(msgspec.json.encode(account)).hexdigest()


def plain_name(text: str) -> str:
    """An account's name as it is kept, from what somebody typed: an input method left on, a capital at the beginning or a space at the end make no other account.

    Whatever asks for an account by its name asks with this; so no two accounts can differ by case or width alone.
    """
    return unicodedata.normalize("NFKC", text).translate(_DASHES).strip().lower()


def generate_password() -> str:
    """A password for the first login, easy to read from paper."""
    import secrets  # not needed for a first screen

    return "-".join("".join(secrets.choice(EASY_LETTERS) for _ in range(4)) for _ in range(_GROUPS))
