// What is heard of the screen. The terminal draws its rows for the eye and hides them from everybody else; the app says in sentences what happened, what opened and where the
// keyboard is, and a screen reader says it when it has said what it was saying. All that stands on the screen is read on demand, as text of the page. Runs before page.js.
"use strict";
const speech = (() => {
  const MOST_KEPT = 60, DRAWN = /[\u2581-\u2587\u2589-\u258f]/g;
  const by = (id) => document.getElementById(id);

  function lines(texts) {
    return texts.map((text) => {
      const made = document.createElement("p");
      made.textContent = text;
      return made;
    });
  }

  const shown = () => [...document.querySelectorAll("#terminal .xterm-rows > div")].map((row) => row.textContent.replace(DRAWN, " ").replace(/\s+/g, " ").trim());
  const pictures = () => [...document.querySelectorAll("#inside img")].flatMap((image) => image.alt.split("\n"));

  return {
    // The page is there. `given`: focus, into the terminal.
    begin(given) {
      const window = by("reading");
      by("read").onclick = () => {
        by("rows").replaceChildren(...lines([...shown(), ...pictures()].filter(Boolean)));
        window.showModal();
        by("rows").focus();
      };
      by("read-on").onclick = () => window.close();
      window.addEventListener("close", () => given.focus());
    },
    // Every terminal is called the same; this one has a name, and says how one gets along in it.
    name() {
      document.querySelector("#terminal .xterm-helper-textarea")?.setAttribute("aria-label", by("terminal").dataset.named);
    },
    // What is to be heard, the oldest first.
    say(said) {
      const region = by("speech");
      region.append(...lines(said));
      while (region.childElementCount > MOST_KEPT) region.firstElementChild.remove();
    },
    // The line has ended: nobody who comes by later reads or hears what was there.
    end() {
      if (by("reading").open) by("reading").close();
      by("rows").replaceChildren();
      by("speech").replaceChildren();
    },
  };
})();
