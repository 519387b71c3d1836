// The line to the server: whether it opens and carries, what the page says when it does not, and when it is tried again. Runs before page.js, which opens the line as soon as it knows
// the size of the screen: the server draws it while the browser makes the terminal (textual.js), which is then given the line with all that was said on it so far.
// A line is good once the screen has come and the server has answered us, so that it carries both ways. As long as there is none, the page is loaded anew, each time later, and that
// is kept over reloads; after a while the page says what is in the way.
"use strict";
const line = (() => {
  const KEPT = "dxcheck-line", WHERE = "dxcheck-where", PATIENCE = 15000, HOLDS = 10000, FIRST = 500, RARELY = 60000, ASK_RARELY = 10000;
  const CODES = { network: 0, blocked: 1, ours: 4000, out: 4001, taken: 4003, stopping: 4005 };
  const PIECE = 30000, LONGEST = 100000;
  const by = (id) => document.getElementById(id), loaded = Date.now();
  const now = { heard: false, answered: false, shown: false, held: false, over: false, told: false, said: null };
  const trouble = { since: loaded, tries: 0, ...JSON.parse(sessionStorage.getItem(KEPT)) };  // since the last line that held
  if (location.search !== "?back" || trouble.since > loaded) trouble.since = loaded;  // whoever opens the page anew looks at it anew
  let page = null, current = null, opened = null;

  // textual.js keeps its socket to itself; this one hears what comes over it and tells why it was closed.
  class Line extends WebSocket {
    constructor(address, ...given) {
      if (opened) {
        const there = opened;
        opened = null;
        queueMicrotask(() => there.handOver(address));  // once textual.js listens
        return there;
      }
      super(address + back(), ...given);
      current = this;
      this.address = address;
      this.kept = null;
      this.addEventListener("close", (event) => closed(event.code));
      this.addEventListener("message", (event) => {
        now.heard = true;
        if (this.kept) {
          this.kept.push(event.data);
          event.stopImmediatePropagation();
          return;
        }
        if (typeof event.data !== "string") return;
        const [kind, value] = JSON.parse(event.data);
        if (kind === "pong") {
          now.answered = true;
          carries();
        } else if (kind === "chosen") {
          event.stopImmediatePropagation();
          page.follow(value);
        } else if (kind === "pictures") {
          event.stopImmediatePropagation();
          inside.show(value);
        } else if (kind === "speech") {
          event.stopImmediatePropagation();
          speech.say(value.said);
        } else if (kind === "large") {
          event.stopImmediatePropagation();
          large.tell(value);
        } else if (kind === "choose") {
          event.stopImmediatePropagation();
          choose.ask(value);
        } else if (kind === "draining") {
          event.stopImmediatePropagation();
          by("replaced").hidden = false;
        } else if (kind === "whereabouts") {
          event.stopImmediatePropagation();
          keep(value);
        } else if (kind === "took") {
          event.stopImmediatePropagation();
          choose.took(value);
        }
      });
    }
    // Nobody listens yet: keep what comes.
    keep() {
      this.kept = [];
      this.binaryType = "arraybuffer";
    }
    // Somebody does, who wants it for this address: another size of the screen is told, everything else comes as if it came now.
    handOver(address) {
      const kept = this.kept, [wanted, asked] = [address, this.address].map((one) => new URL(one).searchParams);
      this.kept = null;
      const size = { width: Number(wanted.get("width")), height: Number(wanted.get("height")) };
      if (size.width !== Number(asked.get("width")) || size.height !== Number(asked.get("height")))
        this.addEventListener("open", () => this.send(JSON.stringify(["resize", size])));
      if (this.readyState !== WebSocket.CONNECTING) this.dispatchEvent(new Event("open"));
      for (const data of kept) this.dispatchEvent(new MessageEvent("message", { data }));
      if (this.readyState === WebSocket.CLOSED) this.dispatchEvent(new CloseEvent("close", { code: now.code }));
    }
    whole(data) { if (this.readyState === WebSocket.OPEN) super.send(data); }
    send(data) {
      if (this.readyState !== WebSocket.OPEN) return;
      if (data.length <= PIECE) super.send(data);
      else for (const piece of pieces(JSON.parse(data)[1])) super.send(JSON.stringify(["stdin", piece]));
    }
  }
  window.WebSocket = Line;

  // Where the person is. A screen that is gone, with its server or its node, opens there again for the same account.
  const whose = () => document.querySelector(".account").textContent;
  function keep(at) {
    if (at) sessionStorage.setItem(WHERE, JSON.stringify({ at, whose: whose() }));
    else sessionStorage.removeItem(WHERE);
  }
  function back() {
    const kept = JSON.parse(sessionStorage.getItem(WHERE));
    return kept && kept.whose === whose() ? `&at=${encodeURIComponent(kept.at)}` : "";
  }

  // The server takes 256 KB at once, so a long text that is pasted goes in pieces. What is longer than all fields together is no answer: none of it goes, and the person is told.
  function pieces(text) {
    const far = by("far");
    far.hidden = text.length <= LONGEST;
    if (far.hidden) return text.match(new RegExp(`[^]{1,${PIECE}}`, "gu"));
    setTimeout(() => { far.hidden = true; }, 15000);
    return [];
  }

  const good = () => now.shown && now.answered && !now.over;

  // What was in the way is gone, and forgotten once the line has held for a while.
  function carries() {
    if (!good()) return;
    by("ended").hidden = true;
    by("terminal").inert = false;
    page.focus();
    setTimeout(() => {
      if (!good()) return;
      now.held = true;
      sessionStorage.removeItem(KEPT);
    }, HOLDS);
  }

  function closed(code) {
    now.code = code;
    if (now.over) return;
    if (now.held || code >= CODES.ours) Object.assign(trouble, { since: Date.now(), tries: 0 });
    if (code === CODES.ours || code === CODES.out) keep("");  // left on purpose
    if (code >= CODES.ours) show(code);
    else if (good()) show(CODES.network);
    now.over = true;
    if (code < CODES.ours || code === CODES.stopping) later();
  }

  // Looks once a second whether it takes too long. An app that is slow to start has a line that carries: that only needs patience.
  function look() {
    if (good()) return;
    const slow = now.heard && !now.shown && !now.over;
    by("slow").hidden = !slow || Date.now() - loaded < PATIENCE;
    if (slow) return;
    if (!now.told && now.said === null && Date.now() - trouble.since >= PATIENCE) {
      now.told = true;
      answers().then(() => { if (!good()) show(CODES.blocked); }, () => show(CODES.network));
    }
    if (!now.over && Date.now() - loaded >= PATIENCE) {
      now.over = true;
      later();
    }
  }

  // -- again -----------------------------------------------------------------------------------------------------------

  const pause = (nth, rarely) => Math.min(FIRST * 2 ** nth, rarely) * (0.75 + Math.random() / 2);  // not everybody at once

  function later() {
    setTimeout(again, pause(trouble.tries, RARELY), 0);
  }

  // The page is loaded anew once the server answers: to its screen, or to a login if that has ended.
  function again(asked) {
    answers().then(() => {
      const kept = asked ? { since: Date.now(), tries: 0 } : { since: trouble.since, tries: Math.min(trouble.tries + 1, 20) };
      sessionStorage.setItem(KEPT, JSON.stringify(kept));
      location.replace(`${page.base}/?back`);
    }, () => {
      if (now.said !== CODES.stopping) show(CODES.network);
      setTimeout(again, pause(asked, ASK_RARELY), Math.min(asked + 1, 20));
    });
  }

  // Some proxies answer for a server that is away, with a page of their own.
  const answers = () => fetch(`${page.base}/healthz`, { cache: "no-store", signal: AbortSignal.timeout(10000) }).then((answer) => answer.json()).then((answer) => {
    if (!["ok", "full"].includes(answer.status)) throw new Error(answer.status);
  });

  function show(reason) {
    const box = by("ended"), button = by("again"), terminal = by("terminal"), first = box.hidden;
    now.said = reason;
    for (const one of box.querySelectorAll("[data-code]")) one.hidden = one.dataset.code !== String(reason);
    by("away").hidden = true;
    by("loading").hidden = true;
    if (by("instead")) by("instead").hidden = reason !== CODES.blocked;
    large.end();
    choose.end();
    speech.end();
    inside.clear();
    if (reason >= CODES.ours) terminal.replaceChildren();  // nobody who comes by later reads what was there
    terminal.inert = true;
    box.hidden = false;
    button.onclick = () => answers().then(() => {
      if (reason === CODES.taken) page.renew();
      location.href = `${page.base}/`;
    }, () => { by("away").hidden = false; });
    if (first) button.focus();
  }

  return {
    // The page is there. `given`: base, the path of the address; follow, what to do with what was chosen on the screen; focus, into the terminal; renew, another name for this tab.
    begin(given) {
      page = given;
      document.querySelector('form[action$="/logout"]').addEventListener("submit", () => keep(""));
      if (trouble.since < loaded - PATIENCE) show(CODES.blocked);
      setInterval(look, 1000);
    },
    // Open the line for a screen of so many columns and rows, before the terminal is there to do it.
    open(address, [width, height]) {
      opened = new Line(`${address}?width=${width}&height=${height}`);
      opened.keep();
    },
    // As if it had been typed.
    type(text) { current.send(JSON.stringify(["stdin", text])); },
    // A message of another kind, as it is.
    send(kind, value) { current.whole(JSON.stringify([kind, value])); },
    // The screen has come.
    shown() {
      now.shown = true;
      carries();
    },
  };
})();
