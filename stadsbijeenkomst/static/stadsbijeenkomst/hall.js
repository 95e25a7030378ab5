// The screen in front of the hall: follows the board, turns the pages of long lists, and listens to the presenter.
// Without this file it shows the board of the moment, and the links between the wijken work.

import { attach } from "./cards.js";

const PAGE = 14000; // milliseconds for which a page of a long list stays
const NEW = 60000; // milliseconds for which a card counts as new
const IDLE = 4000; // milliseconds after which the buttons make room
const SIZES = [-2, 4];
const KEYS = {
  ArrowRight: "next",
  PageDown: "next",
  ArrowLeft: "previous",
  PageUp: "previous",
  Home: "whole",
  v: "read",
  "+": "larger",
  "=": "larger",
  "-": "smaller",
  q: "qr",
  p: "pause",
  f: "full",
  "?": "help",
};

const still = matchMedia("(prefers-reduced-motion: reduce)");
const chosen = load();
let hall;
let detach;
let idle;
let turned = Date.now();

function load() {
  try {
    return { size: 0, qr: true, keys: true, ...JSON.parse(localStorage.getItem("wijkverbond-hall")), pause: false };
  } catch {
    return { size: 0, qr: true, keys: true, pause: false };
  }
}

function save() {
  try {
    localStorage.setItem("wijkverbond-hall", JSON.stringify({ size: chosen.size, qr: chosen.qr, keys: chosen.keys }));
  } catch {
    // A screen that may keep nothing begins anew each time.
  }
}

function show() {
  hall.dataset.size = chosen.size;
  hall.toggleAttribute("data-without-qr", !chosen.qr);
  for (const [name, on] of Object.entries({ qr: chosen.qr, pause: chosen.pause, full: document.fullscreenElement })) {
    hall.querySelector(`[data-verb="${name}"]`)?.setAttribute("aria-pressed", Boolean(on));
  }
  hall.querySelector("[data-keys]").checked = chosen.keys;
}

const verbs = {
  larger: () => (chosen.size = Math.min(chosen.size + 1, SIZES[1])),
  smaller: () => (chosen.size = Math.max(chosen.size - 1, SIZES[0])),
  qr: () => (chosen.qr = !chosen.qr),
  pause: () => (chosen.pause = !chosen.pause),
  full: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
  help: () => hall.querySelector("dialog").showModal(),
};

// Another wijk comes in the place of this one, so that the browser stays full screen.
async function go(href, remember = true) {
  const focused = document.activeElement?.dataset?.verb;
  try {
    const answer = await fetch(href, { signal: AbortSignal.timeout(10000) });
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.querySelector("[data-hall]");
    detach();
    hall.replaceWith(next);
    document.title = page.title;
    if (remember) history.pushState(null, "", href);
    scrollTo(0, 0);
    begin();
    if (focused) hall.querySelector(`[data-verb="${focused}"]`)?.focus();
  } catch {
    location.assign(href);
  }
}

function press(verb) {
  // A page that is longer than the screen is read to its end first.
  const rest = document.documentElement.scrollHeight - innerHeight - scrollY;
  if (hall.hasAttribute("data-reading") && ((verb === "next" && rest > 4) || (verb === "previous" && scrollY > 4))) {
    scrollBy({ top: (verb === "next" ? 0.8 : -0.8) * innerHeight, behavior: still.matches ? "auto" : "smooth" });
    return;
  }
  hall.querySelector(`[data-verb="${verb}"]`)?.click();
}

function begin() {
  hall = document.querySelector("[data-hall]");
  for (const button of hall.querySelectorAll("button[data-verb]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      verbs[button.dataset.verb]();
      save();
      show();
    });
  }
  for (const link of hall.querySelectorAll("a[data-verb]")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go(link.href);
    });
  }
  hall.querySelector("[data-keys]").addEventListener("change", (event) => {
    chosen.keys = event.target.checked;
    save();
  });
  const reading = hall.hasAttribute("data-reading");
  detach = attach(hall.querySelector("[data-source]"), {
    newestFirst: !reading,
    linger: NEW,
    onNew(lists) {
      if (reading) return;
      turned = Date.now();
      for (const list of lists) list.scrollTo({ top: 0, behavior: still.matches ? "auto" : "smooth" });
    },
  });
  show();
  wake();
}

// Long lists show a page at a time, and the first page again after the last. Not for who asked for rest.
function turn() {
  if (chosen.pause || still.matches || hall.hasAttribute("data-reading") || Date.now() - turned < PAGE) return;
  turned = Date.now();
  for (const list of hall.querySelectorAll("[data-question]")) {
    if (list.matches(":hover, :focus-within")) continue;
    const room = list.scrollHeight - list.clientHeight;
    if (room <= 4) continue;
    const top = list.scrollTop >= room - 4 ? 0 : below(list);
    list.scrollTo({ top, behavior: "smooth" });
  }
}

// Where the first card stands that is not wholly in view.
function below(list) {
  const end = list.getBoundingClientRect().bottom;
  const cut = [...list.children].find((card) => card.getBoundingClientRect().bottom > end + 4);
  const begin = list.firstElementChild.getBoundingClientRect().top;
  const top = cut ? cut.getBoundingClientRect().top - begin : 0;
  return top > list.scrollTop + 4 ? top : list.scrollTop + list.clientHeight * 0.8;
}

function wake() {
  hall.removeAttribute("data-idle");
  clearTimeout(idle);
  idle = setTimeout(() => hall.setAttribute("data-idle", ""), IDLE);
}

document.addEventListener("keydown", (event) => {
  wake();
  const verb = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!verb || !chosen.keys || event.ctrlKey || event.metaKey || event.altKey) return;
  if (hall.querySelector("dialog").open || event.target.matches("input, textarea, select")) return;
  // A list that has the focus is scrolled with these.
  if (event.target.matches("[data-question]") && ["PageDown", "PageUp", "Home"].includes(event.key)) return;
  event.preventDefault();
  press(verb);
});
for (const happened of ["pointermove", "pointerdown", "focusin"]) document.addEventListener(happened, wake);
document.addEventListener("fullscreenchange", show);
addEventListener("popstate", () => go(location.href, false));
setInterval(turn, 1000);
begin();
