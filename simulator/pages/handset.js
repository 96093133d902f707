// One phone on the page: its keypad, its display, its keyboard. What it does goes out as messages; what the
// network reports about it comes in through `hears`.

import { asDialled, inGroups } from "/phone/pages/numbers.js";
import { Screen } from "/phone/pages/screen.js";
import { keyTone, ring, ringback } from "/phone/pages/tones.js";
import { Transcript } from "/phone/pages/transcript.js";
import { speak } from "/phone/pages/voice.js";

const KEYS = "0123456789*#";
const DOWN = 150;

export class Handset {
  #send;
  #transcript;
  #speaking = null;
  #stopRinging = () => {};
  #screen;
  #untouched = true;
  #state = "idle";

  constructor(template, { id, name, number, to, zone, send, removed }) {
    this.id = id;
    this.name = name;
    this.number = number;
    this.removed = removed;
    this.#send = (type, more = {}) => send({ type, phone: id, ...more });
    this.element = template.content.firstElementChild.cloneNode(true);
    this.#transcript = new Transcript(this.find(".transcript"));
    this.#screen = new Screen(this.element);
    this.#screen.offerZones(zone);
    this.desk(to);
    this.#screen.label(this.name, this.number);
    this.#wireUp();
  }

  find(selector) {
    return this.element.querySelector(selector);
  }

  field(name) {
    return this.find(`[name="${name}"]`);
  }

  get isIdle() {
    return this.#state === "idle";
  }

  register() {
    this.#send("open", { number: this.number, name: this.name });
  }

  // The number this phone calls unless another is typed.
  desk(number) {
    if (this.#untouched && number) this.field("to").value = inGroups(number);
  }

  // Everything the network reports about this phone.
  hears(message) {
    const heard = {
      registered: () => this.#registered(message.number),
      problem: () => this.#screen.problem(message.message),
      dialling: () => this.#dialling(message),
      ringing: () => this.#ringing(message),
      answered: () => this.#answered(),
      said: () => this.#said(message),
      hush: () => this.#hush(),
      note: () => this.#transcript.note(message.text),
      pressed: () => this.#transcript.pressed(message.keys),
      heard: () => this.#transcript.heard(message.words),
      spoke: () => this.#transcript.spoke(message.words),
      alert: () => this.#transcript.alert(message.code, message.message),
      ended: () => this.#ended(message),
    }[message.type];
    heard?.();
  }

  lost() {
    if (!this.isIdle) this.#ended({ reason: "the connection to the network was lost" });
  }

  press(key) {
    this.#screen.keyGoesDown(key, DOWN);
    keyTone(key);
    // The network knows whether this key cuts the speech short: not everything that is said can be interrupted.
    if (this.#state === "talking") {
      this.#send("keys", { keys: key });
    } else if (this.isIdle) {
      this.#dialKey(key);
    }
  }

  hangUp() {
    if (this.isIdle) return;
    this.#hush();
    this.#send(this.#state === "ringing" ? "decline" : "hangUp");
  }

  call() {
    if (!this.isIdle || !this.find(".dial").reportValidity()) return;
    this.#screen.problem("");
    this.#transcript.clear();
    const at = this.field("at").value;
    const stir = this.field("stir").value || null;
    this.#send("dial", { to: asDialled(this.field("to").value), at: at || null, zone: this.field("zone").value, stir });
    this.find(".pad").focus();
  }

  answer() {
    if (this.#state !== "ringing") return;
    this.#send("answer");
    this.find(".pad").focus();
  }

  // The first key typed into a phone at rest starts a new number instead of adding to the desk's.
  #dialKey(key) {
    const to = this.field("to");
    to.value = this.#untouched ? key : to.value + key;
    this.#untouched = false;
  }

  #wireUp() {
    this.find(".dial").addEventListener("submit", (event) => { event.preventDefault(); this.call(); });
    this.find(".answer").addEventListener("click", () => this.answer());
    this.find(".hang-up").addEventListener("click", () => this.hangUp());
    this.find(".pad").addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) this.press(button.value);
    });
    this.find(".speak").addEventListener("submit", (event) => { event.preventDefault(); this.#say(); });
    this.find(".text").addEventListener("click", () => this.#text());
    this.find(".remove").addEventListener("click", () => this.#remove());
    this.field("to").addEventListener("input", () => { this.#untouched = false; });
    this.field("to").addEventListener("change", (event) => { event.target.value = inGroups(event.target.value); });
    this.field("name").addEventListener("change", () => this.#rename());
    this.field("number").addEventListener("change", () => this.#rename());
    this.field("at").addEventListener("input", (event) => { this.find(".travelling").hidden = !event.target.value; });
    this.element.addEventListener("keydown", (event) => this.#typed(event));
  }

  // Keys work while the focus is on this phone and not in one of its fields (WCAG 2.1.4).
  #typed(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape") this.hangUp();
    else if (event.target.matches("input, select")) return;
    else if (KEYS.includes(event.key)) this.press(event.key);
    else if (event.key === "Backspace" && this.isIdle) this.field("to").value = this.field("to").value.slice(0, -1);
    else if (event.key === "Enter" && !event.target.matches("button, summary")) this.#enter();
    else return;
    event.preventDefault();
  }

  #enter() {
    if (this.#state === "ringing") this.answer();
    else this.call();
  }

  #say() {
    const field = this.field("words");
    if (this.#state !== "talking" || !field.value.trim()) return;
    this.#send("say", { words: field.value.trim() });
    field.value = "";
  }

  // To the number that would be called.
  #text() {
    const field = this.field("words");
    if (!field.value.trim() || !this.find(".dial").reportValidity()) return;
    this.#send("text", { to: asDialled(this.field("to").value), body: field.value.trim() });
    field.value = "";
  }

  #rename() {
    this.name = this.field("name").value.trim() || this.name;
    const number = asDialled(this.field("number").value);
    if (number !== this.number) {
      this.number = number;
      this.register();
    }
    this.#screen.label(this.name, this.number);
  }

  #remove() {
    this.hangUp();
    this.#send("close");
    this.element.remove();
    this.removed(this);
  }

  #registered(number) {
    this.number = number;
    this.#screen.problem("");
    this.#screen.label(this.name, this.number);
  }

  #show(state, text) {
    this.#state = state;
    this.#screen.show(state, text);
    this.#stopRinging();
    this.#stopRinging = () => {};
    this.element.dispatchEvent(new CustomEvent("phonestate", { bubbles: true }));
  }

  #dialling({ to, at }) {
    this.#show("dialling", `Calling ${inGroups(to)} …`);
    if (at) this.#transcript.note(`The line is told that it is ${at}.`);
    this.#stopRinging = ringback();
  }

  #ringing({ from }) {
    this.#transcript.clear();
    this.#show("ringing", `${inGroups(from)} calls`);
    this.#stopRinging = ring();
  }

  #answered() {
    this.#show("talking", "Connected");
    this.#screen.startTimer();
  }

  async #said({ id, text, language, seconds }) {
    const entry = this.#transcript.said(text, language);
    const speaking = new AbortController();
    this.#speaking?.abort();
    this.#speaking = speaking;
    await speak({ text, language, seconds }, this.field("speech").value, speaking.signal);
    entry.done(speaking.signal.aborted);
    this.#send("spoken", { id });
  }

  #hush() {
    this.#speaking?.abort();
  }

  #ended({ reason }) {
    this.#hush();
    this.#screen.stopTimer();
    this.#transcript.note(`The call has ended: ${reason}.`);
    // A screen reader's focus must not fall off a button that goes away with the call.
    const held = this.element.contains(document.activeElement) && document.activeElement.matches(".hang-up, .answer");
    this.#show("idle", "Call ended");
    if (held) this.find(".pad").focus();
  }
}
