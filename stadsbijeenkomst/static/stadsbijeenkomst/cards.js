// Puts what changed on a board in its place. What did not change is not touched, so that nothing that somebody selects,
// focuses or reads moves under their hands.

import { set, tick } from "./countdown.js";
import { follow } from "./live.js";

// `newestFirst`: a new card comes on top; `linger`: for how long it counts as new, in milliseconds, else until it has
// been in view. Returns a function that ends it.
export function attach(board, { newestFirst = false, linger = 0, onNew = () => {} } = {}) {
  const lists = [...board.querySelectorAll("[data-question]")];
  const status = document.querySelector("[data-news]");
  const fresh = new Map(lists.map((list) => [list, new Set()]));
  let ranked = Boolean(document.querySelector("[data-ranked]"));

  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting && document.visibilityState === "visible") settle(target);
    }
  });

  function settle(card) {
    seen.unobserve(card);
    card.removeAttribute("data-new");
    for (const cards of fresh.values()) cards.delete(card);
    count();
  }

  function count() {
    for (const list of lists) {
      const notes = [...list.children].reduce((sum, card) => sum + Number(card.dataset.notes), 0);
      const total = list.parentElement.querySelector("[data-count]");
      if (total.textContent !== String(notes)) total.textContent = notes;
      const badge = list.parentElement.querySelector("[data-fresh]");
      for (const card of fresh.get(list)) if (!card.isConnected) fresh.get(list).delete(card);
      const { size } = fresh.get(list);
      badge.hidden = !size;
      badge.textContent = size ? badge.dataset.fresh.replace("{n}", size) : "";
    }
  }

  function same(old, card) {
    const bare = old.cloneNode(true);
    bare.removeAttribute("data-new");
    return bare.isEqualNode(card);
  }

  function put(list, card) {
    const old = board.querySelector(`[data-card="${card.dataset.card}"]`);
    if (old && old.parentElement === list) {
      if (!same(old, card)) old.replaceWith(card);
      return false;
    }
    old?.remove();
    if (newestFirst && !ranked) list.prepend(card);
    else list.append(card);
    return !old;
  }

  function arrive(list, card) {
    card.setAttribute("data-new", "");
    fresh.get(list).add(card);
    if (linger) setTimeout(settle, linger, card);
    else seen.observe(card);
  }

  // Everything anew, in the order in which it comes; cards that are the same stay the elements that they were.
  function renew(changed) {
    ranked = Boolean(changed.querySelector("[data-ranked]"));
    const news = [];
    for (const list of lists) {
      const place = changed.querySelector(`[data-question="${list.dataset.question}"]`);
      const cards = place ? [...place.children] : [];
      if (newestFirst && !ranked) cards.reverse();
      const kept = new Map([...list.children].map((card) => [card.dataset.card, card]));
      const next = cards.map((card) => {
        const old = kept.get(card.dataset.card);
        if (!old) news.push([list, card]);
        return old && same(old, card) ? old : card;
      });
      if (next.length !== list.children.length || next.some((card, index) => card !== list.children[index])) {
        list.replaceChildren(...next);
      }
    }
    return news;
  }

  function renewMoment(moment) {
    const here = document.querySelector("[data-moment]");
    if (!here) return;
    here.dataset.phase = moment.dataset.phase;
    here.toggleAttribute("data-ranked", moment.hasAttribute("data-ranked"));
    for (const slot of moment.querySelectorAll("[data-slot]")) {
      const place = here.querySelector(`[data-slot="${slot.dataset.slot}"]`);
      place.hidden = slot.hidden;
      if (slot.dataset.slot === "timer" || place.textContent !== slot.textContent) {
        place.replaceChildren(...slot.childNodes);
      }
    }
    tick();
  }

  function show(html) {
    const changed = new DOMParser().parseFromString(html, "text/html").querySelector("[data-version]");
    const whole = changed.hasAttribute("data-whole");
    // The stream and the asking may both bring it.
    if (!whole && Number(changed.dataset.version) <= Number(board.dataset.version)) return;
    const moment = changed.querySelector("[data-moment]");
    if (moment) renewMoment(moment);
    let news = [];
    if (whole) {
      news = renew(changed);
    } else {
      for (const key of changed.dataset.gone.split(" ").filter(Boolean)) {
        board.querySelector(`[data-card="${key}"]`)?.remove();
      }
      for (const list of lists) {
        for (const card of [...changed.querySelectorAll(`[data-question="${list.dataset.question}"] > li`)]) {
          if (put(list, card)) news.push([list, card]);
        }
      }
    }
    board.dataset.version = changed.dataset.version;
    for (const [list, card] of news) arrive(list, card);
    count();
    if (status) status.textContent = news.length ? status.dataset.news.replace("{n}", news.length) : "";
    if (news.length) onNew(new Set(news.map(([list]) => list)));
  }

  for (const list of lists) {
    list.parentElement.querySelector("[data-fresh]").addEventListener("click", () => {
      const [first] = fresh.get(list);
      first?.scrollIntoView({ block: "center" });
    });
  }
  set(Number(board.dataset.now));
  tick();
  const stop = follow(board, show);
  return () => {
    seen.disconnect();
    stop();
  };
}
