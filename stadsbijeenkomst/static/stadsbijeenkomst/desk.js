// Keeps the control room of the programme lead fresh: asks every few seconds how things stand and puts in place what
// changed, but never under the finger or the keyboard of who works there. The room works without this file.

const PAUSE = 4000;
const LONGEST = 30000;

const desk = document.querySelector("[data-desk]");
const lost = desk.querySelector("[data-lost]");
const known = new Map();
let pause = PAUSE;
let timer;
let asking = false;
let lostSince;

function parts(root) {
  return root.querySelectorAll("[data-part]");
}

// What the server sent last is remembered, and not what stands on the page: there a clock runs.
for (const part of parts(desk)) known.set(part.dataset.part, part.innerHTML.trim());

function show(html) {
  for (const fresh of parts(new DOMParser().parseFromString(html, "text/html"))) {
    const name = fresh.dataset.part;
    const place = desk.querySelector(`[data-part="${name}"]`);
    const text = fresh.innerHTML.trim();
    if (!place || known.get(name) === text || place.contains(document.activeElement)) continue;
    known.set(name, text);
    place.innerHTML = text;
  }
  tick();
}

function tick() {
  for (const clock of desk.querySelectorAll("[data-clock]")) {
    const left = Math.ceil((new Date(clock.dateTime) - Date.now()) / 1000);
    const seconds = String(left % 60).padStart(2, "0");
    clock.textContent = left > 0 ? `${Math.floor(left / 60)}:${seconds}` : clock.dataset.over;
  }
}

async function ask() {
  if (asking) return;
  asking = true;
  clearTimeout(timer);
  try {
    const answer = await fetch(desk.dataset.desk, { cache: "no-store", signal: AbortSignal.timeout(10000) });
    // After a log-out the answer is a page to log in: no part is in it.
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    show(await answer.text());
    pause = PAUSE;
    lostSince = undefined;
    lost.textContent = "";
  } catch {
    pause = Math.min(pause * 2, LONGEST);
    lostSince ??= new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    lost.textContent = lost.dataset.lost.replace("{time}", lostSince);
  }
  asking = false;
  timer = setTimeout(ask, pause);
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") ask();
});
setInterval(tick, 1000);
tick();
timer = setTimeout(ask, PAUSE);
