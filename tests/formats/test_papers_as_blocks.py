"""Papers: whatever people wrote stays the text it is, in PDF and in Markdown; pages are numbered, marked and leave room for punching."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from PIL import Image
from pypdf import PdfReader
from reading_back import pages_of

from dxcheck.formats.blocks import Boxes, Card, Columns, Facts, NewPage, Paper, Picture, Points, Prose, Rest, Section, Table
from dxcheck.formats.fitting import fitted
from dxcheck.formats.markdown import to_markdown
from dxcheck.formats.typeset import to_pdf
from dxcheck.model.calendar import JAPAN

HOSTILE = '#eval("1") $frac(1, 2)$ *x* _y_ @ref <label> [b] `c` \\ // # = - + 1. | ~ & <script>alert(1)</script> ${x} #import "a"'
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>'


def paper(*blocks: object, title: str = "題") -> Paper:
    """A paper of these blocks."""
    return Paper(
        title=title,
        subtitle="副題",
        mark="取扱注意",
        made=dt.datetime(2026, 11, 24, 9, 0, tzinfo=JAPAN),
        foot="作成した日",
        name="名前",
        blocks=tuple(blocks),  # type: ignore[arg-type]
    )


def every_block(text: str) -> Paper:
    """The text in every place for a person's text."""
    return paper(
        Section(text, 1),
        Prose(text),
        Facts(((text, text),)),
        Points((text,), text),
        Points((), text),
        Table((text, text), ((text, text),), (1, 2), text),
        Table((text,), (), (1,), text),
        Columns((Picture(lambda: SVG, text),), (Card(text, text, ((text, text), ("", text)), 10),)),
        Boxes((text,)),
        NewPage(),
        Rest(text),
        title=text,
    )


def words(pdf: bytes) -> str:
    """All its text without spaces, since a PDF has no lines of its own."""
    return re.sub(r"\s", "", "".join(pages_of(pdf)))


def test_hostile_text_stays_text_in_a_pdf() -> None:
    """Typst's own markup, mathematics and imports are printed, wherever they are."""
    found = words(to_pdf(every_block(HOSTILE)))
    assert found.count(re.sub(r"\s", "", HOSTILE)) >= 14


def test_a_frame_for_handwriting_is_there_only_with_room_to_write() -> None:
    """Seen: on a full page it was a strip of two millimetres, with its name across its edge."""
    found = [pages_of(to_pdf(paper(*[Prose("あ")] * n, Rest("メモ")))) for n in (10, *range(48, 60))]
    of_one_page = ["メモ" in pages[0] for pages in found if len(pages) == 1]
    assert of_one_page[0]
    assert not of_one_page[-1], "the last line of a full page is no frame"
    assert of_one_page == sorted(of_one_page, reverse=True)
    assert len(found[-1]) > 1, "all sizes up to more than a page were tried"


def test_pages_are_numbered_and_marked() -> None:
    """Page n of N at the foot, the mark on every page, one embedded font, A4, the same bytes again."""
    made = paper(*[Card(f"設問{n}", "3 全庁で実施", (("根拠", "規程と記録。" * 40),), 12) for n in range(30)])
    content = to_pdf(made)
    assert content == to_pdf(made)
    reader = PdfReader(io.BytesIO(content))
    assert len(reader.pages) > 2
    for number, (page, there) in enumerate(zip(reader.pages, pages_of(content), strict=True), 1):
        text = re.sub(r"\s", "", there)
        assert f"{number}/{len(reader.pages)}" in text
        assert "取扱注意" in text
        assert "作成した日" in text
        assert [round(float(one), 1) for one in page.mediabox[2:]] == [595.3, 841.9]
        fonts = page["/Resources"]["/Font"].values()  # type: ignore[index]
        assert {"IPAexGothic" in str(one.get_object()["/BaseFont"]) for one in fonts} == {True}
    assert reader.metadata is not None
    assert reader.metadata.title == "題"


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="pdftoppm (poppler-utils) is not on this machine")
def test_another_program_draws_the_pages_with_room_for_punching(tmp_path: Path) -> None:
    """Poppler draws every page; the first 19 mm from the left are white, the rest is not."""
    (tmp_path / "a.pdf").write_bytes(to_pdf(paper(*[Card(f"設問{n}", "3", (("根拠", "規程と記録。" * 40),), 12) for n in range(30)])))
    subprocess.run(["pdftoppm", "-gray", "-r", "60", str(tmp_path / "a.pdf"), str(tmp_path / "page")], check=True)
    pages = sorted(tmp_path.glob("page-*.pgm"))
    assert len(pages) > 2
    for one in pages:
        with Image.open(one) as drawn:
            margin = drawn.crop((0, 0, round(19 / 25.4 * 60), drawn.height))
            assert margin.getextrema() == (255, 255)
            assert drawn.getextrema()[0] < 100  # type: ignore[operator]


texts = st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" #*_[]<>|&~`\\-+=.)(1!"), min_size=1, max_size=30)


@given(texts.map(str.strip).filter(bool))
def test_markdown_shows_what_was_written(text: str) -> None:
    """A Markdown program reads back the very text, in a paragraph, a list and a table."""
    made = to_markdown(paper(Prose(text), Points((text,)), Table((text,), ((text,),), (1,)))).decode()
    shown = MarkdownIt().enable("table").render(made)
    found = [html.unescape(re.sub(r"<br ?/?>", "", one)) for one in re.findall(r"<(?:p|li|td|th)>(.*?)</(?:p|li|td|th)>", shown, re.DOTALL)]
    squeezed = [re.sub(r"\s+", " ", one).strip() for one in found]
    assert squeezed.count(re.sub(r"\s+", " ", text)) == 4, (made, shown)


def test_every_block_has_a_form_in_markdown() -> None:
    """Nothing is left out, and lines stay lines."""
    made = to_markdown(every_block("ことば")).decode()
    assert made.count("ことば") >= 14
    assert "一行目  \n  二行目" in to_markdown(paper(Points(("一行目\n二行目",)))).decode()


LONG = "W" * 300


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not on this machine")
@pytest.mark.parametrize("word", [LONG, "ー" * 300, "。" * 300, "https://www.example.jp/" + "a" * 300], ids=["W", "ー", "。", "address"])
def test_a_long_word_stays_on_the_page(word: str, tmp_path: Path) -> None:
    """In every place for a text it is broken at the margin, and nothing of it is cut."""
    (tmp_path / "a.pdf").write_bytes(to_pdf(every_block(word)))
    subprocess.run(["pdftotext", "-bbox", str(tmp_path / "a.pdf"), str(tmp_path / "a.html")], check=True)
    found = (tmp_path / "a.html").read_text(encoding="utf-8")
    right = [float(one) for one in re.findall(r'<word [^>]*xMax="([0-9.]+)"', found)]
    assert len(right) > 30
    assert max(right) <= (210 - 12) / 25.4 * 72
    shown = re.sub(r"\s|\u200b", "", html.unescape("".join(re.findall(r"<word [^>]*>(.*?)</word>", found))))
    assert shown.count(word[-1]) >= 300 * 12


def test_a_character_the_font_does_not_have_is_spelled_out() -> None:
    """Instead of an empty box; composed characters, variants and joiners are left to the font."""
    made = words(to_pdf(every_block("笑顔\U0001f44dと한글、か\u3099く、葛\U000e0100城、\u202e右から")))
    assert made.count("笑顔〔U+1F44D〕と〔U+D55C〕〔U+AE00〕、がく、") >= 12
    assert "\u202e" not in made
    assert "U+E0100" not in made


def test_ordinary_words_are_broken_at_their_ends_only() -> None:
    """Nothing is put into texts that fit as they are."""
    said = paper(
        Prose("The municipality keeps an inventory of its procedures. 手続きの棚卸しをしています。" * 9), Boxes(("確認", "Approved"))
    )
    assert fitted(said) == said


def test_markdown_makes_no_mathematics_and_no_link_unasked() -> None:
    """Addresses stay the text they are, also in programs that make links by themselves."""
    text = "費用は$100と$200、https://example.jp/?a=1 と www.example.jp と ftp://example.jp まで"
    made = to_markdown(paper(Prose(text), Points((text,)), Table((text,), ((text,),), (1,)))).decode()
    shown = MarkdownIt("gfm-like").render(made)
    assert "<a " not in shown
    assert shown.count(html.escape(text)) == 4
    assert re.search(r"(?<!\\)\$", made) is None
