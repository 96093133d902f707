// The rep's page as the phone that rings. One tab of a browser is the phone; the others hand it what is pressed in them.
// While it is registered it gives signs of life: without them, nobody's call is brought to a page that is closed.
import { keepPage } from "./other-pages.js";
import { CarrierPhone, LocalPhone } from "./phones.js";
import { Renewal } from "./renewal.js";

const box = document.getElementById("softphone");
const line = box.querySelector("#softphone-state");
const transcript = box.querySelector("#softphone-said");
const speech = box.querySelector("#softphone-speech");
const SIGN_OF_LIFE = 20_000;
const ANSWER_LIMIT = 10_000; // ms
const REFUSED = "The carrier refuses this page's token. An admin must check TWILIO_API_KEY and TWILIO_API_SECRET.";
const NO_MICROPHONE = "This page has no microphone. Allow it beside the page's address, or plug one in; the page then starts again.";
const GONE = [401, 403, 404]; // the session has ended, or calls ring at the phone by now
const tabs = new BroadcastChannel(`helpdesk-softphone-${box.dataset.me}`);
let phone = null; // only in the tab that is the phone
let isReady = false;
let isRinging = false;
let isTalking = false;
let isWanted = false; // the rep has pressed "Take the call"
let shownKind = "";
let wasTalking = false;
let connectionTrouble = ""; // an alert that is over once calls ring here again

async function post(what, fields = {}) {
  const body = new FormData();
  for (const [name, value] of Object.entries({ csrf_token: formToken(), ...fields })) body.append(name, value);
  // What the page sends by itself is no sign of a person.
  const headers = what === "take" ? {} : { "X-Refresh": "1" };
  const options = { method: "POST", body, headers, redirect: "manual", signal: AbortSignal.timeout(ANSWER_LIMIT) };
  const answer = await fetch(`${box.dataset.me}/${what}`, options);
  if (!answer.ok) throw Object.assign(new Error(`${answer.status}`), { isGone: isGone(answer) });
  return answer.json();
}

// Renewed with the page's state, since signing in again makes the ones of before void.
function formToken() {
  return document.querySelector("#now [name=csrf_token]").value;
}

function isGone(answer) {
  return answer.type === "opaqueredirect" || GONE.includes(answer.status);
}

function show(text, isGood) {
  if (line.textContent !== text) line.textContent = text;
  line.classList.toggle("is-live", isGood);
}

function tellTrouble(text) {
  for (const told of document.querySelectorAll("#told, [data-trouble]")) {
    told.textContent = text;
    told.hidden = !text;
  }
}

function write(text, language, who) {
  const entry = document.createElement("p");
  const by = document.createElement("span");
  by.className = "quiet";
  by.textContent = `${who}: `;
  const words = document.createElement("span");
  words.textContent = text;
  if (language) words.lang = language;
  entry.append(by, words);
  transcript.append(entry);
  transcript.hidden = false;
}

// --- what the phone tells

const hears = {
  ready() {
    isReady = true;
    renewal.ready();
    show("Calls ring on this page", true);
    if (connectionTrouble && document.getElementById("told").textContent === connectionTrouble) tellTrouble("");
    connectionTrouble = "";
    beat();
  },
  lost(code) {
    isReady = false;
    show(`This page can't be rung just now${code ? ` (${code})` : ""}. It goes on trying.`, false);
  },
  stale(isRefused) {
    renewal.retry();
    // The carrier may refuse a good token once, when it is slow to learn of it.
    if (isRefused && renewal.failures > 1) {
      connectionTrouble = REFUSED;
      tellTrouble(REFUSED);
    }
  },
  noMicrophone() {
    isReady = false;
    renewal.stop();
    phone.stop();
    post("listens", { closes: "1" }).catch(() => {}); // the server notices by itself, later
    waitForMicrophone();
  },
  rings() {
    isRinging = true;
    transcript.replaceChildren();
    if (isWanted) phone.answer();
  },
  talks() {
    isTalking = true;
    if (speech) speech.hidden = false;
  },
  ended() {
    if (isTalking) write("The call has ended.", "", "Call");
    isRinging = isTalking = isWanted = false;
    if (speech) speech.hidden = true;
    update();
  },
  said({ text, language, isCaller, isOwn }) {
    write(text, language, isOwn ? "You" : isCaller ? "Caller" : "The line");
  },
  trouble: tellTrouble,
  replaced() {
    isReady = false;
    renewal.stop();
    phone.stop();
    show("Calls ring on another device now. Load this page anew to have them ring here.", false);
  },
};

// --- tokens

const renewal = new Renewal({
  fetchToken: () => post("token"),
  use: (token) => phone.renew(token),
  failed(error) {
    if (!isReady) hears.lost("");
    if (error.isGone && !hasCall()) location.reload();
  },
  expired() {
    phone.expire();
    hears.lost("");
  },
});

// --- signs of life

async function beat() {
  if (!isReady && !isTalking) return;
  try {
    if (!(await post("listens")).rings && !hasCall()) location.reload(); // another page has chosen the phone
  } catch {
    // Gone for a moment; the next one is due soon, and the server waits for several.
  }
}

window.addEventListener("pagehide", () => {
  if (!isReady && !isTalking) return;
  const body = new FormData();
  body.append("csrf_token", formToken());
  body.append("closes", "1");
  navigator.sendBeacon(`${box.dataset.me}/listens`, body);
});

// --- what the rep does

async function take(offer) {
  tellTrouble("");
  isWanted = true;
  update();
  try {
    const { taken, told } = await post("take", { offer });
    if (!taken) throw new Error(told);
    if (isRinging) phone.answer();
  } catch (error) {
    isWanted = false;
    update();
    tellTrouble(error.message.endsWith(".") ? error.message : "This could not be done just now. Try again in a moment.");
  }
}

function act({ what, offer }) {
  if (!phone) tabs.postMessage({ what, offer });
  else if (what === "take") take(offer);
  else phone.hangUp();
}

tabs.addEventListener("message", ({ data }) => {
  if (phone && data.what !== "changed") act(data);
});
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-softphone]");
  if (button) act({ what: button.dataset.softphone, offer: button.dataset.offer });
});
speech?.addEventListener("submit", (event) => {
  event.preventDefault();
  const words = speech.elements.words.value.trim();
  if (words) phone?.say(words);
  speech.reset();
});

// --- what the page shows

function update() {
  for (const button of document.querySelectorAll('[data-softphone="take"]')) button.disabled = isWanted;
  const { kind, talks, isOver } = document.querySelector("#now .state").dataset;
  // The caller is gone: what the line would still say, the page says.
  if (wasTalking && isOver !== undefined && isTalking) phone.hangUp();
  if (kind !== shownKind) tabs.postMessage({ what: "changed" });
  shownKind = kind;
  wasTalking = talks !== undefined;
}

function hasCall() {
  return isRinging || isTalking;
}

document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id === "now") update();
});

async function begin() {
  keepPage(hasCall);
  const { socket, edge } = box.dataset;
  phone = socket ? new LocalPhone(hears, socket) : new CarrierPhone(hears, edge);
  if (phone.needsMicrophone && !(await hasMicrophone())) waitForMicrophone();
  else renewal.start();
}

// Asked while nobody waits: a browser's question would cost a caller seconds, and without a microphone no call may ring here.
async function hasMicrophone() {
  show("The browser asks whether this page may use the microphone", false);
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    for (const track of stream.getTracks()) track.stop();
    show("This page connects to the carrier", false);
    return true;
  } catch {
    return false;
  }
}

async function waitForMicrophone() {
  show("Without a microphone calls don't ring on this page", false);
  tellTrouble(NO_MICROPHONE);
  const startAgain = () => location.reload();
  navigator.mediaDevices?.addEventListener("devicechange", startAgain, { once: true });
  try {
    const permission = await navigator.permissions.query({ name: "microphone" });
    permission.addEventListener("change", startAgain, { once: true });
  } catch {
    // Some browsers can't be asked; the page is then loaded again by hand.
  }
}

show("Calls ring in another tab of this browser", true);
update();
if (navigator.locks) {
  navigator.locks.request(`helpdesk-softphone-${box.dataset.me}`, () => {
    begin();
    return new Promise(() => {}); // until this tab is closed
  });
} else {
  begin();
}
setInterval(beat, SIGN_OF_LIFE);
