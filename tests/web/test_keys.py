"""Whatever comes over the line as typed text, the parser goes on, and the next key is a key."""

from __future__ import annotations

import asyncio
import random

import pytest
from textual import events
from web.serving import Serve

from dxcheck.web.keys import LONGEST_PASTE, BrowserParser, EndlessPasteError


def keys(parser: BrowserParser, *texts: str) -> list[str]:
    """What the app would get, but not what it ignores."""
    return [str(getattr(one, "key", type(one).__name__)) for text in texts for one in parser.feed(text)]


@pytest.mark.parametrize(
    "sequence",
    ["\x1b[1114112u", "\x1b[97:65u", "\x1b[97;5:1u", "\x1b[97;1;55296u", "\x1b[999999999999999999999u", "\x1b[48;99999;99999;0;0t"],
)
def test_what_no_terminal_sends_is_no_key(sequence: str) -> None:
    """In one piece or in two."""
    for at in range(1, len(sequence)):
        assert keys(BrowserParser(), sequence[:at], sequence[at:], "g") == ["g"]


def test_the_mouse_is_on_the_screen_and_counts_cells() -> None:
    """Also after a size without width was typed, which would divide by it."""
    parser = BrowserParser()
    [pressed] = [*parser.feed("\x1b[48;24;80;0;0t"), *parser.feed("\x1b[<0;5;6M")]
    assert isinstance(pressed, events.MouseDown)
    assert (pressed.x, pressed.y) == (4, 5)
    assert keys(parser, "\x1b[<0;99999999;6M", "g") == ["g"]


def test_a_paste_is_held_up_to_a_limit() -> None:
    """It comes as one; one that goes on and on is given up."""
    parser = BrowserParser()
    [pasted] = [*parser.feed("\x1b[200~" + "あ" * 1000), *parser.feed("い\x1b[201~")]
    assert isinstance(pasted, events.Paste)
    assert pasted.text == "あ" * 1000 + "い"
    list(parser.feed("\x1b[200~" + "あ" * LONGEST_PASTE))
    with pytest.raises(EndlessPasteError):
        list(parser.feed("あ"))


def test_ten_thousand_mixtures_of_pieces_leave_a_parser_that_works() -> None:
    """Pieces of all sequences there are, in any order; afterwards a paste ends and a key is a key."""
    chance = random.Random(1)
    pieces = [
        "\x1b",
        "\x1b[",
        "[",
        "<",
        ";",
        ":",
        "0",
        "48",
        "99999",
        "1114112",
        "55296",
        "u",
        "M",
        "m",
        "t",
        "~",
        "R",
        "$y",
        "?",
        "2048;1",
        "あ",
        "-",
        "Ａ",
        "٣",
    ]
    parser = BrowserParser()
    for _nth in range(10_000):
        list(parser.feed("".join(chance.choices(pieces, k=chance.randrange(1, 9)))))
    assert keys(parser, "x" * 40, "\x1b[201~", "g")[-1] == "g"


async def test_escape_sequences_and_control_characters_do_no_harm(serve: Serve) -> None:
    """They are keys nobody has, also where a number that is no character comes in two messages, or a size that no screen has; and the app is still there."""
    async with serve() as served, served.logged_in() as visitor, visitor.tab() as line:
        await line.until("今治市")
        await line.keys("\x1b[11141")
        await line.keys("12u")
        typed = (
            "\x1b]52;c;aGk=\x07",
            "\x00\x01\x02\x7f",
            "\ud800",
            "\x1b[31;1;1;1;1;1m",
            "\x1b[<0;5;5M",
            "\x1b[1114112u",
            "\x1b[97;1;55296u",
        )
        for hostile in (*typed, "\x1b[48;99999;99999;0;0t", "\x1b[<0;9999999999;5M"):
            await line.keys(hostile)
        await asyncio.sleep(0.3)
        await line.keys("\x1b")  # the letters among them are keys of the home screen
        await asyncio.sleep(0.3)
        await line.keys("g")
        await line.until("まだ診断結果がありません")


async def test_a_paste_without_end_ends_its_session_alone(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    """With a line in the log; a long one that does end is a paste."""
    async with serve() as served, served.logged_in() as visitor, visitor.tab("tab-good") as good:
        await good.until("今治市")
        async with visitor.tab("tab-evil") as evil:
            await evil.until("今治市")
            await evil.keys("\x1b[200~" + "あ" * 30_000 + "\x1b[201~")
            await evil.keys("\x1b[200~")
            for _nth in range(7):
                await evil.keys("あ" * 30_000)
            assert await evil.until_closed() == 4002
        assert "EndlessPasteError" in caplog.text
        await good.keys("g")
        await good.until("推移")
