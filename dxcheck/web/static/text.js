// Saves each answer as it is given, on a form that says so, and says it in the answer's own live region. Without this script the form's buttons do the same.
"use strict";
(() => {
  const form = document.querySelector("form[data-saves]");
  if (!form) return;
  const RESTS = 1200, TYPES = 2500, PATIENCE = 30000;  // arrow keys go through every level on their way, and only the last one is meant
  const COMMON = ["csrf", "whose", "draft"], FOR_BUTTON = ["same", "other", "clear"];
  const timers = new Map(), unsaved = new Set();
  let going = Promise.resolve();

  const say = (item, text, bad = false) => {
    const state = document.querySelector(`[data-state="${CSS.escape(item)}"]`);
    state.textContent = text;
    state.classList.toggle("bad", bad);
  };

  function fields(item) {
    const found = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      const own = name.startsWith(`${item}.`);
      if (own && name.endsWith(".choice") && FOR_BUTTON.includes(value)) continue;  // these change several fields at once
      if (own || COMMON.includes(name)) found.append(name, value);
    }
    return found;
  }

  // What others wrote into the same texts comes into their fields, unless the person has gone on writing there.
  function merge(item, sent, told) {
    const areas = ["evidence", "comment"].map((name) => [form.elements[`${item}.${name}`], name]);
    if (told.merged === undefined || areas.some(([area, name]) => area.value !== sent.get(`${item}.${name}`))) return told.seen;
    for (const [area, name] of areas) if (area.value.trim() !== told[name]) area.value = told[name];
    return told.merged;
  }

  async function save(item) {
    unsaved.delete(item);
    try {
      const sent = fields(item);
      const answer = await fetch(form.action, { method: "POST", body: sent, headers: { "X-Dxcheck-Part": "1" }, signal: AbortSignal.timeout(PATIENCE) });
      const told = await answer.json();
      say(item, told.said, !answer.ok);
      if (answer.ok && !unsaved.has(item)) form.elements[`${item}.seen`].value = merge(item, sent, told);
      if (!answer.ok) unsaved.add(item);
    } catch {
      unsaved.add(item);
      say(item, form.dataset.failed, true);
    }
  }

  function later(event, pause) {
    const item = event.target.closest("[data-item]")?.dataset.item;
    if (!item) return;
    if (FOR_BUTTON.includes(event.target.value) && event.target.type === "radio") {
      say(item, form.dataset.press);
      return;
    }
    unsaved.add(item);
    clearTimeout(timers.get(item));
    timers.set(item, setTimeout(() => now(item), pause));
  }

  function now(item) {
    clearTimeout(timers.get(item));
    if (timers.delete(item)) going = going.then(() => save(item));
  }

  form.addEventListener("change", (event) => later(event, RESTS));
  form.addEventListener("input", (event) => { if (event.target.matches("textarea")) later(event, TYPES); });
  form.addEventListener("focusout", (event) => {
    const set = event.target.closest("[data-item]");
    if (set && !set.contains(event.relatedTarget)) now(set.dataset.item);
  });
  let leaves = false;
  form.addEventListener("submit", () => { leaves = true; timers.forEach(clearTimeout); });
  addEventListener("beforeunload", (event) => { if (unsaved.size && !leaves) event.preventDefault(); });
})();
