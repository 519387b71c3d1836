"""A dimension's items on one page, and what is saved of its form: each item for itself, on the disk before anything is answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from dxcheck.answering.gone import became_of_draft
from dxcheck.answering.undo import what_was_undone
from dxcheck.answering.way import Answering
from dxcheck.assessment.references import framework_in_words, frameworks_of
from dxcheck.assessment.why_level import level_parts, why_in_words
from dxcheck.assessment.wording import answer_and_target, answer_in_words, level_in_words
from dxcheck.desk import NoDraftError
from dxcheck.i18n import _, _n
from dxcheck.model.calendar import clock
from dxcheck.model.edit import TooLongTogetherError
from dxcheck.model.snapshot import LONGEST_TEXT
from dxcheck.model.text import cleaned, remarks
from dxcheck.pages.copying import copies_of, copy_rest_of, take_copies_back
from dxcheck.pages.fields import CLEAR, MEASURED, NOTHING_TYPED, RESTORE, SAME, Judge, seen_after, seen_again, typed_item, typed_of
from dxcheck.pages.pipe import PageAnswered
from dxcheck.questionnaire.measures import in_words_of_bands

if TYPE_CHECKING:
    from dxcheck.answering.keeping import DirectKeeper
    from dxcheck.answering.place import AnswerPlace
    from dxcheck.assessment.question import NoteBlock, Question
    from dxcheck.assessment.why_level import LevelPart
    from dxcheck.model.snapshot import Answer
    from dxcheck.pages.fields import FieldFault, ItemVerdict, TypedItem
    from dxcheck.pages.maker import PageFrame, PageMaker


@dataclass(frozen=True)
class ShownItem:
    """An item on a page."""

    asked: Question
    typed: TypedItem
    """What stands in its fields: the answer, or what was typed and not taken."""
    faults: tuple[str, ...] = ()
    other: str = ""
    """Somebody else's answer that is kept here too."""
    frameworks: tuple[str, ...] = ()
    is_copied: bool = False
    """Whether its choice was copied from last time."""

    @property
    def id(self) -> str:
        """The item's."""
        return self.asked.item.id

    @property
    def standing(self) -> str:
        """The answer that stands, in words."""
        return answer_in_words(self.id, self.asked.answer, self.asked.questionnaire)

    @property
    def is_measured(self) -> bool:
        """Whether what is ticked or typed is the answer."""
        return self.asked.measures is not None and self.typed.choice not in ("", "unknown", "not_applicable", SAME, RESTORE, CLEAR)

    @property
    def follows(self) -> str:
        """How the level follows from what is ticked or typed."""
        measures = self.asked.measures
        bands = in_words_of_bands(measures) if measures is not None else ()
        q = self.asked.questionnaire
        said = [_("{level}: {bound}", level=level_in_words(self.id, level, q), bound=bound) for level, bound in bands]
        return _("、").join(said) or _("下の段の問いがすべて当てはまるところまでが、この設問の段になります。")

    @property
    def parts(self) -> tuple[LevelPart, ...]:
        """The statements of the level that stands and of the next one, to be ticked."""
        return level_parts(self.id, self.asked.answer.level, self.asked.questionnaire)

    @property
    def why(self) -> str:
        """The sentence that the ticks make."""
        return why_in_words(self.id, self.asked.answer, self.asked.questionnaire)

    @property
    def last_time(self) -> str:
        """Last time's answer, where it can be taken over."""
        before = self.asked.before
        return answer_in_words(self.id, before, self.asked.questionnaire) if before is not None else ""

    @property
    def notes(self) -> list[NoteBlock]:
        """What stands beside it and is no field."""
        return [one for one in self.asked.beside() if not one.what and (one.head or one.alone or one.text)]


class PageHead(NamedTuple):
    """What stands around the items of a page, and where its form goes."""

    title: str
    about: list[str]
    path: str
    following: str = ""
    """The dimension that comes next."""
    leads_to_review: bool = False


class AnswersPage:
    """Items of a draft on one page: of one dimension, or all there are.

    Args:
        maker: makes the page.
        place: where answers are given.
        keeper: what keeps them.
        dimension: which; all without it.

    Raises:
        NoDraftError: there is no draft.
        StoreError: it cannot be read.
    """

    def __init__(self, maker: PageFrame, place: AnswerPlace, keeper: DirectKeeper, dimension: str = "") -> None:
        if keeper.draft is None:
            raise NoDraftError
        self._maker, self._keeper, self.place = maker, keeper, place
        self._undo = maker.undo(keeper.draft.id)
        self._here = Answering(place, keeper, undo=self._undo)
        self.questionnaire = self._here.questionnaire
        self.dimension = dimension
        self.is_known = dimension in ("", *self.questionnaire.dimension_by_id)

    def items(self) -> list[str]:
        """The ids of its items that are asked now."""
        return [one.id for one in self._here.items if self.dimension in ("", one.dimension)]

    def head(self) -> PageHead:
        """Of a dimension's page."""
        q = self.questionnaire
        places = [one.id for one in q.dimensions if any(item.dimension == one.id for item in self._here.items)]
        at = places.index(self.dimension) if self.dimension in places else 0
        following = places[at + 1] if at + 1 < len(places) else ""
        about = [_("{of}分野のうち{place}番目", of=len(places), place=at + 1), str(q.dimension_by_id[self.dimension].description or "")]
        title = str(q.dimension_by_id[self.dimension].title)
        return PageHead(title, [one for one in about if one], f"d/{self.dimension}", following, not following)

    def _asked(self, item: str) -> Question:
        self._here.current = item
        return self._here.question()

    # -- showing -------------------------------------------------------------------------------------------------------

    def show(
        self, refused: dict[str, tuple[TypedItem, ItemVerdict]], *first: str, status: int = 200, head: PageHead | None = None
    ) -> PageAnswered:
        """The page; with what was typed and not taken, and what is to be said of it first."""
        items = [self._shown(item, refused.get(item)) for item in self.items()]
        around, draft = head or self.head(), self._keeper.draft
        return self._maker.page(
            "dimension.html",
            around.title if not first else _("まだ保存していないものがあります: {title}", title=around.title),
            status=status,
            head=around,
            items=items,
            taken=self._undo.taken,
            copies=copies_of(self._here, draft, self.dimension) if draft is not None else None,
            first=first,
            draft=draft.id if draft is not None else "",
            words={"same": SAME, "restore": RESTORE, "clear": CLEAR, "measured": MEASURED},
            longest=LONGEST_TEXT,
        )

    def _shown(self, item: str, refused: tuple[TypedItem, ItemVerdict] | None) -> ShownItem:
        asked = self._asked(item)
        other = ""
        if asked.other is not None:
            who = _("あなた") if asked.other_is_mine else asked.other.by or _("別の画面")
            answer = answer_and_target(item, asked.other.answer, asked.questionnaire)
            other = _("{who}の回答に戻す: {time} {answer}", who=who, time=clock(asked.other.at), answer=answer)
        frameworks = tuple(framework_in_words(one) for one in frameworks_of(asked.item, asked.questionnaire))
        if refused is None:
            return ShownItem(asked, typed_of(asked.answer), (), other, frameworks, self._is_copied(item))
        typed, verdict = refused
        faults = tuple(self.said_of(asked, one) for one in verdict.faults)
        return ShownItem(asked, seen_again(typed, verdict, asked.answer), faults, other, frameworks, self._is_copied(item))

    def said_of(self, asked: Question, fault: FieldFault) -> str:
        """A fault in words; of a conflict with what stands there now."""
        q, item = asked.questionnaire, asked.item.id
        if not fault.is_conflict:
            named = {"evidence": _("根拠"), "comment": _("コメント"), "target": _("3年後の目標")}
            return _("{name}: {text}", name=named[fault.part], text=fault.text) if fault.part in named else fault.text
        entry = self._keeper.entry(item)
        who = (entry.by if entry is not None else "") or _("別の画面")
        if fault.part in ("evidence", "comment"):
            name = _("根拠") if fault.part == "evidence" else _("コメント")
            stands = str(getattr(asked.answer, fault.part))
            return _("{name}は、いま「{text}」と書かれています。{why}", name=name, text=stands, why=fault.text)
        answer = answer_and_target(item, asked.answer, q)
        said = _("{who}が、いまこの設問を「{answer}」にしました。", who=who, answer=answer)
        return said + _("あなたの選択は保存していません。変えるときは、もう一度保存してください。")

    # -- saving --------------------------------------------------------------------------------------------------------

    def save(self) -> tuple[int, dict[str, tuple[TypedItem, ItemVerdict]], list[str]]:
        """Put what was changed on the disk, item by item.

        Returns:
            How many items were changed; what was not taken, by item; and what is not kept of texts as it was written.

        Raises:
            StoreError: it is not there; what was saved before it is.
        """
        saved, refused, told = 0, {}, []
        form = self._maker.asked.form or {}
        for item in [one.id for one in self.questionnaire.ordered if self.dimension in ("", one.dimension)]:
            typed = typed_item(form, item)
            if typed is None:
                continue
            verdict = Judge(self._asked(item), self._earlier(item), is_copied=self._is_copied(item)).verdict(typed)
            if verdict.changes:
                try:
                    self._here.change(item, verdict.patch)
                except TooLongTogetherError as problem:
                    told.append(str(problem))
                    refused[item] = typed, verdict
                    continue
                saved += 1
                told += [one for text in (typed.reason, typed.evidence, typed.comment) for one in remarks(text)]
            if verdict.faults:
                refused[item] = typed, verdict
        return saved, refused, list(dict.fromkeys(told))

    def _is_copied(self, item: str) -> bool:
        entry = self._keeper.entry(item)
        return entry is not None and bool(entry.copied)

    def _earlier(self, item: str) -> list[Answer]:
        draft = self._keeper.draft
        return [one.answer for one in draft.earlier(item)] if draft is not None else []

    def said(self, saved: int) -> str:
        """What was saved, and how much of the dimension is answered."""
        items = self.items()
        done = sum(self._keeper.answer(one).is_answered for one in items)
        standing = _("このページは{all}問のうち{done}問に回答しています。", all=len(items), done=done)
        if not saved:
            return _("変わったところはありませんでした。これまでの回答は保存されています。") + standing
        return _n("{n}問を保存しました（{time}）。", "{n}問を保存しました（{time}）。", saved, time=clock(self.place.now)) + standing

    def part(self, saved: int, refused: dict[str, tuple[TypedItem, ItemVerdict]]) -> PageAnswered:
        """For a page that saves each answer as it is given: what to say beside it, and what was shown with that."""
        form = self._maker.asked.form or {}
        item = next((one for one in self._here.questionnaire.item_by_id if f"{one}.seen" in form), "")
        typed = typed_item(form, item)
        if typed is None:
            return PageAnswered(status=404, part={"said": "", "seen": ""})
        if item in refused:
            asked = self._asked(item)
            return PageAnswered(
                status=409, part={"said": " ".join(self.said_of(asked, one) for one in refused[item][1].faults), "seen": ""}
            )
        said = _("保存済み（{time}）", time=clock(self.place.now)) if saved else _("保存済み")
        now = self._keeper.answer(item)
        merged = typed._replace(evidence=now.evidence, comment=now.comment)
        part = {"said": said, "seen": seen_after(typed, now)}
        if (now.evidence, now.comment) != (cleaned(typed.evidence), cleaned(typed.comment)):
            part["said"] += _("ほかの方が書いたものと合わせました。")
            part |= {"evidence": now.evidence, "comment": now.comment, "merged": seen_after(merged, now)}
        return PageAnswered(part=part)

    def take_back(self, taken: str) -> tuple[str, str]:
        """Take back what this login changed last; what to say, and the item. `taken` is how often it had been done when the page was made: a press that comes twice does it once."""
        if taken != str(self._undo.taken):
            return _("もう元に戻しています。さらに前の回答を戻すときは、もう一度押してください。"), ""
        last, is_undone = self._here.undo()
        return what_was_undone(last, is_undone=is_undone), last.item if last is not None else ""

    def stay_at(self, item: str) -> None:
        """This person resumes there."""
        self._keeper.stay_at(item)


def begin(maker: PageMaker) -> PageAnswered:
    """Begin a draft, or a correction of what was submitted, unless there is one; go on where this person was."""
    draft = maker.desk.begin()
    return maker.onward(maker.open_dimension(draft))


def show_dimension(maker: PageMaker, dimension: str) -> PageAnswered:
    """A dimension's page."""
    keeper = maker.keeper()
    if keeper.draft is None:
        return maker.page("begin.html", _("まだ診断をはじめていません"))
    page = AnswersPage(maker, maker.desk, keeper, dimension)
    if not page.is_known:
        return maker.simple(_("ページが見つかりません。"), status=404)
    return page.show({})


def save_dimension(maker: PageMaker, dimension: str) -> PageAnswered:
    """What was entered on a dimension's page."""
    keeper, wanted = maker.keeper(), maker.field("draft")
    if keeper.draft is None or keeper.draft.id != wanted:
        return _of_another_draft(maker, dimension, keeper, wanted)
    page = AnswersPage(maker, maker.desk, keeper, dimension)
    if not page.is_known:
        return maker.simple(_("ページが見つかりません。"), status=404)
    return save_answers(maker, page, page.head())


def save_answers(maker: PageFrame, page: AnswersPage, head: PageHead) -> PageAnswered:
    """Save a page's form, and go on where its button says; what is not taken comes back."""
    saved, refused, told = page.save()
    if maker.asked.is_part:
        return page.part(saved, refused)
    if refused:
        some = [page.said(saved)] if saved else []
        first = _("保存していないものがあります。下の設問を確かめて、もう一度保存してください。")
        return page.show(refused, first, *some, *told, status=409, head=head)
    said = " ".join([page.said(saved), *told])
    at = maker.field("then").partition(":")[2]
    items = page.items()
    if items:
        page.stay_at(at if at in items else items[0])
    return _onward(maker, page, head, said, is_saved=saved > 0)


def _onward(maker: PageFrame, page: AnswersPage, head: PageHead, said: str, *, is_saved: bool) -> PageAnswered:
    """What the button says that comes after saving."""
    where, _colon, at = maker.field("then").partition(":")
    if where == "d" and at:
        return maker.onward(f"d/{at}", said)
    if where == "review":
        return maker.onward("review", said)
    if where == "undo":
        if is_saved:
            return maker.onward(head.path, " ".join([said, _("いま保存したものを元に戻すときは、もう一度押してください。")]))
        said, item = page.take_back(at)
        there = page.questionnaire.item_by_id.get(item)
        path = f"d/{there.dimension}" if there is not None and page.dimension else head.path
        return maker.onward(path, said, at=item)
    if where in ("copy", "copied"):
        return maker.onward(head.path, copy_rest_of(page.place, page.dimension) if where == "copy" else take_copies_back(page.place, at))
    return maker.onward(head.path, said, at=at if at in page.items() else "")


def _of_another_draft(maker: PageMaker, dimension: str, keeper: DirectKeeper, draft: str) -> PageAnswered:
    """The page was made of a draft that is no longer in work: nothing is saved, and everything typed is on the page that comes back."""
    said = became_of_draft(maker.desk, draft)
    if maker.asked.is_part:
        return PageAnswered(status=409, part={"said": said, "seen": ""})
    if keeper.draft is None:
        return maker.unsaved(said, _("いま入力したものは、保存していません。"), status=409)
    page = AnswersPage(maker, maker.desk, keeper, dimension)
    form = maker.asked.form or {}
    refused = {}
    for item in page.items() if page.is_known else ():
        typed = typed_item(form, item)
        now = typed_of(keeper.answer(item))
        if typed is not None and typed[:5] != now[:5]:
            refused[item] = typed._replace(seen=now.seen), NOTHING_TYPED
    if not refused:
        return maker.unsaved(said, status=409)
    return page.show(
        refused, said, _("いま入力したものは、保存していません。いまの下書きに入れるときは、もう一度保存してください。"), status=409
    )
