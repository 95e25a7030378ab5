// What stands on this device: taken along from a dying telephone as a file or as QR codes, or wiped from a shared one.

import * as store from "./store.js";

const FORMAT = 1;
const FITS = 700; // Bytes in one QR code that a telephone reads from the screen of another.

function packed(notes) {
  const shown = ({ uuid, question, text, written_at }) => ({
    uuid,
    question,
    text,
    written_at: new Date(written_at).toISOString(),
  });
  return JSON.stringify({ wijkverbond: FORMAT, notes: notes.map(shown) });
}

/** Divide notes over texts that each can be read alone, no longer than fits; a long note has one for itself. */
function divided(notes) {
  const size = (part) => new TextEncoder().encode(packed(part)).length;
  const divided = [];
  for (const note of notes) {
    const last = divided.at(-1);
    if (last && size([...last, note]) <= FITS) last.push(note);
    else divided.push([note]);
  }
  return divided.map(packed);
}

function save(text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = "wijkverbond-inbreng.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60e3);
}

async function draw(place, texts) {
  const { encode } = await import("../packages/uqr/dist/index.mjs");
  const template = place.querySelector("template");
  const codes = texts.map((text, number) => {
    const figure = template.content.firstElementChild.cloneNode(true);
    const label = place.dataset.label.replace("{n}", number + 1).replace("{total}", texts.length);
    figure.querySelector("figcaption").textContent = label;
    try {
      const { data, size } = encode(text, { ecc: "L", border: 4 });
      const dark = data.flatMap((row, y) => row.flatMap((is, x) => (is ? `M${x} ${y}h1v1h-1z` : [])));
      const drawing = figure.querySelector("svg");
      drawing.setAttribute("viewBox", `0 0 ${size} ${size}`);
      drawing.setAttribute("aria-label", label);
      drawing.querySelector("path").setAttribute("d", dark.join(""));
    } catch {
      figure.querySelector("svg").remove();
      figure.querySelector("figcaption").textContent = `${label}: ${place.dataset.tooLarge}`;
    }
    return figure;
  });
  place.replaceChildren(template, ...codes);
  place.hidden = false;
}

/** Bring the part of the page about this device to life. Returns a function that shows how many notes it holds. */
export function device(place) {
  const line = place.querySelector("[data-unsent]");
  const codes = place.querySelector("[data-codes]");
  const wipe = place.querySelector("form");
  const warning = place.querySelector("[data-warning]");
  const texts = place.querySelector("[data-texts]");
  const holds = async () => (await store.all()).filter((note) => note.text.trim());

  async function show() {
    const notes = await holds();
    const words = notes.length === 1 ? line.dataset.one : notes.length ? line.dataset.many : line.dataset.none;
    const sentence = words.replace("{n}", notes.length);
    if (line.textContent !== sentence) line.textContent = sentence;
    for (const part of place.querySelectorAll("[data-holds]")) part.hidden = !notes.length;
    if (!notes.length) codes.hidden = true;
    if (texts) {
      const template = texts.querySelector("template");
      const items = notes.map((note) => {
        const item = template.content.firstElementChild.cloneNode(true);
        item.querySelector("[data-text]").textContent = note.text;
        return item;
      });
      texts.replaceChildren(template, ...items);
    }
    place.hidden = false;
    return notes;
  }

  place.querySelector("button[value=file]").addEventListener("click", async () => save(packed(await holds())));
  place.querySelector("button[value=codes]").addEventListener("click", async () => draw(codes, divided(await holds())));
  wipe?.addEventListener("submit", async (event) => {
    event.preventDefault();
    if ((await holds()).length && warning.hidden) {
      warning.hidden = false;
      warning.querySelector("button").focus();
      return;
    }
    await store.clear();
    for (const name of (await globalThis.caches?.keys()) ?? []) await caches.delete(name);
    wipe.submit();
  });
  warning?.querySelector("button[value=no]").addEventListener("click", () => (warning.hidden = true));
  return show;
}
