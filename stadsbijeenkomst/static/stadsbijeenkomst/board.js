// Asks every few seconds what changed on the board, and puts only that in its place.
// The page works without this file: it shows the board of the moment.

const board = document.querySelector("[data-source]");
const news = document.querySelector("[data-news]");
const source = new URL(board.dataset.source, location);
const wijk = new URL(location).searchParams.get("wijk");
if (wijk) source.searchParams.set("wijk", wijk);

const PAUSE = 4000;
const LONGEST = 60000;
let pause = PAUSE;
let timer;
let asking = false;

function counter(list) {
  return list.parentElement.querySelector("[data-count]");
}

function show(changed) {
  let fresh = 0;
  for (const id of changed.dataset.gone.split(" ").filter(Boolean)) {
    board.querySelector(`[data-note="${id}"]`)?.remove();
  }
  for (const part of changed.querySelectorAll("[data-question]")) {
    const place = board.querySelector(`[data-question="${part.dataset.question}"]`);
    counter(place).textContent = counter(part).textContent;
    for (const note of part.querySelectorAll("[data-note]")) {
      const old = board.querySelector(`[data-note="${note.dataset.note}"]`);
      if (old && old.closest("[data-question]") === place) {
        old.replaceWith(note);
      } else {
        old?.remove();
        place.append(note);
        fresh += old ? 0 : 1;
      }
    }
  }
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
