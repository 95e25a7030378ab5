// Counts down to the moment in [data-slot=timer] time; without this file the page says until when.

let ahead = 0; // milliseconds by which this machine's clock is ahead of the server's

// `now`: the server's clock when it made the page, in seconds.
export function set(now) {
  if (now) ahead = Date.now() - now * 1000;
}

function tick() {
  for (const time of document.querySelectorAll("[data-slot=timer] time")) {
    const left = Math.max(0, Math.round((Date.parse(time.dateTime) - Date.now() + ahead) / 1000));
    const minutes = Math.floor(left / 60);
    time.textContent = `${minutes}:${String(left % 60).padStart(2, "0")}`;
    time.parentElement.toggleAttribute("data-over", left === 0);
  }
}

setInterval(tick, 500);
export { tick };
