// Asks for the parts of a moderators' page. Null: nothing has changed since the version in the address.

export async function ask(address, options = {}) {
  const answer = await fetch(address, {
    ...options,
    headers: { "X-Part": "1" },
    cache: "no-store",
    signal: AbortSignal.timeout(15000),
  });
  if (answer.status === 204) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-parts]");
  if (!fresh) {
    // Logged out, or what was asked for is gone: the whole page tells what is the matter.
    if (answer.redirected || (answer.status >= 400 && answer.status < 500)) location.reload();
    throw new Error(answer.status);
  }
  return fresh;
}

// Calls `poll` every few seconds: later each time that it fails, and never less often than once a minute.
export function repeat(poll, shortest = 4000, longest = 60000) {
  let pause = shortest;
  let timer;
  async function turn() {
    clearTimeout(timer);
    try {
      await poll();
      pause = shortest;
    } catch {
      pause = Math.min(pause * 2, longest);
    }
    wait();
  }
  function wait() {
    clearTimeout(timer);
    timer = setTimeout(turn, pause * (0.75 + Math.random() / 2));
  }
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") turn();
  });
  wait();
}
