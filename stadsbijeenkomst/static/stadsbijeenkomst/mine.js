// What this device wrote at the table before. It comes from the server each time, and is kept nowhere here.

const PATIENCE = 10e3;

/** Show the notes of `address` in `lists`, per question. `shown(uuid)` hears of each that stands there now. */
export function mine(address, lists, shown) {
  let known = null;
  let timer;

  async function show() {
    const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = [...page.querySelectorAll("[data-note-of]")].reverse();
    for (const list of lists.values()) {
      for (const old of list.querySelectorAll("[data-note-of]")) {
        // Nothing that has the focus is taken away under somebody's hands.
        if (!old.contains(document.activeElement)) old.remove();
      }
    }
    known = found.length;
    for (const item of found) {
      item.querySelector("[data-asked]")?.remove(); // It stands under its question here.
      if (!document.getElementById(item.id)) lists.get(item.dataset.noteOf)?.append(document.adoptNode(item));
      shown(item.id);
    }
  }

  return {
    count: () => known ?? 0,
    isKnown: () => known !== null,
    /** Look again, a little later: a note that was just stored may say so first. */
    soon(after = 2000) {
      clearTimeout(timer);
      // Without a network there is nothing to show but what is on the device.
      timer = setTimeout(() => show().catch(() => {}), after);
    },
  };
}
