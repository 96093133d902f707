// “Hear it”: says what is on the page with the browser's own voices, and lets the keys of the keyboard be those of a phone.
// Without voices the page is read; without scripts its links lead from key to key all the same.
const speech = window.speechSynthesis;
let turn = 0;

const tag = (voice) => voice.lang.replace("_", "-").toLowerCase();

function voiceFor(language) {
  const voices = speech?.getVoices() ?? [];
  const wanted = language.toLowerCase();
  return voices.find((voice) => tag(voice) === wanted)
    ?? voices.find((voice) => tag(voice).split("-")[0] === wanted.split("-")[0]);
}

const after = (ms) => new Promise((done) => { setTimeout(done, ms); });

// Chromium stops in the middle of a long utterance, so each sentence is one.
const sentences = (text) => text.match(/[^.!?]+[.!?]*\s*/g) ?? [text];

function utter(text, language) {
  return new Promise((done) => {
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.lang = language;
    utterance.voice = voiceFor(language) ?? null;
    utterance.onend = done;
    utterance.onerror = done;
    speech.speak(utterance);
  });
}

function stop() {
  turn += 1;
  speech?.cancel();
  for (const item of document.querySelectorAll("[data-saying]")) delete item.dataset.saying;
}

function tellOfMissingVoice(bits) {
  const missing = [...new Set(bits.map((bit) => bit.lang))].filter((language) => !voiceFor(language));
  const told = document.querySelector(".voice-told");
  if (!told) return;
  told.hidden = missing.length === 0;
  told.textContent = missing.length
    ? `This browser has no voice for ${missing.join(", ")}: it may sound odd or stay silent.`
    : "";
}

async function say(items) {
  stop();
  const mine = turn;
  tellOfMissingVoice(items.flatMap((item) => [...item.querySelectorAll(".bits > span")]));
  for (const item of items) {
    item.dataset.saying = "";
    for (const bit of item.querySelectorAll(".bits > span")) {
      for (const sentence of sentences(bit.textContent)) {
        if (mine !== turn) return;
        await utter(sentence, bit.lang);
      }
      if (Number(bit.dataset.pause)) await after(Number(bit.dataset.pause));
    }
    if (mine !== turn) return;
    delete item.dataset.saying;
  }
}

const itemsOf = (list) => [...document.querySelectorAll(`#${list} > li`)];

function show() {
  if (!speech) return;
  for (const hidden of document.querySelectorAll("[data-says], [data-follows]")) hidden.hidden = false;
  const follows = document.querySelector("[data-follows] input");
  if (follows) follows.checked = sessionStorage.getItem("hear-follows") === "1";
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-says]");
  if (!button) return;
  if (button.dataset.says === "stop") stop();
  else if (button.dataset.says === "this") say([button.closest("[data-spoken]")]);
  else say(itemsOf(button.dataset.says));
});

document.addEventListener("change", (event) => {
  if (event.target.closest("[data-follows]")) sessionStorage.setItem("hear-follows", event.target.checked ? "1" : "0");
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=checkbox]), select, textarea")) return;
  const key = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!key) return;
  event.preventDefault();
  key.click();
});

document.addEventListener("htmx:beforeRequest", stop);
document.addEventListener("htmx:afterSettle", () => {
  show();
  if (!document.getElementById("walk")) return; // a text that is being written
  document.getElementById("heard-title")?.focus();
  if (document.querySelector("[data-follows] input")?.checked) say(itemsOf("heard"));
});
window.addEventListener("pagehide", stop);
speech?.getVoices(); // browsers load their list when first asked
show();
