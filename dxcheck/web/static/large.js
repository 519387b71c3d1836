// A picture over the whole page: large enough to be read, to be moved and enlarged, saved, copied and printed. What only the app can do is a key of its window below, which this
// page types for the person: another picture, a file, closing. Runs before page.js.
"use strict";
const large = (() => {
  const READABLE = 1, MOST = 6, STEP = 1.25;  // a pixel of the picture for a pixel of the page: its letters are at least 12 of them high
  const PREVIOUS = "b", NEXT = "t", ESCAPE = "\u001b";
  const by = (id) => document.getElementById(id);
  let page = null, scale = 1, about = null;

  const sheet = () => by("sheet"), image = () => by("shown");
  const whole = () => Math.min(sheet().clientWidth / image().naturalWidth, sheet().clientHeight / image().naturalHeight);
  const readable = () => Math.max(READABLE, sheet().clientWidth / image().naturalWidth);

  // Enlarged or made smaller, the place in the middle stays in the middle.
  function size(wanted) {
    const place = sheet(), picture = image();
    if (!picture.naturalWidth) return;
    const next = Math.min(MOST, Math.max(Math.min(whole(), READABLE), wanted)), by = next / scale;
    const middle = [place.scrollLeft + place.clientWidth / 2, place.scrollTop + place.clientHeight / 2];
    scale = next;
    picture.style.width = `${picture.naturalWidth * scale}px`;
    place.scrollTo(middle[0] * by - place.clientWidth / 2, middle[1] * by - place.clientHeight / 2);
  }

  function say(text) { by("picture-said").textContent = text; }

  function ask(key) {
    line.type(key);
    say(by("picture-said").dataset.busy);
  }

  function button(name, key) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = name;
    made.onclick = () => line.type(key);
    return made;
  }

  // Drawn once more as points, which any program takes.
  async function copy() {
    const picture = image(), canvas = document.createElement("canvas");
    canvas.width = 2 * picture.naturalWidth;
    canvas.height = 2 * picture.naturalHeight;
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    try {
      const content = new Promise((done) => { canvas.toBlob(done, "image/png"); });
      await navigator.clipboard.write([new ClipboardItem({ "image/png": content })]);
      say(by("copy").dataset.done);
    } catch {
      say(by("copy").dataset.failed);
    }
  }

  function keys(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const does = { "+": () => size(scale * STEP), ";": () => size(scale * STEP), "-": () => size(scale / STEP), 0: () => size(whole()) }[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  }

  function move(place) {
    place.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || event.pointerType === "touch") return;
      const from = [event.clientX + place.scrollLeft, event.clientY + place.scrollTop];
      const drag = (now) => place.scrollTo(from[0] - now.clientX, from[1] - now.clientY);
      event.preventDefault();
      place.focus();
      place.setPointerCapture(event.pointerId);
      place.addEventListener("pointermove", drag);
      place.addEventListener("pointerup", () => place.removeEventListener("pointermove", drag), { once: true });
    });
    place.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      size(event.deltaY < 0 ? scale * STEP : scale / STEP);
    }, { passive: false });
  }

  return {
    // The page is there. `given`: focus, into the terminal.
    begin(given) {
      page = given;
      by("previous").onclick = () => ask(PREVIOUS);
      by("next").onclick = () => ask(NEXT);
      by("in").onclick = () => size(scale * STEP);
      by("out").onclick = () => size(scale / STEP);
      by("fit").onclick = () => size(whole());
      by("copy").onclick = copy;
      by("print").onclick = () => window.print();
      by("close").onclick = () => by("picture").close();
      by("picture").addEventListener("keydown", keys);
      by("picture").addEventListener("close", () => {
        if (about) line.type(ESCAPE);
        about = null;
        page.focus();
      });
      image().addEventListener("load", () => {
        say("");
        scale = 1;
        size(readable());
        sheet().scrollTo(0, 0);
      });
      move(sheet());
    },
    // What the app says of the picture that comes next, or why there is none.
    tell(said) {
      about = said;
      by("picture-title").textContent = said.title;
      by("saves").replaceChildren(...said.saves.map(([name, key]) => button(name, key)));
      by("previous").hidden = by("next").hidden = !said.turns;
      image().alt = said.alt;
      if (!said.said) return;
      image().removeAttribute("src");
      say(said.said);
    },
    open(address) {
      image().src = address;
      by("save").href = address;
      if (by("picture").open) return;
      by("picture").showModal();
      sheet().focus();
    },
    // The line has ended: nothing is typed any more.
    end() {
      about = null;
      if (by("picture").open) by("picture").close();
    },
  };
})();
