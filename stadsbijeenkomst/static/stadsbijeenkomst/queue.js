// Moderators decide with one key, without a new page, and see what colleagues do.
// The page works without this file: each button is a form of its own.

import { ask, repeat } from "./parts.js";

const root = document.querySelector("[data-queue]");
const news = root.querySelector("[data-news]");
const keys = root.querySelector("[data-keys]");
const keysOn = root.querySelector("[data-keys-on]");
const STORED = "wijkverbond-queue-keys";

let busy = false;
let lost = false;

const parts = () => root.querySelector("[data-parts]");
const note = (place) => place.querySelector("[data-note]");

function say(sentence) {
  if (sentence && sentence !== news.textContent) news.textContent = sentence;
}

// What this moderator asked for: the whole of it takes the place of what was there.
function show(fresh) {
  const wasOn = document.activeElement?.id;
  const inLog = fresh.dataset.tray === "logboek";
  parts().replaceWith(fresh);
  const current = note(fresh);
  const place = new URLSearchParams({ bak: fresh.dataset.tray });
  if (current) place.set("notitie", current.dataset.note);
  history.replaceState(null, "", `?${place}`);
  say(fresh.dataset.outcome);
  const wrong = fresh.querySelector("[aria-invalid]");
  const target = wrong ?? (inLog ? document.getElementById(wasOn) : fresh.querySelector("#queue-note"));
  (target ?? fresh.querySelector("[aria-current]"))?.focus({ preventScroll: inLog });
}

async function act(address, options) {
  if (busy) return;
  busy = true;
  try {
    const fresh = await ask(address, options);
    if (fresh) show(fresh);
    lost = false;
  } catch {
    say(root.dataset.lost);
    lost = true;
  }
  busy = false;
}

// What others did: nothing that has focus, or is being read or written, moves.
function refresh(fresh) {
  const old = parts();
  for (const part of fresh.querySelectorAll("[data-part]")) {
    const place = old.querySelector(`[data-part="${part.dataset.part}"]`);
    const focused = place?.contains(document.activeElement) ? document.activeElement : null;
    if (!place) continue;
    if (part.dataset.part !== "note") {
      if (focused?.matches("input")) continue;
      place.replaceWith(part);
      if (focused?.id) document.getElementById(focused.id)?.focus({ preventScroll: true });
    } else if (!note(place)) {
      place.replaceWith(part);
    } else {
      const told = part.querySelector("[data-told]");
      if (!told) continue;
      say(told.textContent);
      place.querySelector("[data-told]")?.remove();
      place.prepend(told);
    }
  }
  old.dataset.version = fresh.dataset.version;
}

async function poll() {
  if (busy) return;
  const old = parts();
  const address = new URL(location.pathname, location);
  address.searchParams.set("bak", old.dataset.tray);
  address.searchParams.set("v", old.dataset.version);
  const current = note(old);
  if (current) {
    address.searchParams.set("notitie", current.dataset.note);
    address.searchParams.set("gezien", current.dataset.seen);
  }
  try {
    const fresh = await ask(address);
    // Somebody may have pressed a button meanwhile: then this answer is about what was there before.
    if (fresh && !busy && parts() === old) refresh(fresh);
    if (lost) news.textContent = "";
    lost = false;
  } catch (error) {
    say(root.dataset.lost);
    lost = true;
    throw error;
  }
}

root.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-decide]")) return;
  event.preventDefault();
  const body = new FormData(event.target, event.submitter);
  act(location.pathname, { method: "POST", body });
});

root.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-swap]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  act(link.href);
});

// Before the admin's own keys hear of it.
window.addEventListener(
  "keydown",
  (event) => {
    if (!keysOn.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog")) return;
    const key = event.key.toLowerCase();
    const target = [...root.querySelectorAll("[data-key]")].find((one) => one.dataset.key.split(" ").includes(key));
    if (!target && key !== "?") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (key === "?") {
      keys.open = !keys.open;
      keys.querySelector("summary").focus();
    } else if (target.matches("textarea")) {
      target.closest("details").open = true;
      target.focus();
    } else if (key === "m") {
      // The most alike has the focus: Enter puts them together, Tab goes to the next.
      target.focus();
    } else if (!event.repeat) {
      target.click();
    }
  },
  true,
);

keys.hidden = false;
keysOn.checked = localStorage.getItem(STORED) !== "off";
root.toggleAttribute("data-keyed", keysOn.checked);
keysOn.addEventListener("change", () => {
  localStorage.setItem(STORED, keysOn.checked ? "on" : "off");
  root.toggleAttribute("data-keyed", keysOn.checked);
});
repeat(poll);
