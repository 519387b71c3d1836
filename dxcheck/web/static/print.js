// One button that prints the page; without scripts it is not there.
"use strict";
{
  const button = document.getElementById("print");
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
