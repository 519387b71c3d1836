"""Why this level (この段の理由): the parts of the chosen descriptor and of the next one, ticked, and the sentence that they make.

A descriptor is parted where its Japanese sentence joins statements that can be seen one without the other: 「聴き取り、共有の一覧に残している」 says two things. The rule looks
for a verb in the form that goes on (連用形) before a comma, and lets a descriptor be whole where it is in doubt; a descriptor of one statement is one part. Ticks are
never needed: they are kept with an answer, and gone once its level changes.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

from dxcheck.assessment.wording import ticked_in_words
from dxcheck.i18n import _, language
from dxcheck.questionnaire.scale import as_level

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from dxcheck.model.snapshot import Answer
    from dxcheck.questionnaire.model import Questionnaire
    from dxcheck.questionnaire.scale import Level
    from dxcheck.questionnaire.text import Text

_GOES_ON: Final = re.compile(r"(?<=[きぎしちびみりいめけげれせべえ])、|(?<=[。．])(?=.)")
"""Behind a verb that goes on, or a sentence."""
_NO_VERB: Final = re.compile(
    r"(?:例えば|たとえば|ただし|しかし|もし|とし|なし|問い|違い|しくみ|取組み|手続き|[ぁ-ん]え|通り|とおり|ぎり|ごみ|うち|とき)$"
)
"""Endings that look like one and are none."""
_PARTICLE: Final = re.compile(r"[をにがではも]")
"""What a statement has at least one of."""
_LONGEST_TYPED: Final = 200
_FEWEST: Final = 4
"""Characters of a part."""
_GOES_ON_ENGLISH: Final = re.compile(r",? and |; |, ")


class LevelPart(NamedTuple):
    """One statement of a descriptor."""

    id: str
    """The place of its level from 0, and its own from 1: `3.2`. The same in every language."""
    level: Level
    text: str
    is_next: bool
    """Whether it belongs to the level above the chosen one."""

    @property
    def number(self) -> str:
        """Its level, as it is written."""
        return as_level(self.level)


def split_statements(text: str) -> list[str]:
    """The statements of a Japanese descriptor; joined by 「、」 where they were parted there, they are the whole of it."""
    parts = [one for one in _GOES_ON.split(text) if one]
    made: list[str] = []
    for part in parts:
        if made and not _stands_alone(made[-1]):
            joint = "" if made[-1].endswith(("。", "．")) else "、"
            made[-1] += joint + part
        else:
            made.append(part)
    if len(made) > 1 and not _stands_alone(made[-1]):
        last = made.pop()
        made[-1] += ("" if made[-1].endswith(("。", "．")) else "、") + last
    return made or [text]


def _stands_alone(part: str) -> bool:
    is_whole = part.count("（") == part.count("）") and part.count("「") == part.count("」")
    return is_whole and len(part) >= _FEWEST and bool(_PARTICLE.search(part)) and not _NO_VERB.search(part)


def level_parts(item: str, level: Level | None, questionnaire: Questionnaire) -> tuple[LevelPart, ...]:
    """The parts of a level and of the one above it, in their order; none where the level follows from something else, or nothing is written of it.

    The lowest level says that something is not there yet: it has no parts to tick.
    """
    if level is None or item in questionnaire.measured or item not in questionnaire.item_by_id:
        return ()
    scale, written = questionnaire.scale_of(item), questionnaire.item_by_id[item].levels
    place = scale.position(level)
    if place is None or not written:
        return ()
    made: list[LevelPart] = []
    for at in (place, place + 1):
        if 0 < at < len(written) and written[at].ja.strip():
            texts = _in_language(written[at])
            made += [LevelPart(f"{at}.{n}", scale.values[at], text, at > place) for n, text in enumerate(texts, 1)]
    return tuple(made) if any(one.is_next for one in made) or place == len(scale.values) - 1 else ()


def _in_language(text: Text) -> list[str]:
    """The parts in the language in use: as many as in Japanese, so that ticks mean the same."""
    parts = split_statements(text.ja)
    if language() != "en" or not text.en:
        return parts
    english = [text.en] if len(parts) == 1 else _GOES_ON_ENGLISH.split(text.en)
    if len(english) == len(parts):
        return english
    return [_("{text}（{n}/{all}）", text=text.en, n=n, all=len(parts)) for n in range(1, len(parts) + 1)]


def known_parts(parts: Sequence[LevelPart], met: Iterable[str]) -> tuple[str, ...]:
    """Those of some ticks that are of these parts, in their order."""
    ticked = set(met)
    return tuple(one.id for one in parts if one.id in ticked)


def as_begun(parts: Sequence[LevelPart], met: Collection[str]) -> tuple[str, ...]:
    """What is ticked when somebody begins: what was ticked before; else what choosing the level said, that all of it holds."""
    return known_parts(parts, met) or tuple(one.id for one in parts if not one.is_next)


def numbered_parts(text: str, parts: Sequence[LevelPart]) -> tuple[str, ...] | None:
    """The parts that somebody typed by their numbers from 1, however they are parted: `1 3`, `１、３`, `0` for none; None where that is no such list."""
    numbers = re.findall(r"[0-9]+", unicodedata.normalize("NFKC", text[:_LONGEST_TYPED]))
    chosen = {int(one) for one in numbers}
    if not chosen or max(chosen) > len(parts):
        return None
    return tuple(one.id for n, one in enumerate(parts, 1) if n in chosen)


def why_in_words(item: str, answer: Answer, questionnaire: Questionnaire) -> str:
    """The sentence that ticks make: 「2です。3には「…」がまだです。」; empty where nothing is ticked."""
    parts = level_parts(item, answer.level, questionnaire) if answer.met else ()
    met = set(known_parts(parts, answer.met))
    if not met or answer.level is None:
        return ""
    said = [_("{level}です。", level=_called(item, answer.level, questionnaire))]
    unsure = [one for one in parts if not one.is_next and one.id not in met]
    if unsure and any(not one.is_next and one.id in met for one in parts):
        said.append(_("{parts}は、これから確かめます。", parts=_quoted(unsure)))
    above = [one for one in parts if one.is_next]
    if above:
        missing, there = [one for one in above if one.id not in met], [one for one in above if one.id in met]
        name = _called(item, above[0].level, questionnaire)
        if not missing:
            said.append(_("{level}の内容も、すべて当てはまります。", level=name))
        else:
            said.append(_("{level}には{parts}がまだです。", level=name, parts=_quoted(missing)))
            said += [_("{parts}はもう当てはまります。", parts=_quoted(there))] if there else []
    return (" " if language() == "en" else "").join(said)


def _called(item: str, level: Level, questionnaire: Questionnaire) -> str:
    """A level as one calls it: its number, or its name where levels are no whole numbers in a row."""
    name = questionnaire.name_of(item, level)
    return as_level(level) if questionnaire.scale_of(item).is_evenly_spaced or name.is_blank else _("「{name}」", name=name)


def _quoted(parts: Iterable[LevelPart]) -> str:
    quoted = [_("「{text}」", text=one.text.rstrip("。．")) for one in parts]
    return ", ".join(quoted) if language() == "en" else "".join(quoted)


def basis_told(item: str, answer: Answer, questionnaire: Questionnaire) -> tuple[str, str]:
    """What an answer's level stands on, with its heading: the questions that are ticked, or why it is this level; the text is empty where there is nothing."""
    if item in questionnaire.measured:
        return _("当てはまるもの"), ticked_in_words(item, answer, questionnaire)
    return _("この段の理由"), why_in_words(item, answer, questionnaire)
