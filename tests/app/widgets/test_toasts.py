"""Messages in the corner."""

from __future__ import annotations

from app.people import SMALL, Open, Person
from textual.widgets._toast import Toast

from dxcheck.desk import StaffDesk


async def test_a_message_covers_no_button(open_app: Open, desk: StaffDesk) -> None:
    """On a small screen a list's buttons stand where messages do: there they go above."""
    async with open_app(desk, SMALL) as person:
        await person.press("s", "3", "p")
        person.app.notify("まだ保存できていない回答があります。保存されてから提出してください。")
        await person.wait_until(
            lambda: bool(person.app.screen.query(Toast)) and all(one.region.area for one in person.app.screen.query(Toast))
        )
        await person.wait_until(lambda: person.app.screen.query(Toast).first().region.y < SMALL[1] // 2)
        for toast in person.app.screen.query(Toast):
            assert not any(toast.region.overlaps(one) for one in person.buttons.values())


async def test_a_message_that_follows_onto_another_screen_covers_no_button_there(open_app: Open, desk: StaffDesk) -> None:
    """It was said on a screen that has no buttons below, and goes above on the next, which has."""
    async with open_app(desk, SMALL) as person:
        await person.press("s", "3")
        person.app.notify("まだ保存できていない回答があります。保存されてから提出してください。")
        await person.wait_until(lambda: bool(person.app.screen.query(Toast)))
        await person.press("p")
        await person.wait_until(lambda: is_clear(person), seconds=4)


def is_clear(person: Person) -> bool:
    """Whether a message is shown and lies on no button."""
    messages = [one.region for one in person.app.screen.query(Toast) if one.region.area]
    buttons = list(person.buttons.values())
    return bool(messages and buttons) and not any(one.overlaps(other) for one in messages for other in buttons)
