// Pictures over the screen: each lies exactly over the cells that the app says it stands for. The app says all of it after every change (docs/pictures-in-the-page.md), so
// nothing is remembered here but the pictures themselves. Runs before page.js and line.js.
"use strict";
const inside = (() => {
  const MOST_KEPT = 12;
  const by = (id) => document.getElementById(id);
  const kept = new Map();  // buttons with their pictures, by key: one that comes back is there at once
  let page = null, told = null, size = "";

  const screen = () => document.querySelector("#terminal .xterm-screen");
  const sizeOf = (box) => `${box.left} ${box.top} ${box.width} ${box.height}`;

  function made(one) {
    const found = kept.get(one.key);
    kept.delete(one.key);
    const button = found || document.createElement("button");
    if (!found) {
      button.type = "button";
      button.dataset.key = one.key;
      const image = document.createElement("img");
      image.addEventListener("load", () => { image.dataset.there = "1"; lay(); });
      image.src = `${page.base}/inside/${page.tab}/${one.key}#svgView(preserveAspectRatio(none))`;  // to the edge of its cells
      button.append(image);
      button.addEventListener("click", () => {
        if (!button.dataset.opens) return;
        page.focus();
        line.type(button.dataset.opens);
      });
      button.addEventListener("wheel", pass, { passive: true });
    }
    kept.set(one.key, button);
    while (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value);
    return button;
  }

  // A wheel over a picture turns the screen below it.
  function pass(event) {
    const { clientX, clientY, deltaX, deltaY, deltaMode, ctrlKey } = event;
    if (!ctrlKey) screen()?.dispatchEvent(new WheelEvent("wheel", { clientX, clientY, deltaX, deltaY, deltaMode, bubbles: true, cancelable: true }));
  }

  // Lay everything where it is now. While the terminal has another size than the app drew for, nothing is.
  function lay() {
    const place = by("inside"), terminal = screen();
    if (!told || !terminal) return;
    const box = terminal.getBoundingClientRect(), around = place.getBoundingClientRect(), [columns, rows] = told.of;
    const cell = [box.width / columns, box.height / rows], there = [];
    size = sizeOf(box);
    for (const one of told.shown) {
      const button = made(one), image = button.firstChild, [x, y, wide, high] = one.at;
      button.dataset.opens = one.opens;
      button.disabled = !one.opens;
      button.title = one.opens ? `${one.title}　${place.dataset.open}` : "";
      image.alt = `${one.title}\n${one.alt}`;
      Object.assign(button.style, {
        left: `${box.left - around.left + x * cell[0]}px`, top: `${box.top - around.top + y * cell[1]}px`, width: `${wide * cell[0]}px`, height: `${high * cell[1]}px`,
        clipPath: `path("${one.seen.map(([left, top, across, down]) => `M${(left - x) * cell[0]} ${(top - y) * cell[1]}h${across * cell[0]}v${down * cell[1]}h${-across * cell[0]}z`).join("")}")`,
      });
      const veils = one.veils.map((colour) => {
        const veil = document.createElement("i");
        veil.style.background = colour;
        return veil;
      });
      button.replaceChildren(image, ...veils);
      button.hidden = !image.dataset.there;
      there.push(button);
    }
    for (const button of [...place.children]) if (!there.includes(button)) button.remove();
    for (const button of there) if (button.parentNode !== place) place.append(button);
  }

  return {
    // The page is there. `given`: base, the path of the address; tab, this tab's name; focus, into the terminal.
    begin(given) {
      page = given;
      new ResizeObserver(() => {
        const box = screen()?.getBoundingClientRect();
        if (!told || !box || sizeOf(box) === size) return;
        if (size.split(" ").slice(2).join() === [box.width, box.height].join()) lay();
        else inside.clear();  // the app says anew what is to be seen at another size
      }).observe(by("terminal"));
    },
    // What the app says is to be seen now.
    show(said) {
      told = said;
      for (const key of said.ahead) made({ key });
      requestAnimationFrame(lay);
    },
    clear() {
      told = null;
      by("inside").replaceChildren();
    },
  };
})();
