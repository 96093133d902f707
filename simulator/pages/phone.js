// The phone page: keeps the phones, tells each what the network reports about it, adds new ones.

import { Handset } from "/phone/pages/handset.js";
import { asDialled, following, inGroups } from "/phone/pages/numbers.js";
import { serverCanSpeak } from "/phone/pages/voice.js";
import { connect } from "/phone/pages/wire.js";

const FIRST = { name: "Caller", number: "+15105550100" };
const TITLE = document.title;

const place = document.querySelector("#phones");
const form = document.querySelector("#add-phone");
const status = document.querySelector("#connection");
const handsets = new Map();
let network = { numbers: [], zone: null };
let made = 0;

const wire = connect("/phone/socket", { message: received, state: connected });

function received(message) {
  if (message.type === "network") arrived(message);
  else handsets.get(message.phone)?.hears(message);
}

function arrived(message) {
  network = message;
  serverCanSpeak(message.speech);
  status.textContent = "Connected to the network";
  status.classList.remove("lost");
  if (made === 0) add(FIRST);
  else for (const handset of handsets.values()) handset.register();
}

function connected(state) {
  if (state !== "lost") return;
  status.textContent = "The network is gone. Trying again …";
  status.classList.add("lost");
  for (const handset of handsets.values()) handset.lost();
}

function add({ name, number }) {
  made += 1;
  const handset = new Handset(document.querySelector("#phone-template"), {
    id: `phone-${made}`,
    name,
    number,
    to: network.numbers[0],
    zone: network.zone,
    send: (message) => wire.send(message),
    removed,
  });
  handsets.set(handset.id, handset);
  place.append(handset.element);
  handset.register();
  form.elements.number.value = inGroups(following(number));
  return handset;
}

function removed(handset) {
  handsets.delete(handset.id);
  place.focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const number = asDialled(form.elements.number.value);
  const problem = form.querySelector(".problem");
  problem.hidden = /^\+\d{7,15}$/.test(number);
  problem.textContent = problem.hidden ? "" : "Write the number with its country code, as in +1 510 555 0101.";
  if (problem.hidden) add({ name: form.elements.name.value.trim(), number }).find(".pad").focus();
});

place.addEventListener("phonestate", () => {
  const ringing = [...handsets.values()].find((handset) => handset.element.dataset.state === "ringing");
  document.title = ringing ? `☎ ${ringing.name} rings – ${TITLE}` : TITLE;
});
