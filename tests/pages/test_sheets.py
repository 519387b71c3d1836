"""A filled-in sheet comes back on a plain page: looked at, taken in, taken back, and nothing kept between two requests."""

from __future__ import annotations

import base64
import datetime as dt
import zlib

import pytest
from desk.filled_sheets import Filled, standing, workbook
from desks import Desks
from moments import NOW
from pages.person import Person
from web.reading_pages import PageRead

from dxcheck.formats.input import ChosenFile
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Answer


def read(person: Person, content: bytes, status: int = 200) -> PageRead:
    """Choose a file and press the button."""
    form = person.opens("sheet").forms["f-read"]
    answered = person.asked(form.path, form.fields, file=ChosenFile("表.xlsx", content))
    assert answered.status == status, answered.body
    return PageRead(answered.body)


def test_a_sheet_is_looked_at_taken_in_and_taken_back(make_desk: Desks) -> None:
    """Sent twice it is taken in once; each page is made by a process that knows nothing of the one before."""
    desk = make_desk()
    filled = workbook(desk)
    filled.write("mom-01", answer="３", evidence="課の資料\n二行目")
    filled.write("mom-02", answer=9)
    found = read(Person(desk), filled.saved())
    assert "新しく入る 2か所" in found.text
    assert "「9」は選べません" in found.text
    assert desk.draft() is None
    after = Person(make_desk()).sends(found.forms["f-take"])
    assert "1問の回答を取り込みました" in after.text
    assert standing(desk) == {"mom-01": Answer(3, evidence="課の資料\n二行目")}
    again = Person(make_desk()).sends(found.forms["f-take"], 200)
    assert "もう一度確かめてください" in again.text
    assert "取り込む" not in [one.path for one in again.forms.values()]
    assert standing(desk) == {"mom-01": Answer(3, evidence="課の資料\n二行目")}
    back = Person(make_desk()).sends(after.forms["f-back"])
    assert "1問を、取り込む前に戻しました" in back.text
    assert standing(desk) == {}
    assert "f-back" not in back.forms
    assert "元に戻せる取り込みはありません" in Person(make_desk()).sends(after.forms["f-back"]).text


def test_what_is_pressed_twice_takes_one_sheet_back(make_desk: Desks) -> None:
    """Not the one before it too; a page that was left open takes nothing back that came since."""
    desk = make_desk()
    for minutes, item in enumerate(("mom-01", "mom-02")):
        then = make_desk(now=lambda minutes=minutes: NOW + dt.timedelta(minutes=minutes))
        filled = workbook(then)
        filled.write(item, answer=3)
        after = Person(then).sends(read(Person(then), filled.saved()).forms["f-take"])
    Person(make_desk()).sends(after.forms["f-back"])
    assert standing(desk) == {"mom-01": Answer(3)}
    again = Person(make_desk()).sends(after.forms["f-back"])
    assert "元に戻せる取り込みはありません" in again.text
    assert standing(desk) == {"mom-01": Answer(3)}
    assert "f-back" in again.forms, "the first one can be, from the page as it is now"


def test_conflicts_stay_as_the_draft_has_them_unless_they_are_ticked(make_desk: Desks) -> None:
    """And what a colleague writes while somebody looks is shown before anything is taken in."""
    desk = make_desk()
    filled = workbook(desk)
    filled.write("mom-01", answer=3)
    filled.write("mom-02", answer=3)
    for item in ("mom-01", "mom-02"):
        make_desk("税務課").save(item, AnswerPatch(choice=1))
    person = Person(desk)
    found = read(person, filled.saved())
    assert "下書き「1」、表「3」" in found.text
    make_desk("税務課").save("mom-01", AnswerPatch(choice=2))
    seen = person.sends(found.forms["f-take"], 200, theirs="mom-01 answer")
    assert "確かめているあいだに下書きが変わりました" in seen.text
    assert "下書き「2」、表「3」" in seen.text
    person.sends(seen.forms["f-take"], theirs="mom-02 answer")
    assert standing(desk) == {"mom-01": Answer(2), "mom-02": Answer(3)}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "ファイルが空です"),
        (b"%PDF-1.7", "PDFのファイルです"),
        (bytes.fromhex("d0cf11e0a1b11ae1"), "古い形式（.xls）"),
        ("市町,人口\n今治市,15".encode(), "dxcheckの記入表の行が見つかりません"),
    ],
)
def test_what_is_no_sheet_is_said_to_be_none(make_desk: Desks, content: bytes, said: str) -> None:
    """With the field for another file on the same page."""
    page = read(Person(make_desk()), content, 422)
    assert said in page.text
    assert "f-read" in page.forms


def test_another_municipalitys_sheet_is_refused(make_desk: Desks) -> None:
    """By the marks in its rows."""
    filled = workbook(make_desk())
    raw = Filled(filled.saved())
    for page in raw.book.worksheets:
        for row in range(1, page.max_row + 1):
            mark = str(page.cell(row, 1).value or "")
            page.cell(row, 1).value = mark.replace("382027", "382019")
    assert "ほかの市町（団体コード 382019）の記入表です" in read(Person(make_desk()), raw.saved(), 422).text


def test_rows_that_did_not_arrive_change_nothing(make_desk: Desks) -> None:
    """Cut, empty, or none at all; and a form without a file."""
    desk = make_desk()
    filled = workbook(desk)
    filled.write("mom-01", answer=3)
    person = Person(desk)
    form = read(person, filled.saved()).forms["f-take"]
    deep = base64.urlsafe_b64encode(zlib.compress(b'[{"x":' + b"[" * 100_000)).decode()
    for rows in (deep, "", "x", "eJwDAAAAAAE=", "あ", form.fields["rows"][0][:-20], "A" * 1_000_000):
        person.sends(form, 409, rows=rows)
    assert desk.draft() is None
    nothing = person.asked("sheet/read", form.fields)
    assert "ファイルが選ばれていません" in PageRead(nothing.body).text
