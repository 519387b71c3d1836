// For fingers: a bar with the keys that a screen needs, and swipes that move the screen as far as the finger. Runs before page.js.
"use strict";
const touch = (() => {
  const COARSE = "(pointer: coarse)", ROWS_A_TURN = 2;  // a turn of the wheel moves the app's screens by two rows
  const KEYS = { esc: "\u001b", enter: "\r", tab: "\t", up: "\u001b[A", down: "\u001b[B", right: "\u001b[C", left: "\u001b[D", help: "?" };
  const by = (id) => document.getElementById(id);
  const field = () => document.querySelector("#terminal .xterm-helper-textarea");

  // A finger that moves scrolls as a wheel does, and what it came down on, wherever it goes. Whatever it came down on hears of it until it lets go, even once the terminal has drawn that row anew and thrown the old one away.
  function swipes(terminal) {
    const passive = { passive: true };
    let at = null, begun = null;
    const follow = (event) => {
      const now = event.changedTouches[0], row = terminal.querySelector(".xterm-rows > div")?.getBoundingClientRect().height;
      const turns = row ? Math.trunc((at - now.clientY) / (ROWS_A_TURN * row)) : 0, below = document.elementFromPoint(begun.clientX, begun.clientY);
      if (!turns || !terminal.contains(below)) return;
      at -= turns * ROWS_A_TURN * row;
      const where = { clientX: begun.clientX, clientY: begun.clientY, deltaY: Math.sign(turns), deltaMode: WheelEvent.DOM_DELTA_LINE, bubbles: true, cancelable: true };
      for (let n = 0; n < Math.abs(turns); n += 1) below.dispatchEvent(new WheelEvent("wheel", where));
    };
    terminal.addEventListener("touchstart", ({ target, touches }) => {
      [begun] = touches;
      at = begun.clientY;
      target.addEventListener("touchmove", follow, passive);
      target.addEventListener("touchend", (event) => {
        follow(event);  // a quick finger is told of only where it lets go
        target.removeEventListener("touchmove", follow);
      }, { passive: true, once: true });
    }, passive);
  }

  // The keyboard of the device comes when it is wanted, not with every press on the screen, half of which it would cover.
  function keyboard(isWanted) {
    by("keyboard").setAttribute("aria-pressed", String(isWanted));
    if (!field()) return;
    field().inputMode = isWanted ? "text" : "none";
    field().blur();
    field().focus();
  }

  return {
    // The page is there.
    begin() {
      swipes(by("terminal"));
      for (const button of by("keys").querySelectorAll("[data-key]")) {
        button.addEventListener("pointerdown", (event) => event.preventDefault());  // the focus stays where it is
        button.addEventListener("click", () => line.type(KEYS[button.dataset.key]));
      }
      by("keyboard").addEventListener("pointerdown", (event) => event.preventDefault());
      by("keyboard").addEventListener("click", () => keyboard(by("keyboard").getAttribute("aria-pressed") !== "true"));
    },
    // The screen has come.
    shown() {
      if (matchMedia(COARSE).matches && field()) field().inputMode = "none";
    },
  };
})();
