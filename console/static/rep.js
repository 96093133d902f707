// The rep's page as it lives: clocks by the server's time, the tab's title, ringing, the note as it is typed, shortcuts.
// What is shown comes from the server; without this script every button works all the same.
const KEYS_OFF = "helpdesk-keys";
const AGAIN = 5_000; // ms until a note that was not kept is sent again
const page = document.body;
const now = document.getElementById("now");
const noteBox = document.getElementById("note");
const told = document.getElementById("told");
const said = document.getElementById("said");
page.classList.add("has-scripts");
let base = Number(page.dataset.now) - performance.now(); // the server's time less this page's
let shownHtml = null;
let lastKind = state().kind;
let lastOffer = "";
let lastMessage = "";
let isTyped = false; // and not yet on its way
let isSending = false;
let areWaysOpen = false;
let isPressing = false; // a button of the state is down, and not up yet
let isHeldBack = false; // something new, until it is up
let isDone = false; // said by the rep, and did not arrive

function state() {
  return now.querySelector(".state").dataset;
}

// --- clocks

function written(clock) {
  const time = base + performance.now();
  const { begun, ends } = clock.dataset;
  const seconds = Math.max(0, Math.round((begun ? time - begun : ends - time) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function tick() {
  for (const clock of document.querySelectorAll(".clock")) {
    const text = written(clock);
    if (clock.textContent !== text) clock.textContent = text;
  }
  const main = now.querySelector(".clock[data-main]");
  const { mark, word, desk } = state();
  const title = [mark, main?.textContent, word, "—", desk].filter(Boolean).join(" ");
  if (document.title !== title) document.title = title;
}

// --- what changed

function follow() {
  const { kind, isOffered, offer, who, desk } = state();
  if (kind !== lastKind) said.textContent = now.querySelector("#headline").textContent;
  if (isOffered !== undefined && offer !== lastOffer) notifier.show(`A caller for you — ${desk}`, who ?? "", `offer-${offer}`);
  if (isOffered !== undefined) {
    ringer.start();
  } else {
    ringer.stop();
    notifier.close();
  }
  const message = [...now.querySelectorAll("[data-message]")].at(-1);
  if (message && message.dataset.message !== lastMessage) said.textContent = message.querySelector("p").textContent;
  lastMessage = message?.dataset.message ?? "";
  lastKind = kind;
  lastOffer = offer;
  followNote();
  tick();
}

// The note is somebody's typing: it is fetched anew only for another call, or when another tab has changed it.
function followNote() {
  const { call, note } = state();
  const form = document.getElementById("note-form");
  if (isSending) return; // the answer knows more
  if (isTyped || form?.querySelector("[data-conflict]")) {
    if (form && form.dataset.call !== call) htmx.trigger(form, "save");
    return;
  }
  const isOther = (form?.dataset.call ?? "") !== call;
  if (isOther || Number(note) > Number(form?.elements.version.value ?? note)) htmx.trigger(page, "other-note");
}

// Tokens and clocks differ from answer to answer; as long as nothing else does, what is shown stays untouched.
function essence(html) {
  return html.replaceAll(/name="(csrf_token|submission)" value="[^"]*"/g, "").replaceAll(/(class="clock"[^>]*>)[^<]*/g, "$1");
}

page.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target === noteBox && (isTyped || isSending)) detail.shouldSwap = false; // typed in between
  const time = detail.xhr.getResponseHeader("X-Now");
  if (!time || detail.target !== now) return;
  base = Number(time) - performance.now();
  if (isPressing) {
    detail.shouldSwap = false;
    isHeldBack = true;
    return;
  }
  const html = essence(detail.xhr.responseText);
  if (html === shownHtml) {
    detail.shouldSwap = false;
    followNote(); // its form may not have come when it was fetched
  }
  shownHtml = html;
  areWaysOpen = document.getElementById("ways")?.open ?? false;
});
page.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target !== now) return;
  const ways = document.getElementById("ways");
  if (ways) ways.open = areWaysOpen; // whoever is just choosing goes on choosing
  follow();
});
page.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.path.endsWith("/me/note") && detail.verb === "get") detail.headers["X-Refresh"] = "1";
  // htmx knows a button outside of its form only some moments after it was swapped in; the browser knows it at once.
  const button = detail.triggeringEvent?.submitter;
  if (button?.name) detail.parameters[button.name] = button.value;
  if (detail.triggeringEvent?.type === "done") detail.parameters.done = "1";
});

// --- what is pressed is done, be it renewed in that moment

// A press is a click only if the button is still there when it is let go, so nothing is renewed in between.
function presses(event) {
  if (event.type === "pointerdown" || event.key === " ") isPressing = true;
}

function letsGo() {
  if (!isPressing) return;
  isPressing = false;
  if (!isHeldBack) return;
  isHeldBack = false;
  setTimeout(() => htmx.trigger(page, "refresh")); // after the click
}

for (const kind of ["pointerdown", "keydown"]) now.addEventListener(kind, presses);
for (const kind of ["pointerup", "pointercancel", "keyup", "blur"]) window.addEventListener(kind, letsGo);

// Wrap-up may begin before the form of its note has come; it is over all the same.
function done(button) {
  const form = document.getElementById("note-form");
  if (form?.dataset.call === state().call) {
    htmx.trigger(form, "done");
    return;
  }
  const values = { done: "1", csrf_token: now.querySelector("[name=csrf_token]").value };
  htmx.ajax("POST", button.getAttribute("formaction"), { source: page, swap: "none", values });
}

now.addEventListener("click", (event) => {
  const button = event.target.closest("[name=done]");
  if (!button) return;
  event.preventDefault();
  done(button);
});

// --- acts and the note

page.addEventListener("told", ({ detail }) => {
  told.textContent = detail.value;
  told.hidden = !detail.value;
});
// What a person sent and what did not arrive; the note is sent again by itself, with the word that all is done.
function sendAgain() {
  const form = document.getElementById("note-form");
  if (form && isTyped) htmx.trigger(form, isDone && form.dataset.call === state().call ? "done" : "save");
}

function failed({ detail }) {
  if (detail.requestConfig.verb === "get") return;
  const isNote = detail.elt.id === "note-form";
  if (detail.requestConfig.triggeringEvent?.type === "done") isDone = true;
  told.textContent = isNote
    ? "Your note is not kept yet. The page goes on trying."
    : "This could not be done just now. Try again in a moment.";
  told.hidden = false;
  if (isNote) setTimeout(sendAgain, AGAIN);
}

page.addEventListener("htmx:responseError", failed);
page.addEventListener("htmx:sendError", failed);
noteBox.addEventListener("input", () => {
  isTyped = true;
});
page.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.elt.id !== "note-form") return;
  isTyped = false; // what is typed from here on is typed anew
  isSending = true;
});
page.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.elt.id !== "note-form") return;
  isSending = false;
  if (!detail.successful) {
    isTyped = true;
    return;
  }
  told.hidden = true;
  isDone = false;
  followNote();
});
window.addEventListener("beforeunload", (event) => {
  if (isTyped) event.preventDefault();
});

// --- shortcuts: always with Alt, and they can be turned off

function press(key) {
  const target = [...document.querySelectorAll(`[data-key="${key}"]`)].find((one) => one.checkVisibility());
  if (!target) return false;
  target.focus();
  if (target.matches("button, summary")) target.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.repeat) return;
  if (page.classList.contains("keys-off") || !event.code.startsWith("Key")) return;
  if (press(event.code.slice(3).toLowerCase())) event.preventDefault();
});

// --- sound, notifications, keys: switches

function isSwitched(button, isOn) {
  button.setAttribute("aria-pressed", String(isOn));
}

const sound = document.getElementById("sound");
const notify = document.getElementById("notify");
const keys = document.getElementById("keys");
const ringingTold = document.getElementById("ringing-told");
document.getElementById("ringing").hidden = false;
isSwitched(sound, ringer.isOn);
sound.addEventListener("click", () => {
  ringer.turn(!ringer.isOn);
  isSwitched(sound, ringer.isOn);
  if (ringer.isOn && state().isOffered !== undefined) ringer.start();
});
document.getElementById("try-sound").addEventListener("click", () => {
  ringer.wake();
  ringer.context?.resume().then(() => ringer.once());
});
function tellNotifications() {
  notify.hidden = notifier.isAsked || !("Notification" in window);
  if (notifier.isAllowed) ringingTold.textContent = "A notification is shown when a caller is offered and this page is out of sight.";
  else if (notifier.isAsked) ringingTold.textContent = "This browser is set to show no notifications of this page.";
}
notify.addEventListener("click", () => Notification.requestPermission().then(tellNotifications));
tellNotifications();
function turnKeys(areOn) {
  page.classList.toggle("keys-off", !areOn);
  isSwitched(keys, areOn);
}
turnKeys(localStorage.getItem(KEYS_OFF) !== "off");
keys.addEventListener("click", () => {
  const areOn = page.classList.contains("keys-off");
  localStorage.setItem(KEYS_OFF, areOn ? "on" : "off");
  turnKeys(areOn);
});

follow();
if (state().isOffered !== undefined) {
  said.textContent = now.querySelector("#headline").textContent;
}
setInterval(() => {
  tick();
  document.getElementById("asleep").hidden = ringer.isAwake || !ringer.isOn;
}, 250);
