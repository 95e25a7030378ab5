// Moves notes without a new page, counts what is chosen, and tells when a colleague changed something.
// The page works without this file.

import { ask, repeat } from "./parts.js";

const root = document.querySelector("[data-topics]");
const news = root.querySelector("[data-news]");
let busy = false;

const parts = () => root.querySelector("[data-parts]");
const chosen = () => root.querySelectorAll("input[form=move]:checked");

function count() {
  const number = chosen().length;
  root.querySelector("[data-chosen]").textContent = number ? root.dataset.chosenWords.replace("{n}", number) : "";
}

async function act(address, options, focus) {
  if (busy) return;
  busy = true;
  try {
    const fresh = await ask(address, options);
    const opened = [...root.querySelectorAll("details[open] [id]")].map((one) => one.id);
    parts().replaceWith(fresh);
    for (const id of opened) document.getElementById(id)?.closest("details")?.setAttribute("open", "");
    news.textContent = fresh.dataset.outcome ?? "";
    const target = document.getElementById(focus) ?? document.getElementById("move-target");
    target.focus({ preventScroll: true });
    count();
  } catch {
    news.textContent = root.dataset.lost;
  }
  busy = false;
}

root.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-act]")) return;
  event.preventDefault();
  act(location.pathname, { method: "POST", body: new FormData(event.target, event.submitter) }, event.submitter?.id);
});

root.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-swap]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  history.replaceState(null, "", link.href);
  act(link.href, {}, link.id);
});

root.addEventListener("change", count);
count();

repeat(async () => {
  if (busy) return;
  const old = parts();
  const address = new URL(location);
  address.searchParams.set("v", old.dataset.version);
  const fresh = await ask(address);
  if (!fresh || busy || parts() !== old) return;
  const inUse = chosen().length || old.contains(document.activeElement) || old.querySelector("details[open]");
  if (inUse) {
    // What is chosen, typed or has focus stays; what was moved meanwhile is refused with a sentence.
    news.textContent = root.dataset.changed;
    old.dataset.version = fresh.dataset.version;
  } else {
    old.replaceWith(fresh);
  }
});
