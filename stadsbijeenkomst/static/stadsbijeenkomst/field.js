// Beside a field for a note: how many characters are left, and what looks like data about a person.

import { find } from "./personal_data.js";

const CALM = 600;

function line(field) {
  const line = document.createElement("p");
  line.setAttribute("role", "status");
  field.after(line);
  return line;
}

/** Return how many characters too many a text has, counted as the server counts. */
export function tooLong(field) {
  return [...field.value.trim()].length - field.dataset.limit;
}

/** Watch a `textarea`; its sentences stand in its data attributes. Returns a function that looks again. */
export function watch(field) {
  let counter;
  let warning;
  let timer;

  function count() {
    const left = -tooLong(field);
    if (!counter && left > 100) return;
    counter ??= line(field);
    counter.textContent = left > 100 ? "" : (left < 0 ? field.dataset.over : field.dataset.left).replace("{n}", Math.abs(left));
  }

  function warn() {
    const kinds = [...new Set(find(field.value))];
    if (!warning && !kinds.length) return;
    if (!warning) {
      warning = line(field);
      warning.dataset.flag = "";
    }
    const words = kinds.map((kind) => field.dataset[kind]);
    if (words.length) words.push(field.dataset.leave);
    // A live region speaks when it changes, so it changes only when there is something new to say.
    if (warning.textContent !== words.join(" ")) warning.textContent = words.join(" ");
  }

  function look() {
    count();
    clearTimeout(timer);
    timer = setTimeout(warn, CALM);
  }

  field.addEventListener("input", look);
  look();
  return look;
}
