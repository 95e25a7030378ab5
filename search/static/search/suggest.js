// While somebody types what they look for: pages and words that begin like that. Without this module the field is an
// ordinary one. The pattern is that of an editable combobox with a list (WAI-ARIA 1.2): the focus stays in the field.

const WAIT = 150; // milliseconds without a key before the site is asked

for (const field of document.querySelectorAll("input[data-suggestions]")) attach(field);

function attach(field) {
  const list = document.createElement("ul");
  list.id = `${field.id}-suggestions`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.labels[0]?.textContent.trim() ?? "");
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  status.dataset.suggestionsStatus = "";
  field.after(list, status);

  // A field of the type "search" may not be a combobox.
  field.type = "text";
  field.enterKeyHint = "search";
  field.autocomplete = "off";
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");

  let timer, asking, shown = [], place = -1;

  function close() {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
    status.textContent = "";
    place = -1;
  }

  function mark(wanted) {
    list.children[place]?.setAttribute("aria-selected", "false");
    place = wanted;
    const option = list.children[place];
    if (!option) return field.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  }

  function choose(index) {
    const { text, href } = shown[index];
    close();
    if (href) return location.assign(href);
    field.value = text;
    field.form.requestSubmit();
  }

  function option({ text, kind }, index) {
    const item = document.createElement("li");
    item.id = `${list.id}-${index}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.append(text);
    if (kind) {
      const about = document.createElement("small");
      about.textContent = kind;
      item.append(" ", about);
    }
    // Before the field loses the focus, which would close the list under the finger.
    item.addEventListener("pointerdown", (event) => event.preventDefault());
    item.addEventListener("click", () => choose(index));
    return item;
  }

  async function ask() {
    const typed = field.value.trim();
    asking?.abort();
    asking = new AbortController();
    try {
      const address = `${field.dataset.suggestions}?q=${encodeURIComponent(typed)}`;
      const answer = await fetch(address, { signal: asking.signal });
      if (!answer.ok) return close();
      const { suggestions, announcement } = await answer.json();
      if (typed !== field.value.trim() || document.activeElement !== field) return;
      shown = suggestions;
      mark(-1);
      list.replaceChildren(...shown.map(option));
      list.hidden = !shown.length;
      field.setAttribute("aria-expanded", String(!list.hidden));
      status.textContent = announcement;
    } catch (error) {
      // Aborted by the next key, or the network is gone: searching itself still works.
      if (error.name !== "AbortError") close();
    }
  }

  function step(by) {
    // One place before the first and after the last is the field itself.
    const places = shown.length + 1;
    mark(((place + 1 + by + places) % places) - 1);
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    if (field.value.trim().length < 2) return close();
    timer = setTimeout(ask, WAIT);
  });
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (list.hidden) {
      if (event.key === "ArrowDown" && field.value.trim().length >= 2) {
        event.preventDefault();
        ask();
      }
      return;
    }
    if (event.key === "ArrowDown") step(1);
    else if (event.key === "ArrowUp") step(-1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && place >= 0) choose(place);
    else return;
    event.preventDefault();
  });
}
