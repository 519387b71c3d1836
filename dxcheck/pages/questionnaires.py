"""診断票を選ぶ: which questionnaire is looked at from now on. Drafts and results are each one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from dxcheck.i18n import _, _n

if TYPE_CHECKING:
    from dxcheck.pages.maker import PageMaker
    from dxcheck.pages.pipe import PageAnswered


class OfferedQuestionnaire(NamedTuple):
    """A questionnaire that can be looked at."""

    id: str
    title: str
    about: list[str]
    is_here: bool


def show_questionnaires(maker: PageMaker) -> PageAnswered:
    """Each in the version in force, the one in use first, with what this municipality has of it."""
    there = maker.desk.instruments
    elsewhere = {one.questionnaire.id: one.in_words() for one in maker.desk.elsewhere()}
    offered = []
    for one in there.all():
        about = [_n("{id}　{version}版　{n}問", "{id}　{version}版　{n}問", len(one.items), id=one.id, version=one.version)]
        about += [_("使用中")] if one.id == there.in_use else []
        offered.append(OfferedQuestionnaire(one.id, str(one.title), [*about, *elsewhere.get(one.id, [])], one.id == there.looked_at))
    return maker.page("questionnaires.html", _("診断票を選ぶ"), offered=offered)


def look_at(maker: PageMaker) -> PageAnswered:
    """Look at another one from now on, also when this login's process has ended meanwhile; what was written stays where it is."""
    wanted = maker.field("questionnaire")
    chosen = next((one for one in maker.desk.instruments.all() if one.id == wanted), None)
    if chosen is None:
        return maker.onward("questionnaires", _("その診断票は、もうありません。"))
    maker.desk = maker.desk.looking_at(chosen.id)
    return msgspec.structs.replace(maker.onward("", _("診断票「{title}」に切り替えました。", title=chosen.title)), looks_at=chosen.id)
