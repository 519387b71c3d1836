"""The windows in which a specialist writes about an item of a snapshot: an observation, an own level, a return."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from dxcheck.app.screens.form import Field, FormDialog
from dxcheck.app.screens.saving import by_queue, on_disk
from dxcheck.app.screens.writing import Keep, TextDialog
from dxcheck.assessment.why_level import why_in_words
from dxcheck.assessment.wording import answer_in_words
from dxcheck.desk.review import ReturnedMeanwhileError
from dxcheck.i18n import _
from dxcheck.questionnaire.scale import as_level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dxcheck.app.screens.form import Filled
    from dxcheck.app.specialist.note_saver import NoteSaver
    from dxcheck.desk.review import ReviewDesk
    from dxcheck.model.edit import Edit
    from dxcheck.model.snapshot import Snapshot
    from dxcheck.questionnaire.model import Item, Questionnaire


def observation_window(case: ReviewDesk, queue: NoteSaver, snapshot: Snapshot, item: Item, *, internal: bool) -> TextDialog:
    """For an observation: saved while it is typed, and read by the municipality only once it is shared from here or from the screen.

    Raises:
        StoreError: what was written before cannot be read.
    """
    key = f"{'internal' if internal else 'shared'} {snapshot.id} {item.id}"

    def writer(change: Edit[str]) -> None:
        case.observe(snapshot, item.id, change, internal=internal)

    def put(change: Edit[str]) -> None:
        if change.new.strip() != change.seen.strip():
            queue.write(key, writer, change)

    def stored() -> str | None:
        return None if queue.waiting_text(key) is not None else case.observed(snapshot, item.id, internal=internal)

    async def share() -> None:
        await asyncio.to_thread(case.share, snapshot, [item.id])

    waiting = queue.waiting_text(key)
    stands = case.observed(snapshot, item.id, internal=internal) if waiting is None else waiting
    guide = (
        _("専門官とセンターだけが読みます。市町には見えません。")
        if internal
        else _("書きかけは専門官とセンターだけが読めます。F8 で共有すると、市町も読めるようになります。")
    )
    title = _("所見（内部）") if internal else _("所見（共有）")
    keep = Keep(by_queue(queue, put), put, stored)
    return TextDialog(key, f"{title}　{item.id} {item.title}", stands, keep, guide=guide, share=None if internal else share)


def judgement_window(case: ReviewDesk, snapshot: Snapshot, item: Item, questionnaire: Questionnaire) -> FormDialog:
    """For one's own level beside the self-assessed one.

    Raises:
        StoreError: what was said before cannot be read.
    """

    def stands() -> dict[str, str]:
        mine = case.judgement(snapshot, item.id)
        return {"level": "" if mine is None or mine.level is None else as_level(mine.level), "reason": mine.reason if mine else ""}

    def judge(values: Filled) -> None:
        case.judge(snapshot, item.id, values["level"].read(lambda number: by_number[number] if number else None), values["reason"])

    by_number = {as_level(level): level for level in questionnaire.scale_of(item.id).values}
    now = stands()
    missing = _("理由も書いてください。あとで振り返るときの手がかりになります。")
    fields = [
        Field(
            "level",
            _("見立て（専門官の考えるレベル）"),
            now["level"],
            options=(("", _("なし")), *((number, number) for number in by_number)),
        ),
        Field("reason", _("理由"), now["reason"], _("例: 手順書はあるが、使っているのは1課だけ")),
    ]
    return FormDialog(
        f"judge {snapshot.id} {item.id}",
        _("見立て　{item}", item=item.id),
        [
            _("自己診断: {answer}", answer=answer_in_words(item.id, snapshot.answer(item.id), questionnaire)),
            _("市町の回答は変わりません。専門官とセンターだけが見ます。"),
        ],
        fields,
        beside=_about(snapshot, item, questionnaire),
        go=_("これでよい"),
        check=lambda values: {"reason": missing} if values["level"] and not values["reason"] else {},
        save=on_disk(judge),
        stands=stands,
    )


def _about(snapshot: Snapshot, item: Item, questionnaire: Questionnaire) -> list[tuple[str, str] | str]:
    """What a level is given by: the question, what each level means with the answered one marked, and what the municipality wrote."""
    answer = snapshot.answer(item.id)
    lines: list[tuple[str, str] | str] = [(str(item.prompt), "bold")]
    for level in questionnaire.scale_of(item.id).values:
        said = _("{level}  {text}", level=as_level(level), text=questionnaire.descriptor(item.id, level))
        lines.append((said, "$accent") if level == answer.level else said)
    if why := why_in_words(item.id, answer, questionnaire):
        lines.append(_("{name}: {text}", name=_("この段の理由"), text=why))
    for name, text in ((_("根拠"), answer.evidence), (_("コメント"), answer.comment)):
        lines.append(_("{name}: {text}", name=name, text=text or _("書かれていません。")))
    return lines


def return_window(case: ReviewDesk, snapshot: Snapshot, items: Sequence[str]) -> TextDialog:
    """For the reason of a return; whoever gave it back meanwhile is told of.

    Raises:
        StoreError: what stands cannot be read.
    """
    known = [case.last_return(snapshot)]
    concerned = (
        _("見直してほしい設問: {items}", items="、".join(items)) if items else _("設問に印はついていません（スペースキーでつけられます）。")
    )
    guide = _("市町のホームのいちばん上に出ます。何をどう見直すと次につながるかを、ひとこと添えてください。") + concerned

    def give_back(reason: Edit[str]) -> None:
        try:
            case.give_back(snapshot, reason.new, items, known[-1])
        except ReturnedMeanwhileError as why:
            known.append(why.returned)
            raise

    return TextDialog(f"return {snapshot.id}", _("差戻しの理由"), "", Keep(on_disk(give_back)), guide=guide, required=True)
