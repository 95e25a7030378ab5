// Tells what changed on a board: by a stream of events when the page names one, else by asking every few seconds.
// The stream is an extra. Whatever happens to it, asking begins at once, and asking never stops for good.

const PAUSE = 5000;
const LONGEST = 60000;
const FIRST_BYTE = 5000; // a proxy that keeps the stream to itself gives none
const SILENCE = 25000; // the server says every ten seconds that it lives

const spread = (pause) => pause * (0.75 + Math.random() / 2); // not all screens at the same moment

// Calls show(html) with each change. `board` holds the addresses and, in data-version, what it shows now.
export function follow(board, show) {
  const { source, stream } = board.dataset;
  let stopped = false;
  let pause = PAUSE;
  let timer;
  let asking = false;
  let events;
  let silence;
  let rest = PAUSE;
  let streaming = false;

  const address = (base) => {
    const url = new URL(base, location);
    url.searchParams.set("v", board.dataset.version);
    return url;
  };

  async function ask() {
    if (asking || stopped) return;
    asking = true;
    clearTimeout(timer);
    const known = board.dataset.version;
    try {
      const answer = await fetch(address(source), { cache: "no-store", signal: AbortSignal.timeout(10000) });
      if (!answer.ok) throw new Error(answer.status);
      if (answer.status === 200) {
        const html = await answer.text();
        // What the stream told meanwhile is newer: a whole board from before would bring back what was taken away.
        if (!stopped && board.dataset.version === known) show(html);
      }
      pause = PAUSE;
    } catch {
      // The venue's wifi fails now and then: wait longer each time, and never stop.
      pause = Math.min(pause * 2, LONGEST);
    }
    asking = false;
    if (!streaming && !stopped) timer = setTimeout(ask, spread(pause));
  }

  function listen() {
    if (stopped) return;
    let heard = false;
    const hear = () => {
      clearTimeout(silence);
      silence = setTimeout(lose, SILENCE);
      if (heard) return;
      heard = streaming = true;
      rest = PAUSE;
      clearTimeout(timer);
    };
    const lose = () => {
      clearTimeout(silence);
      events.close();
      streaming = false;
      ask();
      setTimeout(listen, spread(rest));
      rest = Math.min(rest * 2, LONGEST);
    };
    events = new EventSource(address(stream));
    events.addEventListener("hello", hear);
    events.addEventListener("beat", hear);
    events.addEventListener("message", (event) => {
      hear();
      show(event.data);
    });
    events.addEventListener("error", lose);
    // Not a byte: something between here and the server waits for an end that never comes. It will do so next time too.
    silence = setTimeout(() => events.close(), FIRST_BYTE);
  }

  const look = () => {
    if (document.visibilityState === "visible") ask();
  };
  document.addEventListener("visibilitychange", look);
  timer = setTimeout(ask, PAUSE * Math.random());
  if (stream) listen();

  return function stop() {
    stopped = true;
    document.removeEventListener("visibilitychange", look);
    clearTimeout(timer);
    clearTimeout(silence);
    events?.close();
  };
}
