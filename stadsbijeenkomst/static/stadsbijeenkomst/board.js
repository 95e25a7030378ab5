// Asks every few seconds what changed on the board, and puts only that in its place.
// The page works without this file: it shows the board of the moment.

const board = document.querySelector("[data-source]");
const news = document.querySelector("[data-news]");
const source = new URL(board.dataset.source, location);
for (const name of ["wijk", "tafel"]) {
  const part = new URL(location).searchParams.get(name);
  if (part) source.searchParams.set(name, part);
}

const PAUSE = 4000;
const LONGEST = 60000;
let pause = PAUSE;
let timer;
let asking = false;

function count(list) {
  const notes = [...list.children].reduce((sum, card) => sum + Number(card.dataset.cards), 0);
  list.parentElement.querySelector("[data-count]").textContent = notes;
}

function show(changed) {
  let fresh = 0;
  if (changed.hasAttribute("data-whole")) {
    for (const list of board.querySelectorAll("[data-question]")) list.replaceChildren();
  }
  for (const key of changed.dataset.gone.split(" ").filter(Boolean)) {
    board.querySelector(`[data-card="${key}"]`)?.remove();
  }
  for (const part of changed.querySelectorAll("[data-question]")) {
    const place = board.querySelector(`[data-question="${part.dataset.question}"]`);
    for (const note of part.querySelectorAll("[data-card]")) {
      const old = board.querySelector(`[data-card="${note.dataset.card}"]`);
      if (old && old.closest("[data-question]") === place) {
        old.replaceWith(note);
      } else {
        old?.remove();
        place.append(note);
        fresh += old ? 0 : 1;
      }
    }
  }
  for (const list of board.querySelectorAll("[data-question]")) count(list);
  board.dataset.version = changed.dataset.version;
  news.textContent = fresh ? news.dataset.news.replace("{n}", fresh) : "";
}

async function ask() {
  if (asking) return;
  asking = true;
  clearTimeout(timer);
  try {
    source.searchParams.set("v", board.dataset.version);
    const answer = await fetch(source, { cache: "no-store", signal: AbortSignal.timeout(10000) });
    if (!answer.ok) throw new Error(answer.status);
    if (answer.status === 200) {
      show(new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-version]"));
    }
    pause = PAUSE;
  } catch {
    // The venue's wifi fails now and then: wait longer each time, and never stop.
    pause = Math.min(pause * 2, LONGEST);
  }
  asking = false;
  // Not all screens at the same moment.
  timer = setTimeout(ask, pause * (0.75 + Math.random() / 2));
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") ask();
});
timer = setTimeout(ask, PAUSE * Math.random());
