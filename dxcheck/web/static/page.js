// What the page does around the terminal. Runs before textual.js, which reads its settings from the element when the page has loaded.
"use strict";
(() => {
  const FONT = "dxcheck-font-size", TAB = "dxcheck-tab", SMALLEST = 10, LARGEST = 32, CODES = { network: 0, full: 4006, taken: 4003 };
  let base = "", code = null, retries = 0;

  // textual.js keeps its socket to itself; this one tells why it was closed.
  class Line extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener("close", (event) => { code = event.code >= 4000 ? event.code : CODES.network; });
    }
    send(data) { if (this.readyState === WebSocket.OPEN) super.send(data); }
  }
  window.WebSocket = Line;

  // Without WebGL the bundled terminal writes its rows as text of the page. We want that for all: on its canvas Japanese hangs at the foot of the row, and remote desktops have no
  // WebGL anyway.
  const context = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, ...rest) { return kind === "webgl2" ? null : context.call(this, kind, ...rest); };

  // A tab keeps its name over a reload, so that its running app finds it again.
  function tab(renew) {
    let name = sessionStorage.getItem(TAB);
    if (!name || renew) {
      name = Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, "0")).join("");
      sessionStorage.setItem(TAB, name);
    }
    return name;
  }

  // The app hands a file over as an address: a picture opens over the page, anything else is saved under its own name.
  const open = window.open.bind(window);
  window.open = (url, ...rest) => {
    const found = /^(picture|download)\/[\w-]+$/.exec(String(url));
    if (!found) return open(url, ...rest);
    const address = `${base}/${url}`;
    if (found[1] === "picture") {
      document.getElementById("shown").src = address;
      document.getElementById("save").href = address;
      document.getElementById("picture").showModal();
    } else {
      const link = document.createElement("a");
      link.href = address;
      link.download = "";
      link.click();
    }
    return null;
  };

  // The terminal takes every key. Ctrl+V must stay the browser's, and Ctrl+C copies what was marked with Shift and the mouse before it goes to the app, which copies what is marked there.
  function keys(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || document.getElementById("picture").open) return;
    const key = event.key.toLowerCase();
    if (key === "v") event.stopImmediatePropagation();
    if (key === "c") document.execCommand("copy");
  }

  function focus() {
    const keys = document.querySelector(".xterm-helper-textarea");
    if (keys) keys.focus();
  }

  function ended() {
    const reason = code === null ? CODES.network : code;
    if (reason === CODES.network && retries < 60) {
      retries += 1;
      show(CODES.network);
      setTimeout(() => fetch(`${base}/healthz`, { cache: "no-store" }).then(() => location.reload(), ended), Math.min(500 * retries, 5000));
      return;
    }
    show(reason);
  }

  function show(reason) {
    const box = document.getElementById("ended");
    for (const one of box.querySelectorAll("[data-code]")) one.hidden = one.dataset.code !== String(reason);
    box.hidden = false;
    const again = document.getElementById("again");
    again.onclick = () => { if (reason === CODES.taken) tab(true); location.href = `${base}/`; };
    again.focus();
  }

  document.addEventListener("DOMContentLoaded", () => {
    const terminal = document.getElementById("terminal");
    base = terminal.dataset.base;
    terminal.dataset.sessionWebsocketUrl = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${base}/ws/${tab(false)}`;
    let size = Number(localStorage.getItem(FONT)) || 16;
    terminal.dataset.fontSize = size;
    const resize = (by) => () => {
      localStorage.setItem(FONT, Math.max(SMALLEST, Math.min(LARGEST, size + by)));
      location.reload();
    };
    document.getElementById("smaller").onclick = resize(-2);
    document.getElementById("larger").onclick = resize(2);
    document.addEventListener("keydown", keys, true);
    const picture = document.getElementById("picture");
    document.getElementById("close").onclick = () => picture.close();
    picture.addEventListener("close", focus);
    new MutationObserver(() => {
      const classes = document.body.classList;
      if (classes.contains("-first-byte")) focus();
      if (classes.contains("-closed")) ended();
    }).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  });
})();
