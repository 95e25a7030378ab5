// Sends what waits, one note after another, until the server has said yes to each. It never stops after an error.

import * as store from "./store.js";

const TIMEOUT = 15e3;
const LONGEST = 60e3;
const LOCK = "wijkverbond-outbox";
// Besides these, any refusal may come from something between us and the server, such as the sign-in page of a wifi.
const OURS = [400, 403, 404, 409, 410, 413, 422];

/** Let one tab of this browser send at a time. A tab that sleeps with the lock does not keep the others from it: that
 *  nothing is stored twice is the server's doing, not ours. */
async function alone(work) {
  if (!navigator.locks) return work();
  let begun = false;
  const once = () => ((begun = true), work());
  try {
    return await navigator.locks.request(LOCK, { signal: AbortSignal.timeout(2 * TIMEOUT) }, once);
  } catch (error) {
    if (begun) throw error;
    return work();
  }
}

/** `address(code)` is where the notes of a table go. `on.begin(note)`, `on.stored(note)`, `on.refused(note)`,
 *  `on.held(note)` and `on.reached(yes)` tell what happens. Returns a function that wakes the queue. */
export function outbox(address, on) {
  const tries = new Map();
  let failures = 0;
  let timer;
  let running = false;
  let again = false;

  async function post(note) {
    const age = Math.max(0, (Date.now() - note.written_at) / 1000);
    const first = note.first ? "1" : "";
    const body = new URLSearchParams({ uuid: note.uuid, question: note.question, text: note.text, age, first });
    const signal = AbortSignal.timeout(TIMEOUT);
    // "keepalive": on its way is on its way, also when the page closes the next moment.
    const how = { method: "POST", body, redirect: "error", signal, keepalive: true };
    const answer = await fetch(address(note.code), how);
    const told = await answer.json().catch(() => ({}));
    return { answer, told };
  }

  /** Send the note that was tried least and waits longest. Returns how long to wait: 0 to go on, null when done. */
  async function next() {
    const waiting = (await store.all()).filter((note) => note.state === "waiting");
    if (!waiting.length) return null;
    const tried = (note) => tries.get(note.uuid) ?? 0;
    const [note] = waiting.sort((one, other) => tried(one) - tried(other));
    tries.set(note.uuid, tried(note) + 1);
    on.begin(note);
    let pause;
    try {
      const { answer, told } = await post(note);
      if (answer.ok && told.uuid === note.uuid) {
        failures = 0;
        on.reached(true);
        const same = (kept) => kept.state === "waiting" && kept.text === note.text;
        // When it was changed meanwhile, the change goes after it.
        if ((await store.update(note.uuid, (kept) => (same(kept) ? null : kept))) === null) on.stored(note);
        return 0;
      }
      const sentence = told.error ?? Object.values(told.errors ?? {}).flat().join(" ");
      if (OURS.includes(answer.status) && (sentence || answer.status === 413)) {
        failures = 0;
        on.reached(true);
        const refused = (kept) => ({ ...kept, state: "refused", reason: sentence || String(answer.status) });
        const kept = await store.update(note.uuid, refused);
        if (kept) on.refused(kept);
        return 0;
      }
      if (answer.status === 429) pause = 1000 * (Number(answer.headers.get("Retry-After")) || 30);
      on.reached(answer.status === 429);
    } catch {
      on.reached(false);
    }
    on.held(note);
    return pause ?? Math.min(LONGEST, 1000 * 2 ** failures++) * (0.5 + Math.random() / 2);
  }

  async function run() {
    clearTimeout(timer);
    if (running) {
      again = true;
      return;
    }
    running = true;
    let pause = 0;
    while (pause === 0) {
      again = false;
      pause = await alone(next).catch(() => LONGEST);
      if (pause === null && again) pause = 0;
    }
    running = false;
    if (pause !== null) timer = setTimeout(run, pause);
  }

  return run;
}
