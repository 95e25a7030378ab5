// The page of a table: writes notes, with or without a network. The plain form beneath it does the same without this.

import { card } from "./card.js";
import { clock } from "./clock.js";
import { device } from "./device.js";
import { mine } from "./mine.js";
import { outbox } from "./outbox.js";
import { stand } from "./stand.js";
import * as store from "./store.js";

const app = document.querySelector("[data-app]");
const { code } = app.dataset;
const template = app.querySelector("template");
const lists = new Map([...app.querySelectorAll("[data-question]")].map((list) => [list.dataset.question, list]));
const cards = new Map();
const parts = (name) => document.querySelector(`[data-${name}]`);
const tell = clock(parts("standing"));
const isKept = "kept" in app.dataset; // A page out of the cache, which may tell of an hour ago.
let table = null; // What the server said last about the whole table.

// Cards

function add(note) {
  const made = card(template, note, on);
  cards.set(made.note.uuid, made);
  lists.get(made.note.question).prepend(made.item);
  return made;
}

/** Return the card of a question to write on: the one that was begun, else an empty one. */
function open(question) {
  const begun = [...cards.values()].find(({ note }) => note.question === question && note.state === "draft");
  return begun ?? add({ question, code });
}

async function keep(card) {
  await store.put({ ...card.note });
  card.kept = true;
}

function drop(card) {
  cards.delete(card.note.uuid);
  card.item.remove();
}

const on = {
  code,
  async input(card) {
    if (card.note.text.trim()) await keep(card);
    else await store.remove(card.note.uuid);
    report();
  },
  async send(card) {
    card.note.state = "waiting";
    card.show();
    // At once, while the telephone still shows its keyboard.
    open(card.note.question).field.focus({ preventScroll: true });
    await keep(card);
    report();
    send();
  },
  async edit(card) {
    card.note.state = "draft";
    card.note.first = false;
    await keep(card);
    card.show();
    card.field.focus();
    report();
  },
  async copy(card) {
    card.field.select();
    await navigator.clipboard?.writeText(card.note.text);
    parts("news").textContent = template.dataset.copied;
  },
  async renew(card) {
    const uuid = crypto.randomUUID();
    // Kept under its new number before the old one goes: a battery may be pulled in between.
    await keep(add({ ...card.note, uuid, code, state: "waiting", reason: undefined, first: true }));
    await store.remove(card.note.uuid);
    drop(card);
    report();
    send();
  },
  async discard(card) {
    await store.remove(card.note.uuid);
    drop(card);
    open(card.note.question).field.focus();
    report();
  },
};

/** Bring the cards in line with what is kept, which another tab may have changed. */
async function show() {
  const notes = await store.all();
  const kept = new Set(notes.map((note) => note.uuid));
  // What is being written stands above what waits.
  const shown = notes.filter((note) => lists.has(note.question));
  for (const note of shown.sort((one, other) => (one.state === "draft") - (other.state === "draft"))) {
    const known = cards.get(note.uuid);
    if (!known) add(note).kept = true;
    else if (document.activeElement !== known.field || note.state !== "draft") {
      known.note = note;
      known.show();
    }
  }
  for (const card of [...cards.values()]) {
    if (card.kept && !kept.has(card.note.uuid) && !card.stored) {
      drop(card);
      own.soon();
    }
  }
  for (const question of lists.keys()) open(question);
  report();
}

// The queue and the server

const send = outbox((of) => app.dataset.send.replace(code, of), {
  begin: (note) => cards.get(note.uuid)?.show("sending"),
  held: (note) => cards.get(note.uuid)?.show(),
  reached: (yes) => reached(yes),
  stored(note) {
    const card = cards.get(note.uuid);
    if (card) {
      card.stored = true;
      card.show("stored");
    }
    report();
    own.soon();
  },
  refused(note) {
    const card = cards.get(note.uuid);
    if (card) {
      card.note = note;
      card.show();
    }
    report();
  },
});

const isUnsent = (note) => note.state !== "draft";
const ask = stand(app.dataset.stand, async () => (await store.all()).filter(isUnsent).length, {
  heard(told) {
    table = told;
    parts("barred").hidden = true;
    tell(told);
    reached(true);
    if (!own.isKnown()) own.soon(0);
    report();
  },
  refused(sentence) {
    parts("barred").hidden = false;
    parts("sentence").textContent = sentence;
    reached(true);
  },
  lost: () => reached(false),
});

let connected = true;
function reached(yes) {
  // The moment that the server can be reached again: what waits goes now.
  if (yes && !connected) send();
  connected = yes;
  parts("lost").hidden = yes;
  parts("standing").hidden = isKept && !table;
}

const own = mine(app.dataset.own, lists, (uuid) => {
  const card = cards.get(uuid);
  if (card?.stored) drop(card);
  report();
});

// Numbers

const counts = parts("counts");
let told = 0;
async function report() {
  const unsent = (await store.all()).filter(isUnsent).length;
  const here = own.count() + [...cards.values()].filter((card) => card.stored).length;
  const line = (words, written, stored) => words.replace("{written}", written).replace("{stored}", stored);
  const [atTable, onDevice] = counts.children;
  if (table) atTable.textContent = line(counts.dataset.atTable, Math.max(table.written, table.stored + unsent), table.stored);
  onDevice.textContent = line(counts.dataset.onDevice, here + unsent, here);
  atTable.hidden = isKept && !table;
  // What was stored before is known when the server said so, and not told as a nought before that.
  onDevice.hidden = !own.isKnown();
  showDevice();
  // The table's host and the programme lead see at once when notes wait, and when they do no more.
  if (unsent !== told) ask();
  told = unsent;
}

// Begin

const showDevice = device(parts("device"));
const adopted = [];
let writing; // The question at which somebody was writing before this module was there.
for (const [question, list] of lists) {
  const plain = list.parentElement.querySelector("[data-plain]");
  if (plain.contains(document.activeElement)) writing = question;
  for (const field of plain.querySelectorAll("textarea")) {
    // A kept page has numbers that were used before.
    const uuid = isKept ? crypto.randomUUID() : field.form.elements[field.name.replace(/text$/, "uuid")].value;
    const now = Date.now();
    // The plain form may have sent this number before: what stands in it now is a change.
    const note = { uuid, question, code, text: field.value, state: "draft", first: false, written_at: now, begun_at: now };
    if (field.value.trim()) adopted.push(note);
  }
  plain.remove();
  list.hidden = false;
}
const form = app.querySelector("form");
form.replaceWith(...form.querySelectorAll(":scope > :not(:last-child)"));
for (const note of adopted) await store.put(note);
await store.forgetOld().catch(() => {});
await show();
if (writing) open(writing).field.focus();
parts("fleeting").hidden = await store.lasts();
store.onChange(show);
addEventListener("beforeunload", (event) => store.holdsUnkept() && event.preventDefault());
own.soon(0);
ask(0);
send();

// The page itself, kept for when there is no network at all.

async function keepPage() {
  await navigator.serviceWorker.register(app.dataset.worker);
  const { active } = await navigator.serviceWorker.ready;
  const used = performance.getEntriesByType("resource").map((entry) => entry.name);
  active.postMessage({ keep: [location.pathname, ...used.filter((address) => address.startsWith(location.origin))] });
}
if (navigator.serviceWorker) {
  if (document.readyState === "complete") keepPage().catch(() => {});
  else addEventListener("load", () => keepPage().catch(() => {}));
}
