// One note on this device: a field, and in words where the note is.

import { tooLong, watch } from "./field.js";

const WHEN = { send: ["draft"], edit: ["waiting"], copy: ["refused"], renew: ["refused"], discard: ["refused"] };
// "first": never sent with other words, so that a repeat does not undo what somebody made of it on the server.
const FRESH = { state: "draft", text: "", first: true };

/** Make a card from `template` for a note, or an empty one for `{question, code}`. `on[verb](card)` hears what
 *  somebody does: input, send, edit, copy, renew, discard. */
export function card(template, note, on) {
  const item = template.content.firstElementChild.cloneNode(true);
  const field = item.querySelector("textarea");
  const [where, hint] = ["[data-where]", "[data-hint]"].map((part) => item.querySelector(part));
  const words = template.dataset;
  const self = { item, field, note: { uuid: crypto.randomUUID(), ...FRESH, ...note }, kept: false, show };

  const named = [item, ...item.querySelectorAll("[id], [for], [aria-describedby]")];
  for (const part of named) {
    for (const name of ["id", "for", "aria-describedby"]) {
      const value = part.getAttribute(name);
      if (value) part.setAttribute(name, `${value}-${self.note.uuid}`);
    }
  }
  const label = item.querySelector("label");
  label.id = `label-${self.note.uuid}`;
  field.setAttribute("aria-labelledby", `${self.note.question}-title ${label.id}`);
  field.autocomplete = "off"; // The browser's own memory of forms would bring a text back that was sent.
  field.value = self.note.text;
  const look = watch(field);

  function say(state, explained = "") {
    item.dataset.state = state;
    if (where.textContent !== (words[state] ?? "")) where.textContent = words[state] ?? "";
    if (hint.textContent !== explained) hint.textContent = explained;
  }

  /** Show the note as it is now; `state` says so when it is not what is kept: "sending" or "stored". */
  function show(state = self.note.state) {
    const writing = state === "draft";
    if (document.activeElement !== field && field.value !== self.note.text) {
      field.value = self.note.text;
      look();
    }
    field.readOnly = !writing;
    field.removeAttribute("aria-invalid");
    for (const part of item.querySelectorAll("label, [id*=helptext]")) part.hidden = !writing;
    for (const button of item.querySelectorAll("button")) button.hidden = !WHEN[button.value].includes(state);
    if (state === "stored") {
      const text = item.querySelector("[data-text]");
      text.textContent = self.note.text;
      text.hidden = false;
      field.value = "";
      item.querySelector("[data-field]").hidden = true;
    }
    const elsewhere = self.note.code === on.code ? "" : words.elsewhere;
    const explained = { draft: words.notSent, waiting: words.willGo, refused: self.note.reason }[state] ?? "";
    if (writing && !field.value.trim()) say("");
    else say(state, [explained, elsewhere].filter(Boolean).join(" "));
  }

  function send() {
    if (!field.value.trim()) return field.focus();
    if (tooLong(field) > 0) {
      field.setAttribute("aria-invalid", "true");
      say("draft", words.tooLong);
      return field.focus();
    }
    on.send(self);
  }

  field.addEventListener("input", () => {
    self.note.text = field.value;
    self.note.written_at = Date.now();
    self.note.begun_at ??= self.note.written_at;
    show();
    on.input(self);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !field.readOnly) {
      event.preventDefault();
      send();
    }
  });
  for (const button of item.querySelectorAll("button")) {
    button.addEventListener("click", () => (button.value === "send" ? send() : on[button.value](self, button)));
  }
  show();
  return self;
}
