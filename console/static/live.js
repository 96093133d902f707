// Keeps an open page up to date. The desk's stream says only "something changed"; then every part of the page with
// hx-trigger="refresh from:body" fetches itself anew. Without the stream the page looks every five seconds. It says how
// fresh it is, and turns grey when it can't know.
// A browser opens few connections to one host, so its tabs share one stream for each desk: the tab that holds the lock has
// it and passes on what it hears. When that tab is closed, another one gets the lock, and its stream begins with a look.
const POLL = 5_000;
const STALE = 30_000;
const TICK = 10_000;
const STREAM_QUIET = 40_000; // two signs of life of the stream, and some more

const body = document.body;
const freshness = document.querySelector("[data-freshness]");
const warning = document.querySelector("[data-stale-warning]");
const channel = new BroadcastChannel(`helpdesk-live-${body.dataset.live}`);
let source = null; // only in the tab that has the stream
let heard = 0; // when the stream last said anything
let sure = Date.now(); // when what is shown was last known to be true
let looked = Date.now();
let version = ""; // of the latest event that the stream told of

function look() {
  looked = Date.now();
  htmx.trigger(body, "refresh");
}

function listen() {
  source?.close();
  heard = Date.now();
  source = new EventSource(body.dataset.live);
  source.addEventListener("refresh", (event) => passOn("refresh", event.data));
  source.addEventListener("alive", () => passOn("alive"));
  source.addEventListener("error", () => channel.postMessage({ kind: "lost" }));
}

function passOn(kind, data) {
  hear({ kind, data });
  channel.postMessage({ kind, data });
}

function hear({ kind, data }) {
  if (kind === "joined") {
    if (source && streams()) channel.postMessage({ kind: "open", data: version });
    return;
  }
  heard = kind === "lost" ? 0 : Date.now();
  if (kind === "alive") sure = heard; // nothing has changed since
  // A tab that has just joined looks once, since something may have changed while it was loading.
  if (kind === "refresh" || (kind === "open" && !version)) {
    version = data;
    look();
  }
}

function streams() {
  return (!source || source.readyState === EventSource.OPEN) && Date.now() - heard < STREAM_QUIET;
}

function tell() {
  const age = Date.now() - sure;
  const isStale = age > STALE;
  const seconds = Math.round(age / 1000);
  freshness.textContent = isStale || !streams() ? `Last seen ${seconds} s ago` : "Live";
  freshness.classList.toggle("is-live", !isStale && streams());
  body.classList.toggle("is-stale", isStale);
  if (warning.hidden === isStale) {
    warning.hidden = !isStale;
  }
}

body.addEventListener("htmx:configRequest", (event) => {
  // A page that refreshes itself is no sign of a person: the session's idle limit runs on.
  const cause = event.detail.triggeringEvent?.type;
  if (cause === "refresh" || cause === "tick") event.detail.headers["X-Refresh"] = "1";
  // What is fetched must know of this event: another process of the line may not have heard of it yet.
  if (version) event.detail.headers["X-Version"] = version;
});
body.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) sure = Date.now();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) look();
});

channel.addEventListener("message", ({ data }) => hear(data));
if (navigator.locks) {
  channel.postMessage({ kind: "joined" });
  navigator.locks.request(`helpdesk-live-${body.dataset.live}`, () => {
    listen();
    return new Promise(() => {}); // until this tab is closed
  });
} else {
  listen();
}
setInterval(() => {
  if (!document.hidden) htmx.trigger(body, "tick"); // for figures that change without an event
}, TICK);
setInterval(() => {
  if (!streams() && Date.now() - looked >= POLL) {
    look();
    if (source && (source.readyState === EventSource.CLOSED || Date.now() - heard >= STREAM_QUIET)) listen();
  }
  tell();
}, 1_000);
