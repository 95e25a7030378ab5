// Where the meeting stands, kept fresh: phase, announcement and time left.

/** Keep `place` fresh. Returns a function that takes what the server told. */
export function clock(place) {
  let ahead = 0; // How far the server's clock is ahead of this device's, in milliseconds.
  let shown = place.innerHTML;

  function tick() {
    const timer = place.querySelector("[data-timer]");
    if (!timer) return;
    const left = (new Date(timer.dateTime) - Date.now() - ahead) / 60e3;
    const { over, last, minutes } = timer.dataset;
    const words = left <= 0 ? over : left < 1 ? last : minutes.replace("{n}", Math.ceil(left));
    if (timer.textContent !== words) timer.textContent = words;
  }

  setInterval(tick, 1000);
  tick();
  return ({ now, standing }) => {
    ahead = new Date(now) - Date.now();
    // Nothing that has the focus is taken away under somebody's hands.
    if (standing.trim() !== shown.trim() && !place.contains(document.activeElement)) {
      place.innerHTML = standing;
      shown = standing;
    }
    tick();
  };
}
