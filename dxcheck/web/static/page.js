// What the page does around the terminal. Runs when the page is there, before textual.js, which reads its settings from the element when all of it has loaded.
"use strict";
(() => {
  const FONT = "dxcheck-font-size", TAB = "dxcheck-tab", OPEN = "dxcheck-open", SMALLEST = 10, LARGEST = 32, YEAR = 31536000;
  const WARN_BEFORE = 60;
  let base = "", used = Date.now();
  const by = (id) => document.getElementById(id);

  // The page around the screen follows what was chosen on it, and the next screen begins with it.
  function follow(chosen) {
    for (const [key, value] of Object.entries(chosen))
      document.cookie = `dxcheck-${key}=${encodeURIComponent(value)}; path=${base}/; max-age=${YEAR}; samesite=strict${location.protocol === "https:" ? "; secure" : ""}`;
    if (chosen.theme) document.body.dataset.theme = chosen.theme;
    if (chosen.language) location.reload();
  }

  // Where the browser has no clipboard for pages (plain http to another machine), the old way still copies.
  if (!navigator.clipboard) Object.defineProperty(navigator, "clipboard", { value: { writeText: copyOldWay } });
  async function copyOldWay(text) {
    const before = document.activeElement, area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    if (before) before.focus();
  }

  // Without WebGL the bundled terminal writes its rows as text of the page. We want that for all: on its canvas Japanese hangs at the foot of the row, and remote desktops have no
  // WebGL anyway.
  const context = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, ...rest) { return kind === "webgl2" ? null : context.call(this, kind, ...rest); };

  // A tab keeps its name over a reload, so that its running app finds it again. A tab that was duplicated inherits the name while the first is still open; it takes one of its own.
  function tab(renew) {
    let name = sessionStorage.getItem(TAB);
    if (!name || renew) {
      name = Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, "0")).join("");
      sessionStorage.setItem(TAB, name);
    }
    return name;
  }
  const duplicated = sessionStorage.getItem(OPEN) !== null;
  sessionStorage.setItem(OPEN, "1");
  window.addEventListener("pagehide", () => sessionStorage.removeItem(OPEN));

  // The app hands a file over as an address: a picture opens over the page, anything else is saved under its own name.
  const open = window.open.bind(window);
  window.open = (url, ...rest) => {
    const found = /^(picture|download)\/[\w-]+$/.exec(String(url));
    if (!found) return open(url, ...rest);
    const address = `${base}/${url}`;
    if (found[1] === "picture") {
      large.open(address);
    } else {
      const link = document.createElement("a");
      link.href = address;
      link.download = "";
      link.click();
    }
    return null;
  };

  // The terminal takes every key. These stay the browser's: Ctrl+V pastes, and one can reload, go back, and look at the address as anywhere else. F10 leads out to the buttons above,
  // Esc from there back. Ctrl+C copies what was marked with Shift and the mouse before it goes to the app, which copies what is marked there.
  const OURS = new Set(["F5", "F11", "F12"]);
  function keys(event) {
    used = Date.now();
    if (document.querySelector("dialog[open]")) return;
    const inside = by("terminal").contains(event.target);
    if (event.key === "F10" && inside) {
      event.preventDefault();
      event.stopImmediatePropagation();
      by("smaller").focus();
    } else if (event.key === "Escape" && !inside && by("ended").hidden) {
      focus();
    } else if (OURS.has(event.key) || (event.altKey && (event.key === "ArrowLeft" || event.key === "ArrowRight"))) {
      event.stopImmediatePropagation();
    } else if ((event.ctrlKey || event.metaKey) && !event.altKey) {
      const key = event.key.toLowerCase();
      if (["v", "r", "l", "+", "-", ";"].includes(key)) event.stopImmediatePropagation();
      if (key === "c") document.execCommand("copy");
      if (key === "p") {  // what is seen is a part of the list: the app makes a paper of all of it (its key F12)
        event.preventDefault();
        event.stopImmediatePropagation();
        line.type("\u001b[24~");
      }
    }
  }

  function focus() {
    const keyboard = document.querySelector(".xterm-helper-textarea");
    if (keyboard) keyboard.focus();
  }

  // Somebody who only reads is told before the screen closes for want of use.
  function watch(idle) {
    const soon = by("soon");
    for (const kind of ["mousemove", "touchstart"]) document.addEventListener(kind, () => { used = Date.now(); }, { passive: true });
    setInterval(() => { soon.hidden = document.body.classList.contains("-closed") || Date.now() - used < 1000 * (idle - WARN_BEFORE); }, 1000);
  }

  // The terminal measures each character once, when it first draws it: those of bars must be there by then. If they do not come, it begins without them.
  function drawnFirst(begin) {
    const patience = new Promise((done) => setTimeout(done, 3000));
    return (event) => Promise.race([document.fonts.load('16px "Roboto Mono"', "\u2581"), patience]).catch(() => null).then(() => begin(event));
  }

  // Where the system forces its own colours, or wants strong ones and nobody chose others, the screen begins white on black; forced.css gives its colours back to the system.
  function contrast() {
    const isForced = matchMedia("(forced-colors: active)").matches || (matchMedia("(prefers-contrast: more)").matches && !document.cookie.includes("dxcheck-theme="));
    document.cookie = `dxcheck-forced=1; path=${base}/; samesite=strict${isForced ? "" : "; max-age=0"}`;
    if (isForced) document.body.dataset.theme = "contrast";
  }

  // Columns and rows of the terminal, as it will measure them itself: it tells the server if it comes to others.
  function cells(terminal, size) {
    const drawing = document.createElement("canvas").getContext("2d"), { width, height } = terminal.getBoundingClientRect();
    drawing.font = `${size}px 'Roboto Mono', Monaco, 'Courier New', monospace`;
    const letter = drawing.measureText("W"), scale = window.devicePixelRatio;
    const high = Math.ceil((letter.fontBoundingBoxAscent + letter.fontBoundingBoxDescent) * scale) / scale;
    return [Math.floor(Math.trunc(width) / letter.width), Math.floor(Math.trunc(height) / high)];
  }

  const terminal = by("terminal"), name = tab(duplicated);
  base = terminal.dataset.base;
  contrast();
  if (location.search) history.replaceState(null, "", location.pathname);
  terminal.dataset.sessionWebsocketUrl = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${base}/ws/${name}`;
  const size = Number(localStorage.getItem(FONT)) || (window.innerWidth >= 1600 ? 20 : 16);
  terminal.dataset.fontSize = size;
  const resize = (step) => () => {
    localStorage.setItem(FONT, Math.max(SMALLEST, Math.min(LARGEST, size + step)));
    location.reload();
  };
  by("smaller").onclick = resize(-2);
  by("larger").onclick = resize(2);
  document.addEventListener("keydown", keys, true);
  touch.begin();
  watch(Number(terminal.dataset.idle));
  large.begin({ focus });
  choose.begin({ focus });
  speech.begin({ focus });
  inside.begin({ base, tab: name, focus });
  line.begin({ base, follow, focus, renew: () => tab(true) });
  line.open(terminal.dataset.sessionWebsocketUrl, cells(terminal, size));
  let begun = false;  // the classes also change whenever the terminal gains or loses the focus
  new MutationObserver(() => {
    if (begun || !document.body.classList.contains("-first-byte")) return;
    begun = true;
    speech.name();
    touch.shown();
    focus();
    line.shown();
  }).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  document.addEventListener("DOMContentLoaded", () => { window.onload = drawnFirst(window.onload); });  // textual.js has set it by then
})();
