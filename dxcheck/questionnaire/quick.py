"""What a quick check (かんたん診断) is: a few questions that hint at levels of a questionnaire's items."""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import cached_property
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from dxcheck.questionnaire.scale import FEWEST_LEVELS, Level
from dxcheck.questionnaire.text import Data, Id, Text, Version


class QuickChoice(Data, frozen=True):
    """One answer of a quick check, and the level it hints at."""

    label: Text
    level: Level


class QuickItem(Data, frozen=True):
    """A question of a quick check; its id is that of the item it hints at."""

    id: Id
    prompt: Text


class QuickCheck(Data, frozen=True, dict=True):
    """A short set of questions that leads to first steps and hints for the full check; never submitted, never averaged."""

    kind: Literal["quick"]
    id: Id
    version: Version
    valid_from: dt.date
    basis: Id
    """The id of the questionnaire whose items and next steps it uses."""
    title: Text
    description: Text
    choices: Annotated[tuple[QuickChoice, ...], Meta(min_length=FEWEST_LEVELS, max_length=6)]
    items: Annotated[tuple[QuickItem, ...], Meta(min_length=1)]
    order: tuple[Id, ...]
    """Which item comes first when hints tie."""
    max_steps: Annotated[int, Meta(ge=1, le=5)] = 3

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the content."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()
