// Asks our own server where the table stands, and tells it how many notes this device still holds. That the browser
// says it is online means nothing in a hall with bad wifi: an answer does.

const PAUSE = 15e3;
const LONGEST = 60e3;
const SOON = 1e3;

/** `unsent()` gives the number. `on.heard(told)`, `on.refused(sentence)` and `on.lost()` tell what came of it. Returns
 *  a function that asks soon. */
export function stand(address, unsent, on) {
  let pause = PAUSE;
  let timer;
  let asking = false;
  let again = false;

  async function ask() {
    clearTimeout(timer);
    asking = true;
    again = false;
    try {
      const body = new URLSearchParams({ unsent: await unsent() });
      const answer = await fetch(address, { method: "POST", body, redirect: "error", signal: AbortSignal.timeout(10e3) });
      const told = await answer.json();
      if (answer.ok && "stored" in told) on.heard(told);
      else if ([404, 410].includes(answer.status) && told.error) on.refused(told.error);
      else throw new Error(answer.status);
      pause = PAUSE;
    } catch {
      on.lost();
      pause = Math.min(LONGEST, pause * 1.6);
    }
    asking = false;
    // Not all telephones of the hall at the same moment.
    timer = setTimeout(ask, again ? SOON : pause * (0.75 + Math.random() / 2));
  }

  function soon(after = SOON) {
    if (asking) {
      again = true;
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(ask, after);
  }

  addEventListener("online", () => soon(0));
  document.addEventListener("visibilitychange", async () => {
    if (document.visibilityState === "visible") soon(0);
    // The last word of a telephone that goes into a pocket.
    else navigator.sendBeacon?.(address, new URLSearchParams({ unsent: await unsent() }));
  });
  return soon;
}
