"""Every page and every form at the staff's desk of one municipality beside another: what is read, what is changed, and what is said in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import access
import pytest
from access_world import FOREIGN, NAMES, OWN, built, data, words_in
from moments import NOW
from pages.person import Person
from web.reading_pages import PageRead

from dxcheck import i18n
from dxcheck.pages.router import PAGES
from dxcheck.workspace import Workspace

__all__ = ["built", "data"]
JAPANESE = re.compile("[ぁ-んァ-ヶ]")


@pytest.fixture
def person(data: Path) -> Iterator[Person]:
    """At 今治市's desk."""
    workspace = Workspace.open(data)
    yield Person(workspace.staff_desk(workspace.roster.find(NAMES[OWN]), post="企画課", now=lambda: NOW))
    i18n.use("ja")


def read_all(person: Person) -> dict[str, PageRead]:
    """Every page there is, and every one that a page leads to, by the route that makes it."""
    found, left, seen = {}, [""], set()
    while left:
        path = left.pop()
        is_another_file = path.startswith("file/") and any(one.startswith("file/") for one in seen)
        if path in seen or path.startswith(("picture/", "made/")) or is_another_file:
            continue
        seen.add(path)
        page = person.opens(path)
        route = next(one.path for one in PAGES if one.method == "GET" and one.pattern.fullmatch(path))
        found.setdefault(route, page)
        left += [one.partition("#")[0] for one in re.findall(r'href="/text/([^"?]*)', page.html)]
    return found


def test_every_page_is_led_to_and_shows_its_own_municipality_alone(person: Person) -> None:
    """From home by links alone; all that staff may read is on some page, and nothing that they may not."""
    pages = read_all(person)
    routes = {one.path for one in PAGES if one.method == "GET"}
    assert routes - pages.keys() == {"picture/{snapshot}", "made/{name}/{ending}"}
    text = "\n".join(one.html for one in pages.values())
    seen = words_in(text)
    assert {kind for kind, _town in seen} == access.SEES["staff"]
    assert {town for _kind, town in seen} == {OWN}
    assert NAMES[FOREIGN] not in text
    for one in pages.values():
        assert one.html.count("<h1") == 1
        ids = re.findall(r' id="([^"]+)"', one.html)
        assert len(ids) == len(set(ids))


def test_what_forms_change_are_the_files_of_the_own_municipality(person: Person, data: Path) -> None:
    """A form of each kind, sent twice: nothing is there twice."""
    before = {one: one.read_bytes() for one in data.rglob("*.json")}

    def twice(path: str, form: str, **given: str) -> PageRead:
        there = person.opens(path).forms[form]
        first = person.sends(there, **given)
        person.sends(there, **given)
        return first

    assert "専門官に届きました。" in twice("wish", "f-ask", text="窓口の相談").text
    [asked] = [one for one in person.desk.wishes.open() if one.text == "窓口の相談"]
    twice("wish", f"f-{asked.id}", more="急ぎです", text="窓口の混雑の相談")
    assert "終わりにしました。" in twice("wish", f"f-end-{asked.id}").text
    [asked] = [one for one in person.desk.wishes.every() if one.id == asked.id]
    assert (asked.text, [one.text for one in asked.replies], asked.is_open) == ("窓口の混雑の相談", ["急ぎです"], False)
    [action, *_more] = person.desk.actions()
    said = twice("actions", f"f-{action.id}", state="doing", owner="企画課", due="2027-03-31", remark="始めました")
    assert "保存しました。" in said.text
    changed = next(one for one in person.desk.actions() if one.id == action.id)
    assert (changed.state, changed.owner, str(changed.due)) == ("doing", "企画課", "2027-03-31")
    assert [one.text for one in changed.remarks].count("始めました") == 1
    bad = person.sends(person.opens("actions").forms[f"f-{action.id}"], 422, state="dropped", due="いつか")
    assert "見送る理由を書いてください。" in bad.text
    key = next(one for one in person.opens("waiting").forms if one.startswith("f-take_on-o-")).removeprefix("f-take_on-")
    there = len(person.desk.actions())
    assert "いまはしない理由を書いてください。" in person.sends(person.opens("waiting").forms[f"f-not_now-{key}"], 422).text
    assert "返事を専門官に届けました。" in twice("waiting", f"f-take_on-{key}", step="一覧をつくる", due="2027-03-31", money="yes").text
    assert len(person.desk.actions()) == there + 1
    assert "待っているものに戻しました。" in twice("waiting", f"f-back-{key}").text
    assert len(person.desk.actions()) == there
    assert "返事を専門官に届けました。" in twice("waiting", f"f-not_now-{key}", reason="予算がない").text
    quick = person.opens("quick").forms["f-quick"]
    done = person.sends(quick, **dict.fromkeys(quick.offered, "1"))
    assert "かんたん診断の結果" in done.text
    draft = person.desk.begin()
    assert "取りやめました。" in twice("draft", "f-give-up").text
    assert person.desk.draft() is None
    assert "下書きを元に戻しました。" in twice("draft", "f-back").text
    assert person.desk.draft().id == draft.id  # type: ignore[union-attr]
    changed_files = {one.relative_to(data).as_posix() for one in data.rglob("*.json") if before.get(one) != one.read_bytes()}
    allowed = re.compile(access.WRITES["staff"].format(own=OWN))
    assert [one for one in sorted(changed_files) if not allowed.fullmatch(one)] == []


def test_every_page_is_said_in_english(person: Person) -> None:
    """Apart from what people and questionnaires say: titles and what stands in labels and buttons."""
    for path in (
        "",
        "review",
        "result",
        "history",
        "progress",
        "actions",
        "waiting",
        "visits",
        "wish",
        "draft",
        "quick",
        "files",
        "sheet",
        "asking",
        "questionnaires",
    ):
        answered = person.asked(path, language="en")
        assert not JAPANESE.search(answered.title), answered.title
        said = re.findall(r"<(?:label|button|legend|caption|th|summary)[^>]*>([^<]*)", answered.body)
        assert [one for one in said if JAPANESE.search(one)] == [], path


def test_a_handover_pack_is_a_file(person: Person) -> None:
    """In each of its formats it is named; here the one without typesetting. While it is made, a page says so and leads on by itself."""
    meanwhile = person.asked("file/handover/md")
    assert (meanwhile.status, meanwhile.file, meanwhile.location) == (200, None, "made/handover/md")
    assert "作成しています…" in meanwhile.body
    assert "「引継ぎパック」（Markdown）をつくっています" in meanwhile.body
    made = person.asked(meanwhile.location).file
    assert made is not None
    assert made.name.endswith(".md")
    assert NAMES[OWN] in made.content.decode()
    assert person.asked("file/handover/exe").status == person.asked("made/handover/exe").status == 404
