// Keeps what is being written on this device until the server has it, and counts characters.
// The page works without this file.

const KEY = "wijkverbond-drafts";
const HOURS = 12; // A shared tablet forgets what was never sent.

function read() {
  try {
    const kept = Object.entries(JSON.parse(localStorage.getItem(KEY)) ?? {});
    return Object.fromEntries(kept.filter(([, draft]) => Date.now() - draft.at < HOURS * 3600e3));
  } catch {
    return {};
  }
}

function write(drafts) {
  try {
    localStorage.setItem(KEY, JSON.stringify(drafts));
  } catch {
    // Private windows and full disks refuse; then there are no drafts, and nothing else changes.
  }
}

function numberOf(field) {
  return field.form.elements[field.name.replace(/text$/, "uuid")];
}

// What the server shows as stored is no draft any more.
const drafts = read();
for (const id of Object.keys(drafts)) {
  if (document.getElementById(id)) delete drafts[id];
}
write(drafts);

function count(field) {
  const left = field.dataset.limit - [...field.value].length;
  if (!field.counter && left > 100) return;
  if (!field.counter) {
    field.counter = document.createElement("p");
    field.counter.setAttribute("role", "status");
    field.after(field.counter);
  }
  field.counter.textContent = (left < 0 ? field.dataset.over : field.dataset.left).replace("{n}", Math.abs(left));
}

for (const field of document.querySelectorAll("textarea[data-limit]")) {
  const number = numberOf(field);
  if (number) {
    // A draft comes back with its own number, so that sending it twice stores it once.
    const [id, draft] = Object.entries(drafts).find(
      ([, draft]) => draft.path === location.pathname && draft.name === field.name,
    ) ?? [];
    if (draft && !field.value) {
      field.value = draft.text;
      number.value = id;
    }
    field.addEventListener("input", () => {
      const now = read();
      if (field.value.trim()) {
        now[number.value] = { text: field.value, name: field.name, path: location.pathname, at: Date.now() };
      } else {
        delete now[number.value];
      }
      write(now);
    });
  }
  field.addEventListener("input", () => count(field));
  count(field);
}
