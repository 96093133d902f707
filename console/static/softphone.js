// The rep's page as the phone that rings. One tab of a browser is the phone; the others hand it what is pressed in them.
// While it is registered it gives signs of life: without them, nobody's call is brought to a page that is closed.
import { CarrierPhone, LocalPhone } from "./phones.js";

const box = document.getElementById("softphone");
const line = box.querySelector("#softphone-state");
const transcript = box.querySelector("#softphone-said");
const speech = box.querySelector("#softphone-speech");
const SIGN_OF_LIFE = 20_000;
const tabs = new BroadcastChannel(`helpdesk-softphone-${box.dataset.me}`);
let phone = null; // only in the tab that is the phone
let isReady = false;
let isRinging = false;
let isTalking = false;
let isWanted = false; // the rep has pressed "Take the call"
let shownKind = "";

async function post(what, fields = {}) {
  const body = new FormData();
  for (const [name, value] of Object.entries({ csrf_token: box.dataset.csrf, ...fields })) body.append(name, value);
  // What the page sends by itself is no sign of a person.
  const headers = what === "take" ? {} : { "X-Refresh": "1" };
  const answer = await fetch(`${box.dataset.me}/${what}`, { method: "POST", body, headers, redirect: "error" });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

function show(text, isGood) {
  if (line.textContent !== text) line.textContent = text;
  line.classList.toggle("is-live", isGood);
}

function tellTrouble(text) {
  const told = document.getElementById("told");
  told.textContent = text;
  told.hidden = !text;
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
    show("Calls ring on this page", true);
    beat();
  },
  lost() {
    isReady = false;
    show("This page can't be rung just now. It goes on trying.", false);
  },
  async stale() {
    try {
      phone.renew((await post("token")).token);
    } catch {
      hears.lost();
      setTimeout(hears.stale, 5_000);
    }
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
    phone.stop();
    show("Calls ring on another device now. Load this page anew to have them ring here.", false);
  },
};

// --- signs of life

async function beat() {
  if (!isReady) return;
  try {
    if (!(await post("listens")).rings) location.reload(); // another page has chosen the phone
  } catch {
    // Gone for a moment; the next one is due soon, and the server waits for several.
  }
}

window.addEventListener("pagehide", () => {
  if (!isReady) return;
  const body = new FormData();
  body.append("csrf_token", box.dataset.csrf);
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
  if (phone) act(data);
});
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-softphone]");
  if (button) act({ what: button.dataset.softphone, offer: document.querySelector("#now .state").dataset.offer });
});
speech?.addEventListener("submit", (event) => {
  event.preventDefault();
  const words = speech.elements.words.value.trim();
  if (words) phone?.say(words);
  speech.reset();
});

// --- what the page shows

function update() {
  const button = document.querySelector('[data-softphone="take"]');
  if (button) button.disabled = isWanted;
  const { kind } = document.querySelector("#now .state").dataset;
  const isOver = ["wrap_up", "available", "away", "offline"].includes(kind);
  // The caller is gone: what the line would still say, the page says.
  if (shownKind === "talking" && isOver && isTalking) phone.hangUp();
  shownKind = kind;
}

document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id === "now") update();
});

async function begin() {
  const { socket } = box.dataset;
  phone = socket ? new LocalPhone(hears, socket) : new CarrierPhone(hears);
  try {
    if (phone.needsMicrophone) await askForMicrophone();
    await phone.start((await post("token")).token);
  } catch {
    hears.lost();
    setTimeout(() => location.reload(), 15_000);
  }
}

// Asked while nobody waits: a browser's question would cost a caller seconds.
async function askForMicrophone() {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    for (const track of stream.getTracks()) track.stop();
  } catch {
    tellTrouble("The browser gives no microphone to this page. Allow it beside the address, then load the page anew.");
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
