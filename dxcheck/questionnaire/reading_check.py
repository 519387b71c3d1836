"""A reading of a questionnaire for whoever writes it: what a strict reader would stop at, as far as a program can tell.

It does not say whether levels exclude each other in meaning, whether a statement is true, or whether a next step leads to the next level: that is for people. Every
rule errs on the side of silence; where it speaks, somebody looks, and may find the text right as it stands.

Nothing here makes a questionnaire unusable: faults that do are in `faults`.
"""

from __future__ import annotations

import datetime as dt
import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from dxcheck.i18n import N_, _
from dxcheck.questionnaire.scale import as_level
from dxcheck.questionnaire.vague_words import ENGLISH, JAPANESE
from dxcheck.system.unadorned import unadorned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dxcheck.questionnaire.model import Framework, Item, Questionnaire, Text

StumbleKind = Literal["length", "vague", "joined", "undefined", "tense", "twice", "step-repeats", "evidence"]
KINDS: Final[dict[StumbleKind, str]] = {
    "length": N_("長さ"),
    "vague": N_("あいまいな言葉"),
    "joined": N_("1段に2つ"),
    "undefined": N_("範囲の書かれていない言葉"),
    "tense": N_("これからのこと"),
    "twice": N_("同じ文"),
    "step-repeats": N_("段と同じ一歩"),
    "evidence": N_("根拠の例"),
}
LONGEST_JAPANESE: Final = {"title": 20, "level": 45, "step": 36}
"""Japanese characters of a title, a level and a next step: each level stands on at most two lines of a screen of 80 columns."""
LONGEST_ENGLISH: Final = {"title": 60, "level": 165, "step": 125}
FEWEST_EVIDENCE: Final = 2
"""Documents or records that an item names: one alone does not show six levels."""
AS_OF_MONTHS: Final = 18
"""A framework whose as-of date is further back is to be looked up again."""
_SAME: Final = 0.8
"""From which likeness on (0 to 1) a next step says what its level says."""


class Stumble(NamedTuple):
    """What a strict reader stops at."""

    item: str
    """Id of the item or framework."""
    place: str
    """Which of its texts."""
    kind: StumbleKind
    what: str
    advice: str


class _Placed(NamedTuple):
    role: Literal["title", "level", "step"]
    level: str
    text: Text

    @property
    def place(self) -> str:
        if self.role == "title":
            return _("題")
        return _("レベル{n}", n=self.level) if self.role == "level" else _("{n}からの次の一歩", n=self.level)


def stumbles(questionnaire: Questionnaire, today: dt.date) -> list[Stumble]:
    """Everything a strict reader would stop at, in the order of the file.

    Args:
        questionnaire: of sound shape and meaning.
        today: what is later is not yet a fact.
    """
    found = [remark for framework in questionnaire.frameworks for remark in _announced(framework, today)]
    twice = _twice(questionnaire)
    for asked in questionnaire.ordered:
        item = _read(asked, questionnaire)
        found += _long(item)
        found += _vague(item)
        found += _joined(item)
        found += _undefined(item, questionnaire)
        found += _future(item, today)
        found += twice.get(item.id, [])
        found += _repeating_steps(item)
        found += _evidence(item)
    return found


def outdated(questionnaire: Questionnaire, oldest: dt.date) -> list[Framework]:
    """The frameworks whose as-of date is before `oldest`, in the file's order; `AS_OF_MONTHS` says how long before today that is."""
    return [one for one in questionnaire.frameworks if one.as_of < oldest]


class _Read(NamedTuple):
    """An item as it is read: its texts, each with the level it is about."""

    item: Item
    marks: tuple[str, ...]
    """The levels of its scale as they are written."""

    @property
    def id(self) -> str:
        return self.item.id

    @property
    def levels(self) -> list[_Placed]:
        """The descriptors that are written."""
        return [_Placed("level", mark, text) for mark, text in zip(self.marks, self.item.levels, strict=False) if not text.is_blank]

    @property
    def steps(self) -> list[_Placed]:
        """The next steps that are written."""
        return [_Placed("step", mark, text) for mark, text in zip(self.marks, self.item.next_steps, strict=False) if not text.is_blank]

    @property
    def texts(self) -> list[_Placed]:
        """Everything, level by level."""
        order = {mark: n for n, mark in enumerate(self.marks)}
        rest = sorted([*self.levels, *self.steps], key=lambda one: (order[one.level], one.role))
        return [_Placed("title", "", self.item.title), *rest]


def _read(item: Item, questionnaire: Questionnaire) -> _Read:
    return _Read(item, tuple(map(as_level, questionnaire.scale_of(item.id).values)))


def _long(item: _Read) -> Iterator[Stumble]:
    for one in item.texts:
        for text, most in ((one.text.ja, LONGEST_JAPANESE[one.role]), (one.text.en, LONGEST_ENGLISH[one.role])):
            if len(text) > most:
                what = _("{n}文字あります（目安は{most}文字まで）", n=len(text), most=most)
                yield Stumble(item.id, one.place, "length", what, _("一息で読める長さに縮めてください"))


def _vague(item: _Read) -> Iterator[Stumble]:
    for one in item.texts:
        if one.role == "title":
            continue
        said: set[str] = set()
        for text, table in ((one.text.ja, JAPANESE), (one.text.en, ENGLISH)):
            for word in table:
                asked = word.reason not in said and (one.role == "level" or not word.only_levels)
                if asked and (found := word.pattern.search(text)):
                    said.add(word.reason)
                    yield Stumble(item.id, one.place, "vague", _("「{word}」はあいまいです", word=found[0].strip("、")), _(word.reason))


# -- two things in one level -----------------------------------------------------------------------------------------------

_JOINT: Final = re.compile(
    r"(?<=[一-龠ぁ-ん])(?:おり|いて|[しいりえきびみめけれちじ])(?<!だけ)(?<!ごとに)(?<!とき)(?<!おり)(?<!について)、"
)
"""Where a predicate ends in the middle of a sentence. A te-form (見て、) leads to what follows and is not one; neither is a contrast (が、)."""
_LED_TO: Final = re.compile(r"例がある$|(?:変え|直し|決め|減らし|入れ替え)た$|できた$")
"""How a level says what came of what stands before it: 数え、決まりを変えた例がある."""
_LACKING: Final = re.compile(r"ない$|だけ|本人|ほかの人は")
"""What is not there yet is told from what is; that is one state (担当はいるが、手順書がない)."""
_HOW_OFTEN: Final = re.compile(r"^(?:年|月|半期|毎|互い)[^をがに]*(?:行|更新|開)[^、]*$")
_CHAINED: Final = re.compile(r"^(?:その|それ|これ|この|同じ|[^、]{0,8}ごとに)")
_ABOUT_IT: Final = re.compile(r"記録|担当と期限|更新日|様式|手順書|一覧|公表|共有|見られる|印がある|日を残し|(?:決まり|手順)があり$")
"""A clause that says how the other one is kept is not a second thing."""
_WORD: Final = re.compile(r"[一-龠々]{2,}|[ァ-ヶー]{2,}|[A-Za-z]{2,}")
_LISTED: Final = re.compile(r"[^、。]*[一-龠々ァ-ヶー]、[^、。]*[一-龠々ァ-ヶー]、[^、。]*[一-龠々ァ-ヶー][をが](?!.*(?:どれか|いずれか))")


def _joined(item: _Read) -> Iterator[Stumble]:
    before = ""
    for one in item.levels:
        text = one.text.ja
        clauses, before = _new_clauses(text, before), text
        advice = _("答える人が「片方だけ」のときに迷います。1つに絞るか、片方を別の段か設問に移してください")
        if len(clauses) > 1:
            yield Stumble(item.id, one.place, "joined", _("2つのことが並んでいます（{clauses}）", clauses=" / ".join(clauses)), advice)
        elif _LISTED.search(text):
            yield Stumble(item.id, one.place, "joined", _("3つ以上のことが並んでいます（{clauses}）", clauses=text), advice)


def _new_clauses(text: str, before: str) -> list[str]:
    """The clauses of a level that stand on their own: not led to by another one, not about its record, not taken over from the level before."""
    bare = re.sub(r"（[^）]*）", "", text)
    starts = [0, *(found.end() for found in _JOINT.finditer(bare))]
    clauses = [bare[start:end].strip("、") for start, end in zip(starts, [*starts[1:], len(bare)], strict=True)]
    if any(_LACKING.search(clause) for clause in clauses):
        return clauses[:1]
    if len(clauses) > 1 and _LED_TO.search(clauses[-1]):
        clauses.pop()
    kept: list[str] = []
    for clause in clauses:
        words = set(_WORD.findall(clause))
        is_taken_over = bool(words) and all(word in before for word in words)
        leads_on = any(word in other for other in kept for word in words) or any(
            word in clause for other in kept for word in _WORD.findall(other)
        )
        if not (is_taken_over or leads_on or _ABOUT_IT.search(clause) or (kept and (_CHAINED.match(clause) or _HOW_OFTEN.match(clause)))):
            kept.append(clause)
    return kept


# -- words without a bound ---------------------------------------------------------------------------------------------------

_MAIN: Final = re.compile(r"主な(?P<what>[一-龠々ァ-ヶーA-Za-z]++)(?!（)")
_EVERYBODY: Final = re.compile(r"全職員|すべての職員|全ての職員|職員全員")
_RELATED: Final = re.compile(r"全関係[一-龠々]*|関係する全[一-龠々]*|全対象[一-龠々]*")


def _undefined(item: _Read, questionnaire: Questionnaire) -> Iterator[Stumble]:
    said = [item.item.prompt.ja, *(one.text.ja for one in item.texts)]
    whole = "\n".join([questionnaire.description.ja, *said])
    for one in item.texts:
        if one.role != "level":
            continue
        for found in _MAIN.finditer(one.text.ja):
            if f"主な{found['what']}（" not in whole:
                what = _("「{word}」がどれなのか書かれていません", word=found[0])
                yield Stumble(item.id, one.place, "undefined", what, _("数か一覧で言い切るか、かっこの中に範囲を書いてください"))
        if (found_all := _EVERYBODY.search(one.text.ja)) and "会計年度" not in whole:
            what = _("「{word}」に会計年度任用職員が入るか書かれていません", word=found_all[0])
            yield Stumble(item.id, one.place, "undefined", what, _("この設問か、診断票の説明に、入るかどうかを書いてください"))
        if found_all := _RELATED.search(one.text.ja):
            what = _("「{word}」がどこまでなのか書かれていません", word=found_all[0])
            yield Stumble(item.id, one.place, "undefined", what, _("どの課か、どの業務かを言い切ってください"))


# -- what is still to come -----------------------------------------------------------------------------------------------------

_TO_COME: Final = re.compile(
    r"予定(?!表|日|を|の記録|どおり|通り)|る見込み|見込みで(?:あ|す)|していく|していきた|今後|将来|めざ(?:す|して)|目指(?:す|して)|検討中|これから"
)
_TO_COME_ENGLISH: Final = re.compile(
    r"\bwill\b|\bshall\b|\bgoing to\b|\bplanned to\b|\b(?:is|are) expected to\b|\bin (?:the )?future\b", re.IGNORECASE
)
_WORRY: Final = re.compile(r"る心配があ|かもしれ")
_PLANNED: Final = re.compile(r"予定|見込み|見通し|見通される|planned|expected", re.IGNORECASE)
_DATE: Final = re.compile(r"(?P<year>20[0-9]{2})年(?!度)(?:(?P<month>1[0-2]|[1-9])月(?:(?P<day>[12][0-9]|3[01]|[1-9])日)?)?")


def _future(item: _Read, today: dt.date) -> Iterator[Stumble]:
    advice = _("段は、答える日に事実かどうかで選びます。していること、済んだことを書いてください")
    for one in item.levels:
        for words, pattern in ((one.text.ja, _TO_COME), (one.text.en, _TO_COME_ENGLISH)):
            if found := pattern.search(words):
                what = _("「{word}」はこれからのことです", word=found[0])
                yield Stumble(item.id, one.place, "tense", what, advice)
    reason = item.item.reason
    if reason is None:
        return
    if found := _WORRY.search(reason.ja):
        what = _("「{word}」はこれからのことです", word=found[0])
        yield Stumble(item.id, _("理由"), "tense", what, _("もう起きたことなら、起きたこととして書いてください"))
    yield from _past_plans(item.id, _("理由"), reason.ja, today)


def _announced(framework: Framework, today: dt.date) -> Iterator[Stumble]:
    if framework.note is not None:
        yield from _past_plans(framework.id, _("枠組みの注記"), framework.note.ja, today)


def _past_plans(name: str, place: str, text: str, today: dt.date) -> Iterator[Stumble]:
    """Sentences that call planned what has its date behind it."""
    for sentence in text.split("。"):
        planned = _PLANNED.search(sentence)
        dated = next((found for found in _DATE.finditer(sentence) if _day_of(found) <= today), None)
        if planned and dated:
            what = _("{day}はもう過ぎていますが、「{word}」と書かれています", day=dated[0], word=planned[0])
            yield Stumble(
                name, place, "tense", what, _("どうなったかを確かめ、済んだこととして書くか、確かめられなければ「未確認」と書いてください")
            )


def _day_of(found: re.Match[str]) -> dt.date:
    """The last day that a written date may mean."""
    year, month, day = int(found["year"]), int(found["month"] or 12), int(found["day"] or 0)
    last = (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(year, month, min(day or last, last))


# -- the same said twice -----------------------------------------------------------------------------------------------------


def plain_words(text: str) -> str:
    """A text without what does not change its meaning: widths, spaces, punctuation, brackets."""
    return re.sub("[、。・，．,.「」『』（）()]", "", unadorned(text))


def _twice(questionnaire: Questionnaire) -> dict[str, list[Stumble]]:
    """By item, its levels and next steps that stand somewhere before in the same words."""
    seen: dict[tuple[str, str], tuple[str, str]] = {}
    found: dict[str, list[Stumble]] = {}
    for asked in questionnaire.ordered:
        item = _read(asked, questionnaire)
        for one in item.texts:
            if one.role == "title":
                continue
            first = seen.setdefault((one.role, plain_words(one.text.source)), (item.id, one.place))
            if first != (item.id, one.place):
                what = _("{item} の{place}と同じ文です", item=first[0], place=first[1])
                remark = Stumble(item.id, one.place, "twice", what, _("違いがわかるように書き分けてください"))
                found.setdefault(item.id, []).append(remark)
    return found


def _repeating_steps(item: _Read) -> Iterator[Stumble]:
    advice = _("その段に着くために、来週できる小さな行いを書いてください")
    for step in item.steps:
        at = item.marks.index(step.level)
        for level in item.levels:
            if level.level in item.marks[at : at + 2] and _is_alike(step.text.source, level.text.source):
                what = _("レベル{n}とほぼ同じ文です", n=level.level)
                yield Stumble(item.id, step.place, "step-repeats", what, advice)


def _is_alike(one: str, other: str) -> bool:
    first, second = plain_words(one), plain_words(other)
    return bool(first) and SequenceMatcher(None, first, second, autojunk=False).ratio() >= _SAME


def _evidence(item: _Read) -> Iterator[Stumble]:
    evidence = item.item.evidence.source
    named = [one for one in re.split(r"[・、,;]|や|と", evidence) if len(plain_words(one)) > 1]
    if len(named) < FEWEST_EVIDENCE or re.search(r"未定|TODO|要確認", evidence):
        what = _("見せられるものが1つだけか、まだ決まっていません")
        yield Stumble(item.id, _("根拠の例"), "evidence", what, _("段ごとに見せられる文書や記録を、2つ以上書いてください"))


def by_kind(found: Iterable[Stumble]) -> dict[StumbleKind, int]:
    """How many there are of each kind, the kinds with none left out."""
    there = list(found)
    return {kind: n for kind in KINDS if (n := sum(one.kind == kind for one in there))}
