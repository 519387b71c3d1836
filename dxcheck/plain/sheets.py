"""The sheet to answer in (記入表): make one, hear what one that came back would change, take it in, take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.assessment.findings_in_words import (
    faults_in_lines,
    finding_said,
    findings_in_short,
    kinds_in_words,
    taken_back_words,
    taken_in_words,
    to_be_taken_back_words,
)
from dxcheck.desk import NoDraftError
from dxcheck.i18n import N_, _, _n
from dxcheck.model.calendar import long_date
from dxcheck.plain.files import make_file
from dxcheck.plain.words import Saying

if TYPE_CHECKING:
    from dxcheck.assessment.answer_sheet import FoundRow, SheetField
    from dxcheck.assessment.taking_in import Findings, SheetFinding
    from dxcheck.desk.sheets import LastTakenIn, TakenIn
    from dxcheck.plain.sitting import Sitting

AT_SHEETS: Final = (
    Saying("make", ("m", "つくる", "make"), N_("記入表をつくる"), N_("すべての分野か1つの分野の表（Excel・CSV）をつくって保存します")),
    Saying("read", ("f", "読む", "read"), N_("表を読む"), N_("返ってきた表のファイルを読み、何が変わるかを見ます。まだ何も変わりません")),
    Saying("undo", ("u", "元に戻す", "undo"), N_("取り込みを元に戻す"), N_("いちばん新しい取り込みを、まとめて元に戻します")),
)
_TAKE: Final = Saying("take", ("t", "取り込む", "take"), N_("取り込む"), N_("読み上げたとおりに、まとめて下書きに取り込みます"))


class SheetsTold:
    """What is done with sheets."""

    def __init__(self, sitting: Sitting) -> None:
        self._s = sitting

    def go(self) -> None:
        """Say how it goes, then do what is asked for."""
        self._tell()
        while True:
            typed = self._s.ask(_("m で表をつくる、f で返ってきた表を読む、u で取り込みを元に戻す。空の行で戻ります:"), AT_SHEETS)
            if typed.action in ("", "back"):
                return
            if typed.action == "make":
                self._make()
            elif typed.action == "read":
                self._read()
            elif typed.action == "undo":
                self._take_back()
            else:
                self._tell()

    def _tell(self) -> None:
        self._s.say(
            "",
            _("Excelの記入表"),
            _("担当課に、Excelで書いてもらえます"),
            _("m で記入表をつくり、担当課に送ります。1つの分野だけの表もつくれます。"),
            _("何が新しく入り、何が変わり、どこが食い違うかを確かめて、t でまとめて取り込みます。"),
        )
        last = self._s.desk.last_taken_in()
        if last is not None:
            said = _n(
                "{day}に取り込んだ{n}問は、u でまとめて元に戻せます。",
                "{day}に取り込んだ{n}問は、u でまとめて元に戻せます。",
                len(last.items),
                day=long_date(last.at),
            )
            self._s.say(said)

    def _make(self) -> None:
        from dxcheck.reports.answer_sheet import sheet_offers  # workbooks are slow to import

        offers = self._s.attempt(lambda: sheet_offers(self._s.desk))
        if offers is not None:
            make_file(self._s, offers)

    # -- a sheet comes back --------------------------------------------------------------------------------------------

    def _read(self) -> None:
        """Read the file that is named, say what it would change, and take it in if that is wanted."""
        from dxcheck.formats.answer_table import answer_rows  # workbooks are slow to import
        from dxcheck.formats.foreign_tables import read_tables
        from dxcheck.formats.input import chosen_at, path_of

        typed = self._s.console.ask(_("書かれた記入表（Excel か CSV）の場所（空の行でやめる）:"))
        if not typed.strip():
            return
        rows = self._s.attempt(lambda: answer_rows(read_tables(chosen_at(path_of(typed)).content)))
        found = self._s.attempt(lambda: self._s.desk.sheet_findings(rows)) if rows is not None else None
        if rows is not None and found is not None:
            self._decide(rows, found)

    def _decide(self, rows: list[FoundRow], found: Findings) -> None:
        """Say what was found, let conflicts be decided, and take in what was said."""
        theirs: set[tuple[str, SheetField]] = set()
        while True:
            conflicts = found.of_kind("conflict")
            self._s.say(*self._lines(found, conflicts, theirs))
            prompt = _("t で取り込む、番号でその食い違いを表のほうにする（もう一度で下書きのまま）。空の行でやめる:")
            typed = self._s.ask(prompt if conflicts else _("t で取り込む。空の行でやめる:"), (_TAKE,), most=len(conflicts))
            if typed.action == "number":
                one = conflicts[int(typed.rest) - 1]
                theirs ^= {(one.item, one.field)}
            elif typed.action == "take":
                made = self._take_in(found, theirs)
                if made is None or not made.meanwhile:
                    return
                self._s.say(_("確かめているあいだに下書きが変えられたものは、取り込まずに残しました。下で選んでください。"))
                again = self._s.attempt(lambda: self._s.desk.sheet_findings(rows))
                if again is None:
                    return
                found, theirs = again, set()
            elif typed.action in ("", "back"):
                self._s.say(_("取り込みませんでした。"))
                return

    @staticmethod
    def _lines(found: Findings, conflicts: list[SheetFinding], theirs: set[tuple[str, SheetField]]) -> list[str]:
        q = found.questionnaire
        lines = ["", findings_in_short(found)]
        headings = kinds_in_words()
        for kind, heading in headings.items():
            of_kind = found.of_kind(kind) if kind != "conflict" else []
            lines += ["", heading, *(finding_said(one, q) for one in of_kind)] if of_kind else []
        if conflicts:
            lines += ["", headings["conflict"]]
        for n, one in enumerate(conflicts, 1):
            which = _("表のほうにする") if (one.item, one.field) in theirs else _("下書きのままにする")
            lines.append(_("{n}. {entry}", n=n, entry=f"{finding_said(one, q)}{_('（{about}）', about=which)}"))
        if found.faults:
            lines += ["", _("読めないところ（取り込みません。直して、もう一度取り込めます）")]
            lines += faults_in_lines(found.faults)
        return [*lines, *found.remarks]

    def _take_in(self, found: Findings, theirs: set[tuple[str, SheetField]]) -> TakenIn | None:
        if not any(one.kind != "conflict" or (one.item, one.field) in theirs for one in found.found):
            self._s.say(_("取り込むものはありません。"))
            return None
        made: list[TakenIn] = []
        self._s.keep(
            lambda: made.append(self._s.desk.take_in(found, theirs)),
            said=lambda: taken_in_words(made[-1].taken) + _("u で、取り込む前に戻せます。"),
        )
        self._s.attempt(self._s.keeper.load)
        return made[-1] if made else None

    def _take_back(self) -> None:
        back: list[LastTakenIn] = []
        last = self._s.attempt(self._s.desk.last_taken_in)
        if last is None:
            self._s.say(_("元に戻せる取り込みはありません。"))
            return
        self._s.say(*to_be_taken_back_words(len(last.items), last.at))
        if not self._s.confirm(_("取り込みを元に戻しますか")):
            return

        def undo() -> bool:
            try:
                back.append(self._s.desk.take_back(last))
            except NoDraftError:
                return False
            return True

        def said() -> str:
            if not back:
                return _("元に戻せる取り込みはありません。")
            return "".join(taken_back_words(len(back[-1].items), len(back[-1].since_changed)))

        self._s.keep(undo, said=said)
        self._s.attempt(self._s.keeper.load)
