// Offers the plain pages where the terminal is hard to use: forced colours, or a window (or an enlargement) in which fewer than 60 columns have room. Said once for each browser.
"use strict";
(() => {
  const KEPT = "dxcheck-offered", FEWEST = 60, CELL = 8;  // CSS pixels of a column at 16 px, half a kana
  const offer = document.getElementById("offer");
  if (!offer) return;
  const said = () => { try { return localStorage.getItem(KEPT); } catch { return null; } };
  const forced = matchMedia("(forced-colors: active)");
  const look = () => { offer.hidden = said() !== null || !(forced.matches || innerWidth < FEWEST * CELL); };
  document.getElementById("stay").addEventListener("click", () => {
    try { localStorage.setItem(KEPT, "1"); } catch { /* asked again next time */ }
    offer.hidden = true;
    document.querySelector(".xterm-helper-textarea")?.focus();
  });
  forced.addEventListener("change", look);
  addEventListener("resize", look);
  look();
})();
