// A file of the person's own PC for the app: chosen in a window of the page, read in pieces, and sent over the line of the screen. A piece goes when the server has taken the one
// before. Runs before page.js.
"use strict";
const choose = (() => {
  const PIECE = 150000, PATIENCE = 60000;
  const by = (id) => document.getElementById(id);
  let page = null, wanted = null, answer = () => {};

  const say = (text) => { by("choose-said").textContent = text; };
  const told = (name) => by("choose-said").dataset[name];

  // As letters that a message can carry.
  const encoded = (part) => new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(part);
  });

  // Whether the server has taken it.
  function handed(piece) {
    return new Promise((done) => {
      const late = setTimeout(() => done(false), PATIENCE);
      answer = (taken) => {
        clearTimeout(late);
        done(taken);
      };
      line.send("file", piece);
    });
  }

  async function send(file) {
    const { key, most } = wanted;
    if (file.size > most) return told("large");
    say(told("busy"));
    try {
      for (let at = 0, is_last = false; !is_last; at += PIECE) {
        is_last = at + PIECE >= file.size;
        const piece = { key, name: file.name.slice(-200), content: await encoded(file.slice(at, at + PIECE)), is_first: at === 0, is_last };
        if (!wanted || wanted.key !== key) return "";
        if (!await handed(piece)) return told("failed");
        say(`${told("busy")} ${Math.min(100, Math.round(100 * (at + PIECE) / Math.max(file.size, 1)))} %`);
      }
    } catch {
      return told("unread");
    }
    by("choose").close();
    return "";
  }

  return {
    // The page is there. `given`: focus, into the terminal.
    begin(given) {
      page = given;
      const field = by("choose-file");
      field.addEventListener("change", () => {
        if (!field.files.length || !wanted) return;
        field.disabled = true;
        const mine = wanted;
        send(field.files[0]).then((said) => {
          field.disabled = false;
          field.value = "";
          if (wanted === mine) say(said);  // else another one is asked for by now
        });
      });
      by("choose-close").onclick = () => by("choose").close();
      by("choose").addEventListener("close", () => {
        wanted = null;
        answer(false);  // what was on its way waits for no answer any more
        page.focus();
      });
    },
    // The app wants one. What opens a list of the PC's own files is a press of the person's; where the browser does not count the one just before, they press here once more.
    ask(said) {
      wanted = said;
      say("");
      by("choose-title").textContent = said.title;
      by("choose-about").replaceChildren(...said.said.map((text) => {
        const made = document.createElement("p");
        made.textContent = text;
        return made;
      }));
      by("choose-file").accept = said.accept;
      if (!by("choose").open) by("choose").showModal();
      by("choose-file").focus();
      if (navigator.userActivation?.isActive) by("choose-file").click();
    },
    // The server has taken a piece, or has not.
    took(said) {
      if (wanted && said.key === wanted.key) answer(said.is_good);
    },
    // The line has ended.
    end() {
      if (by("choose").open) by("choose").close();
    },
  };
})();
