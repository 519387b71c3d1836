"""Asking other sections (照会): who is asked what, by when, and what is sent to them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck.casework.asked import assignments, last_time_of, letter, only_items, usual_sections
from dxcheck.casework.asking import KEPT_ASKED, LONGEST_REASON, Ask, AskWithAnswers, Turn
from dxcheck.desk.sheets import SheetDesk
from dxcheck.i18n import _
from dxcheck.model.mail import mail_address
from dxcheck.model.snapshot import LONGEST_POST, LONGEST_TEXT, QuestionnaireRef
from dxcheck.model.text import cleaned, cleaned_line
from dxcheck.system.refusal import RefusedError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Hashable, Sequence

    from dxcheck.assessment.answer_sheet import AnswerSheet
    from dxcheck.casework.asked import ProposedPosts
    from dxcheck.casework.letters import Letter
    from dxcheck.questionnaire import Questionnaire

MOST_OPEN: Final = 200
"""Asks of a municipality that are not over: far more than a town hall has sections."""


class AskError(RefusedError):
    """Nothing can be asked like this; the message says why and what to do."""


class AskingDesk(SheetDesk):
    """Ask, see who has answered, ask back, end."""

    def asked(self) -> list[AskWithAnswers]:
        """Every ask that is kept for the questionnaire looked at, in the order they were asked.

        Raises:
            StoreError: one cannot be read.
        """
        every = (one for one in self._repository.asks.every() if self._now() - one.ask.asked_at <= KEPT_ASKED)
        return [one for one in every if one.ask.questionnaire.id == self.questionnaire_id]

    def asked_now(self) -> list[AskWithAnswers]:
        """Those of the running cycle.

        Raises:
            StoreError: one cannot be read.
        """
        cycle = self.cycle  # to know it is to look at what the centre decided
        return [one for one in self.asked() if one.ask.cycle == cycle]

    def asks_stamp(self) -> Hashable:
        """Changes whenever something was asked, written or handed back."""
        return self._repository.asks.stamp()

    @property
    def asked_questionnaire(self) -> Questionnaire:
        """The questionnaire whose items are asked: the draft's, else the one in force.

        Raises:
            StoreError: it cannot be read.
        """
        draft = self.draft()
        return self.questionnaire_for(draft.questionnaire) if draft is not None else self._beginning()[0]

    def assignments(self) -> list[ProposedPosts]:
        """Whom each item may be asked of: as last time, else the section that usually knows.

        Raises:
            StoreError: what was asked before cannot be read.
        """
        questionnaire = self.asked_questionnaire
        known = [one for one in self._library.all() if one.id == questionnaire.id]
        return assignments(questionnaire, [one.ask for one in self.asked()], self.cycle, usual_sections([*known, questionnaire]))

    def known_posts(self) -> list[str]:
        """The posts that were asked before, those asked last at first; then the sections that usually know."""
        before = [one.ask.post for one in reversed(self.asked())]
        return list(dict.fromkeys([*before, *(post for one in self.assignments() for post in one.posts)]))

    def ask(self, items: Collection[str], posts: Sequence[str], due: dt.date, reason: str = "") -> list[Ask]:
        """Ask some items of one post or of several, each with a copy of last time's answers.

        Args:
            items: which; in asking order whatever the order here.
            posts: 課・係; each is asked all of them.
            due: until when, from today on.
            reason: a word of why.

        Raises:
            AskError: no item, no post, or a day that is over.
            StoreError: it could not be asked; where several posts were named, those before are.
        """
        from dxcheck.model.account import plain_name  # not needed for a first screen

        questionnaire = self.asked_questionnaire
        chosen = [one for one in questionnaire.ordered if one.id in items]
        named = list(dict.fromkeys(one for one in (cleaned_line(post) for post in posts) if one))
        reason = cleaned_line(reason)
        self._refuse_ask(bool(chosen), named, due, reason)
        self._repository.keep_questionnaire(questionnaire)
        draft = self.draft()
        before = self.previous(draft) if draft is not None else self._previous_of(self.questionnaire_id)
        last = last_time_of(before, self.questionnaire_for(before.questionnaire), chosen) if before is not None else None
        made, now = [], self._now()
        mails = {
            plain_name(one.ask.post): one.ask.mail for one in self._repository.asks.every()
        }  # of a post that was asked often, the last one
        for place, post in enumerate(named):
            ask = Ask(
                id=os.urandom(8).hex(),
                municipality=self.municipality.code,
                post=post,
                questionnaire=QuestionnaireRef.to(questionnaire),
                items=tuple(one.id for one in chosen),
                cycle=self.cycle,
                due=due,
                asked_at=now,
                place=place,
                asked_by=self.post,
                reason=reason,
                mail=mails.get(plain_name(post), ""),
                before=last,
            )
            self._repository.asks.document(ask.id).add(ask)
            self.witness("ask-sent", ask.id)
            made.append(ask)
        self._forget_old_asks()
        return made

    def _refuse_ask(self, has_items: bool, posts: Sequence[str], due: dt.date, reason: str) -> None:
        if not has_items:
            raise AskError(_("照会する設問がありません。分野か設問を選んでください。"))
        if not posts:
            raise AskError(_("照会先の課・係を入れてください。個人の名前は入れないでください。"))
        if too_long := next((one for one in posts if len(one) > LONGEST_POST), ""):
            raise AskError(_("照会先の名前が長すぎます（{n}文字まで）: {post}", n=LONGEST_POST, post=too_long))
        if len(reason) > LONGEST_REASON:
            raise AskError(_("ひとことが長すぎます（{n}文字まで）。", n=LONGEST_REASON))
        if due < self._now().date():
            raise AskError(_("期限の日がすぎています。今日からあとの日を入れてください。"))
        if sum(one.ask.state != "ended" for one in self.asked()) + len(posts) > MOST_OPEN:
            raise AskError(_("終わっていない照会が多すぎます。済んだものを終わりにしてから照会してください。"))

    def _forget_old_asks(self) -> None:
        """What was asked so long ago that no proposal comes from it any more goes, with what sections wrote."""
        for one in self._repository.asks.every():
            if self._now() - one.ask.asked_at > KEPT_ASKED:
                self._repository.asks.remove(one.ask.id)

    def ask_back(self, ask: str, question: str, items: Sequence[str] = ()) -> Ask:
        """Ask a section that has handed back once more, with a question.

        Raises:
            AskError: no question, the section is still writing, or the ask was ended.
            StoreError: it could not be saved.
        """
        text = cleaned(question)
        if not text or len(text) > LONGEST_TEXT:
            raise AskError(_("聞き返すことを書いてください（{n}文字まで）。", n=LONGEST_TEXT))

        def change(one: Ask) -> Ask:
            if one.is_open:
                raise AskError(_("{post}はまだ回答を返していません。返ってから聞き返せます。", post=one.post))
            if one.state == "ended":
                raise AskError(_("{post}への照会は終わりにしました。もう一度きくときは、新しく照会してください。", post=one.post))
            return _with(one, Turn(self._now(), "back", self.post, text, tuple(items)))

        made = self._change_ask(ask, change)
        self.witness("ask-asked-back", ask)
        return made

    def end_ask(self, ask: str) -> Ask:
        """End an ask: its section can write no more. What it handed back stays to be read.

        Raises:
            StoreError: it is as it was.
        """
        made = self._change_ask(ask, lambda one: one if one.state == "ended" else _with(one, Turn(self._now(), "ended", self.post)))
        self.witness("ask-ended", ask)
        if (links := self._repository.asks.links) is not None:
            links.end_links(ask)
        return made

    def letters(self) -> list[Letter]:
        """What to send to each section that has not handed back in this cycle, what is due first at first.

        Raises:
            StoreError: an ask cannot be read.
        """
        from dxcheck.casework.letters import ask_letter  # not needed before the first frame

        waiting = sorted((one for one in self.asked_now() if one.ask.is_open), key=lambda one: (one.ask.due, one.ask.post))
        today = self._now().date()
        return [ask_letter(one, self.questionnaire_for(one.ask.questionnaire), self.municipality, today, one.ask.mail) for one in waiting]

    def set_mail(self, ask: str, address: str) -> Ask:
        """Hold where reminders of an ask go; the next ask of the same post begins with it.

        Args:
            ask: its id.
            address: as it was typed; empty for none.

        Raises:
            AddressError: it is no mail address.
            StoreError: it is as it was.
        """
        mail = mail_address(address)
        made = self._change_ask(ask, lambda one: one if one.mail == mail else msgspec.structs.replace(one, mail=mail))
        self.witness("ask-addressed", ask)
        return made

    def letter(self, ask: str, link: str = "") -> str:
        """What to send to the section, to copy: asks, and reminds.

        Raises:
            StoreError: the ask cannot be read.
        """
        asked = self._repository.asks.document(ask).read()
        questionnaire = self.questionnaire_for(asked.ask.questionnaire)
        return letter(asked, questionnaire, str(self.municipality), self._now().date(), link)

    @property
    def can_make_links(self) -> bool:
        """Whether there is a server that a link could lead to."""
        return self._repository.asks.links is not None

    def letter_with_link(self, ask: str) -> str:
        """What to send to a section that has no account: with a link to this ask alone, good until the due date. Those made before lead nowhere any more.

        Raises:
            AskError: there is no server, or the ask is over.
            StoreError: the link was not made.
        """
        links = self._repository.asks.links
        if links is None:
            raise AskError(_("リンクは、ブラウザーで使うときだけつくれます。つながらない課には、記入表を送れます。"))
        one = self._repository.asks.document(ask).read().ask
        if one.state == "ended" or one.due < self._now().date():
            raise AskError(_("期限がすぎたか終わりになった照会のリンクは、つくれません。"))
        return self.letter(ask, links.make_link(ask))

    def end_links(self, ask: str) -> None:
        """End the links to an ask; whoever came by one has to leave.

        Raises:
            StoreError: they are as they were.
        """
        if (links := self._repository.asks.links) is not None:
            links.end_links(ask)

    def asked_sheet(self, ask: str) -> AnswerSheet:
        """The items of an ask as a sheet to answer in, for a section that has no dxcheck. It comes back like every sheet (`take_in`).

        Raises:
            StoreError: the ask or the draft cannot be read.
        """
        from dxcheck.assessment.answer_sheet import answer_sheet  # not needed before the first frame

        one = self._repository.asks.document(ask).read().ask
        ground = self._sheet_ground()
        made = answer_sheet(ground._replace(questionnaire=only_items(ground.questionnaire, one.items)))
        return made._replace(name=_("記入表_{municipality}_{post}", municipality=self.municipality.name, post=one.post))

    def _change_ask(self, ask: str, change: Callable[[Ask], Ask]) -> Ask:
        def made(asked: AskWithAnswers) -> AskWithAnswers:
            new = change(asked.ask)
            return asked if new is asked.ask else asked._replace(ask=new)

        return self._repository.asks.document(ask).change(made)[0].ask


def _with(ask: Ask, turn: Turn) -> Ask:
    return msgspec.structs.replace(ask, turns=(*ask.turns, turn))
