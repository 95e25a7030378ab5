// The service worker of `/doe-mee/`: keeps the page of a table and all it needs, so that it opens with no network at
// all. An answer of the server always wins; what anybody wrote is never kept. `ASSETS`, `STATIC` and `VERSION` are given
// by the view that serves `sw.js`, in the scope of which this runs.

/* global ASSETS, STATIC, VERSION */

const PREFIX = "wijkverbond-";
const CACHE = PREFIX + VERSION;
const PATIENCE = 4000;
const SCOPE = new URL(self.registration.scope).pathname;

/** The page on which a table writes: no other page of ours has no word of anybody in it. */
function isSheet(pathname) {
  return pathname.startsWith(SCOPE) && /^[A-Z0-9]{6,10}$/.test(pathname.slice(SCOPE.length));
}

function isOurs(name) {
  return name.startsWith(PREFIX) && name !== CACHE;
}

/** Keep a page under its address alone, marked as what it will be when it is shown: kept. */
async function keepSheet(pathname, answer) {
  const cache = await caches.open(CACHE);
  if ([404, 410].includes(answer.status)) return cache.delete(pathname);
  if (answer.status !== 200 || answer.redirected) return;
  const text = (await answer.text()).replace("data-app ", "data-app data-kept ");
  if (text.includes("data-kept ")) await cache.put(pathname, new Response(text, { headers: answer.headers }));
}

async function keep(address) {
  const { pathname } = new URL(address, location);
  const wanted = isSheet(pathname);
  if (!wanted && !pathname.startsWith(STATIC)) return;
  const cache = await caches.open(CACHE);
  if (await cache.match(pathname)) return; // A sheet is kept anew whenever it is opened.
  const answer = await fetch(pathname, { cache: wanted ? "no-cache" : "default" });
  if (wanted) await keepSheet(pathname, answer);
  else if (answer.ok) await cache.put(pathname, answer);
}

/** What an older version kept, again: fresh from the server, or as it was when the server cannot be reached now. */
async function takeOver() {
  const cache = await caches.open(CACHE);
  for (const name of (await caches.keys()).filter(isOurs)) {
    const old = await caches.open(name);
    for (const request of await old.keys()) {
      const had = await old.match(request);
      await keep(request.url).catch(() => cache.put(request, had));
    }
  }
}

self.addEventListener("install", (event) => {
  const assets = ASSETS.map((address) => keep(address));
  event.waitUntil(Promise.all(assets).then(takeOver).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    for (const name of (await caches.keys()).filter(isOurs)) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

self.addEventListener("message", (event) => {
  if (Array.isArray(event.data?.keep)) {
    event.waitUntil(Promise.allSettled(event.data.keep.map((address) => keep(address))));
  }
});

function late() {
  return new Promise((_resolve, reject) => setTimeout(() => reject(new Error("late")), PATIENCE));
}

/** Where somebody who has no network can go on: the sheet of this table, or of the last one. */
async function nearest(pathname) {
  const cache = await caches.open(CACHE);
  const sheets = (await cache.keys()).map((request) => new URL(request.url).pathname).filter(isSheet);
  const found = sheets.find((sheet) => pathname.startsWith(`${sheet}/`)) ?? sheets.at(-1);
  return found ? Response.redirect(found) : Response.error();
}

async function page(event, pathname) {
  const kept = isSheet(pathname) ? await caches.match(pathname) : undefined;
  const asked = fetch(event.request);
  if (isSheet(pathname)) {
    const keeping = asked.then((answer) => keepSheet(pathname, answer.clone()));
    event.waitUntil(keeping.catch(() => {}));
  }
  try {
    const answer = await (kept ? Promise.race([asked, late()]) : asked);
    return kept && answer.status >= 500 ? kept : answer;
  } catch {
    return kept ?? nearest(pathname);
  }
}

async function asset(request) {
  const kept = await caches.match(request, { ignoreVary: true });
  const asked = fetch(request);
  try {
    const answer = await (kept ? Promise.race([asked, late()]) : asked);
    return kept && !answer.ok ? kept : answer;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event, pathname));
  else if (pathname.startsWith(STATIC)) event.respondWith(asset(request));
});
