// Shows in the form of an activity what it would give while somebody writes: the next dates and a hint about words;
// and hides the fields that do not matter for what was chosen. The form works without this file.

const WAIT = 500; // milliseconds of rest before the server is asked

const place = document.querySelector("[data-event-url]");
const form = place?.closest("form");
let timer;
let asked;
let request;

// Puts new words into the parts of the form; a part that says the same is left alone, so that nothing is read twice.
function show(html) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  for (const fresh of answer.querySelectorAll("[data-event-part]")) {
    for (const part of form.querySelectorAll(`[data-event-part="${fresh.dataset.eventPart}"]`)) {
      if (part.innerHTML.trim() !== fresh.innerHTML.trim()) part.innerHTML = fresh.innerHTML;
    }
  }
}

async function ask() {
  const fields = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  if (fields.toString() === asked) return;
  asked = fields.toString();
  request?.abort();
  request = new AbortController();
  try {
    const answer = await fetch(place.dataset.eventUrl, { method: "POST", body: fields, signal: request.signal });
    if (answer.ok && !answer.redirected) show(await answer.text());
  } catch {
    // Without a connection the dates stay as they were; saving tells what is wrong.
  }
}

function wrapperOf(field) {
  return field.closest(".w-panel__wrapper") ?? field.closest("[data-field-wrapper]") ?? field.parentElement;
}

function toggle(name, isShown) {
  const field = form.querySelector(`[name="${CSS.escape(name)}"]`);
  if (field) wrapperOf(field).hidden = !isShown;
}

function valueOf(name) {
  return form.querySelector(`[name="${CSS.escape(name)}"]`)?.value ?? "";
}

function arrange() {
  const repeats = valueOf("repeats");
  for (const name of ["repeat_every", "repeat_until", "repeat_count", "skips_holidays"]) toggle(name, repeats !== "");
  toggle("repeat_weekdays", repeats === "weekly");
  for (const kind of form.querySelectorAll('[name^="date_changes-"][name$="-kind"]')) {
    const row = kind.name.replace(/kind$/, "");
    for (const name of ["starts_at", "ends_at", "venue"]) toggle(row + name, kind.value === "moved");
    toggle(`${row}reason`, kind.value !== "skipped");
  }
  for (const kind of form.querySelectorAll('[name^="questions-"][name$="-kind"]')) {
    toggle(kind.name.replace(/kind$/, "choices"), kind.value === "choice");
  }
}

function soon() {
  arrange();
  clearTimeout(timer);
  timer = setTimeout(ask, WAIT);
}

// The month that Wagtail opens below a date covers the next field and knows no Escape: closed when the keyboard moves on.
function closeMonth(field) {
  const wrapped = window.jQuery?.(field);
  if (wrapped?.data("xdsoft_datetimepicker")) wrapped.datetimepicker("hide");
}

if (form) {
  form.addEventListener("focusout", ({ target, relatedTarget }) => {
    if (relatedTarget) setTimeout(closeMonth, 250, target); // it opens with some delay
  });
  form.addEventListener("keydown", ({ key, target }) => {
    if (key === "Escape") closeMonth(target);
  });
  for (const kind of ["input", "change", "click"]) form.addEventListener(kind, soon);
  arrange();
}
