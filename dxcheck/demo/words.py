"""What the demo's officers write: `texts.toml`, in the words of one municipality.

A city has a 市民課 and a 市長, a town a 住民課 and a 町長, and no two lists have the same length. So a text may hold `{窓口}`, which becomes the municipality's own
word, and `{3..9}`, which becomes a number; the same sentence then hardly ever occurs twice.
"""

from __future__ import annotations

import re
from importlib import resources
from typing import TYPE_CHECKING, Final

import msgspec
import tomli

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from dxcheck.model.roster import Municipality

_GAP: Final = re.compile(r"\{(?:(?P<least>\d+)\.\.(?P<most>\d+)|(?P<word>[^}]+))\}")


class PostNames(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who answers and who confirms, as posts; never a person's name."""

    unit: str
    """課 and 係, with a space between."""
    confirmed: str


class ItemTexts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is written at one item."""

    at_1: tuple[str, ...] = msgspec.field(name="1")
    """Evidence of level 1, and so on; each fits that level's descriptor and no other."""
    at_2: tuple[str, ...] = msgspec.field(name="2")
    at_3: tuple[str, ...] = msgspec.field(name="3")
    at_4: tuple[str, ...] = msgspec.field(name="4")
    at_5: tuple[str, ...] = msgspec.field(name="5")
    nothing_yet: tuple[str, ...]
    """Comments at level 0."""
    starting: tuple[str, ...]
    """Comments at levels 1 and 2."""
    going: tuple[str, ...]
    """Comments at levels 3 to 5."""

    @property
    def evidence(self) -> tuple[tuple[str, ...], ...]:
        """Evidence by level; at level 0 there is nothing to show."""
        return (), self.at_1, self.at_2, self.at_3, self.at_4, self.at_5

    @property
    def comments(self) -> tuple[tuple[str, ...], ...]:
        """Comments by level."""
        return self.nothing_yet, self.starting, self.starting, self.going, self.going, self.going


class Texts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    words: dict[str, dict[str, tuple[str, ...]]]
    posts: dict[str, tuple[PostNames, ...]]
    ranks: dict[str, tuple[str, ...]]
    general: dict[str, tuple[str, ...]]
    reasons: dict[str, tuple[str, ...]]
    """Why 該当なし, by item."""
    items: dict[str, ItemTexts]


def load_texts() -> Texts:
    """What officers write."""
    content = resources.files(__package__).joinpath("texts.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomli.loads(content), Texts)


class OfficersWords:
    """The texts as one municipality's officers would write them."""

    def __init__(self, texts: Texts, municipality: Municipality, dice: random.Random, *, first_post: bool) -> None:
        """Choose the municipality's words and posts; `first_post` takes the first of the file instead of any."""
        self._texts = texts
        self._dice = dice
        # A village or a ward of another prefecture's roster speaks like a town.
        kind = municipality.type if municipality.type in texts.posts else "町"
        posts = texts.posts[kind]
        self._post = posts[0] if first_post else dice.choice(posts)
        self._ranks = texts.ranks[kind]
        self._rank = self._ranks[0] if first_post else dice.choice(self._ranks)
        section, unit = self._post.unit.split(" ")
        self._own = {name: dice.choice(choices) for name, choices in texts.words[kind].items()} | {"課": section, "係": unit}

    @property
    def answering(self) -> str:
        """The post that answers."""
        return f"{self._post.unit} {self._rank}"

    @property
    def confirming(self) -> str:
        """The post that confirms."""
        return self._post.confirmed

    def transfer(self) -> None:
        """Somebody of another rank takes over."""
        self._rank = self._ranks[(self._ranks.index(self._rank) + 1) % len(self._ranks)]

    def evidence(self, item: str, level: int) -> str:
        """Evidence for an item that is at `level`, 1 or higher."""
        return self._one_of(self._texts.items[item].evidence[level])

    def comment(self, item: str, level: int) -> str:
        """A comment on an item that is at `level`."""
        return self._one_of(self._texts.items[item].comments[level])

    def reason(self, item: str) -> str:
        """Why an item does not apply."""
        return self._one_of(self._texts.reasons[item])

    def general(self, what: str) -> str:
        """A comment that belongs to no item: `unknown`, `fell` or `corrected`."""
        return self._one_of(self._texts.general[what])

    def chance(self, how_often: float) -> bool:
        """Whether somebody writes something this time."""
        return self._dice.random() < how_often

    def _one_of(self, texts: Sequence[str]) -> str:
        return self._filled(self._dice.choice(texts))

    def _filled(self, text: str) -> str:
        def fill(gap: re.Match[str]) -> str:
            if gap["word"]:
                return self._own[gap["word"]]
            return str(self._dice.randint(int(gap["least"]), int(gap["most"])))

        return _GAP.sub(fill, text)
