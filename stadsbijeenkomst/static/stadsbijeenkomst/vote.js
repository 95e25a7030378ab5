// Says how many votes are left while somebody ticks. The page works without this file: it says it after sending.

const ticks = [...document.querySelectorAll("input[data-votes]")];
const told = document.querySelector("[data-left]");

function tell() {
  const left = Number(ticks[0].dataset.votes) - ticks.filter((tick) => tick.checked).length;
  const { left: more, none, over } = told.dataset;
  told.textContent = left > 0 ? more.replace("{n}", left) : left === 0 ? none : over.replace("{n}", -left);
}

if (ticks.length && told) {
  for (const tick of ticks) tick.addEventListener("change", tell);
  // A page from the back button has its ticks put back after this ran.
  addEventListener("pageshow", tell);
  tell();
}
