// The notes that this device holds, in IndexedDB: what is being written ("draft"), what waits to be sent ("waiting")
// and what the server did not take ("refused"). What is stored on the server is not kept here.

const NAME = "wijkverbond";
const NOTES = "notes";
const HOUR = 3600e3;
const DRAFTS_LAST = 12 * HOUR; // A shared tablet forgets what nobody ever sent.
const LASTS = 7 * 24 * HOUR;

const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(NAME) : null;
const memory = new Map(); // What the disk refused.
let opening;

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(NOTES, { keyPath: "uuid" });
    request.onblocked = () => reject(new Error("blocked"));
    request.onsuccess = () => {
      // Another tab with a newer page may change the shape; the browser may close us when the disk is full.
      request.result.onversionchange = () => request.result.close();
      request.result.onclose = () => (opening = undefined);
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return opening;
}

async function begin(mode) {
  const database = await open();
  // "strict": on the disk before we say so. A battery may be pulled the next moment.
  return database.transaction(NOTES, mode, { durability: "strict" });
}

/** Do `work` with the kept notes. Rejects when this browser keeps none. */
async function within(mode, work) {
  const transaction = await begin(mode).catch(() => {
    opening = undefined; // Browsers drop a connection now and then: once more with a new one.
    return begin(mode);
  });
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
  done.catch(() => {}); // Heard below, unless the work itself failed.
  const result = await work(transaction.objectStore(NOTES));
  await done;
  return result;
}

/** Say whether there is something that only this page holds. */
export function holdsUnkept() {
  return memory.size > 0;
}

/** Say whether this device keeps notes when the page closes: private windows and full disks may not. */
export async function lasts() {
  return !memory.size && (await within("readonly", () => true).catch(() => false));
}

/** Return every note, the oldest first. */
export async function all() {
  const kept = await within("readonly", (notes) => settled(notes.getAll())).catch(() => []);
  const notes = [...kept.filter((note) => !memory.has(note.uuid)), ...memory.values()];
  return notes.sort((one, other) => one.begun_at - other.begun_at);
}

/** Keep a note as it is now: on the disk, else for as long as the page is open. */
export async function put(note) {
  try {
    await within("readwrite", (notes) => settled(notes.put(note)));
    memory.delete(note.uuid);
  } catch {
    memory.set(note.uuid, { ...note });
  }
  channel?.postMessage("changed");
}

/** Change a note as it is now, in one go: `change` returns the note to keep, null to forget it, or nothing. */
export async function update(uuid, change) {
  let next;
  const held = memory.get(uuid); // Newer than what the disk has of it.
  if (held) {
    next = change(held);
    if (next === null) memory.delete(uuid);
    else if (next) memory.set(uuid, next);
  }
  const work = async (notes) => {
    const note = await settled(notes.get(uuid));
    if (!note) return;
    next = change(held ?? note);
    if (next === null) await settled(notes.delete(uuid));
    else if (next) await settled(notes.put(next));
  };
  await within("readwrite", work).catch(() => {});
  channel?.postMessage("changed");
  return next;
}

/** Forget a note. */
export function remove(uuid) {
  return update(uuid, () => null);
}

/** Forget everything. */
export async function clear() {
  memory.clear();
  await within("readwrite", (notes) => settled(notes.clear())).catch(() => {});
  channel?.postMessage("changed");
}

/** Forget drafts of another time of the day, and what nobody came back for in a week.
 *
 * A clock that was wrong and is set right makes a note look years old: what was meant to be sent goes only when it was
 * found old twice, half a day apart, and the page tried to send it in between.
 */
export async function forgetOld() {
  const now = Date.now();
  for (const note of await all()) {
    if (now - note.written_at <= (note.state === "draft" ? DRAFTS_LAST : LASTS)) continue;
    if (note.state === "draft" || now - note.old_since > DRAFTS_LAST) await remove(note.uuid);
    else if (!note.old_since) await update(note.uuid, (kept) => ({ ...kept, old_since: now }));
  }
}

/** Hear that another tab changed something. */
export function onChange(listener) {
  channel?.addEventListener("message", listener);
}
