"""Words that leave a level to the reader's judgement, each with the reason why two readers may answer differently.

A table, not a judgement: whoever reads a questionnaire may find a word in it right where it stands. Searched for in level descriptors and next steps only; a prompt
may be general, because its levels say what is meant.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from dxcheck.i18n import N_


class VagueWord(NamedTuple):
    """A word and why it is vague."""

    pattern: re.Pattern[str]
    reason: str
    """In Japanese, marked for translation."""
    only_levels: bool = False
    """Whether a next step may have it: somebody who begins needs no bound."""


HOW_WELL: Final = N_("どこまでで満たすのかが人によって変わります。見てわかる行いか数で書いてください")
HOW_MUCH: Final = N_("量がわかりません。数か割合で書いてください")
HOW_OFTEN: Final = N_("回数がわかりません。「年1回以上」のように書いてください")
WHEN: Final = N_("いつ行うのかがわかりません。決まった時期か、きっかけを書いてください")
ABILITY: Final = N_("できるかどうかは外から見えません。している、記録がある、のように書いてください")
SPREADING: Final = N_("広がりや変化の途中は、答える日によって変わります。どの範囲まで済んだかを書いてください")
OPEN_LIST: Final = N_("ほかに何が入るのかがわかりません。当てはまるものを言い切ってください")
INWARD: Final = N_("気持ちや意識は外から見えません。行いか記録で書いてください")
SIMILAR: Final = N_("だれのどんな行いかがわかりません。何をしているかを書いてください")


def _table(reason: str, *patterns: str, only_levels: bool = False) -> tuple[VagueWord, ...]:
    return tuple(VagueWord(re.compile(one, re.IGNORECASE), reason, only_levels) for one in patterns)


JAPANESE: Final = (
    *_table(HOW_WELL, "適切", "十分(?!の|間)", "効果的", "効率的", "円滑", "きちんと", "しっかり", "積極的", "本格的", "体系的", "徹底"),
    *_table(
        HOW_MUCH,
        "ある程度",
        "一定の(?!期間)",
        "多くの",
        "いくつか",
        "おおむね",
        "概ね",
        "かなり",
        "なるべく",
        "できるだけ",
        "可能な限り",
        only_levels=True,
    ),
    *_table(HOW_OFTEN, "定期的", "継続的", "頻繁", "たびたび", "ときどき", "日常的"),
    *_table(WHEN, "必要に応じ", "適宜", "随時", "状況に応じ", "場合によって", only_levels=True),
    *_table(
        ABILITY,
        "(?:案内|説明|対応|活用|相談|利用|判断|実施)でき(?:る|て|、|$)",
        "説明できない",
        "しか[^、]{0,4}できない",
        only_levels=True,
    ),
    *_table(SPREADING, "広が(?:り|る|って)(?!た)", "浸透", "定着", "進んでいる", "進みつつ", "整いつつ", only_levels=True),
    *_table(OPEN_LIST, "など(?![0-9])", "等(?:の|を|が|に|で|、|$)", "さまざま", "様々", "いろいろ", only_levels=True),
    *_table(INWARD, "意識", "理解している", "関心", "心がけ", "前向き", "頭の中"),
    *_table(SIMILAR, "工夫に", "の工夫で", only_levels=True),
)
ENGLISH: Final = (
    *_table(
        HOW_WELL, r"\badequate(?:ly)?\b", r"\bappropriate(?:ly)?\b", r"\beffective(?:ly)?\b", r"\bsufficient(?:ly)?\b", r"\bproper(?:ly)?\b"
    ),
    *_table(HOW_WELL, r"\bactively\b", r"\bsystematic(?:ally)?\b", r"\bsmooth(?:ly)?\b", r"\bthorough(?:ly)?\b"),
    *_table(
        HOW_MUCH,
        r"\bto some extent\b",
        r"(?<!how )\bmany\b",
        r"\bas far as possible\b",
        r"\bconsiderabl[ey]\b",
        r"\bmostly\b",
        only_levels=True,
    ),
    *_table(
        HOW_OFTEN,
        r"\bregular(?:ly)?\b",
        r"\bperiodic(?:ally)?\b",
        r"\bcontinu(?:ous|ously|al|ally)\b",
        r"(?<!how )\boften\b",
        only_levels=True,
    ),
    *_table(WHEN, r"\bas needed\b", r"\bwhen necessary\b", r"\bwhere appropriate\b", only_levels=True),
    *_table(ABILITY, r"\b(?:is|are) able to\b", r"\bcan (?:guide|explain|handle|use it)\b", only_levels=True),
    *_table(SPREADING, r"\bspreads\b", r"\bspreading\b", r"\bis growing\b", r"\bbecoming\b", only_levels=True),
    *_table(OPEN_LIST, r"\betc\b", r"\band so on\b", r"\bvarious\b", only_levels=True),
    *_table(INWARD, r"\baware(?:ness)?\b", r"\bunderstands?\b", r"\bcommitted\b"),
)
