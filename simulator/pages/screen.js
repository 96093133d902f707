// What one phone shows: whose it is, its state, how long the call lasts, which of its buttons can be used.

import { inGroups } from "/phone/pages/numbers.js";

export class Screen {
  #element;
  #started = null;
  #ticking = null;

  constructor(element) {
    this.#element = element;
  }

  #find(selector) {
    return this.#element.querySelector(selector);
  }

  label(name, number) {
    this.#find("h2").textContent = name;
    this.#find(".own").textContent = inGroups(number);
    this.#element.setAttribute("aria-label", `Phone: ${name}`);
    this.#find(".pad").setAttribute("aria-label", `Keypad of ${name}: type digits, star or pound`);
    this.#find(".transcript").setAttribute("aria-label", `What is said to ${name}`);
    this.#find('[name="name"]').value = name;
    this.#find('[name="number"]').value = inGroups(number);
  }

  // The desk's zone first, then the browser's, then all there are.
  offerZones(deskZone) {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const names = new Set([deskZone, own, ...Intl.supportedValuesOf("timeZone")].filter(Boolean));
    this.#find('[name="zone"]').append(...[...names].map((name) => new Option(name.replaceAll("_", " "), name)));
  }

  problem(text) {
    const place = this.#find(".problem");
    place.textContent = text;
    place.hidden = !text;
  }

  keyGoesDown(key, milliseconds) {
    const button = this.#find(`.pad [value="${CSS.escape(key)}"]`);
    button.classList.add("down");
    setTimeout(() => button.classList.remove("down"), milliseconds);
  }

  show(state, text) {
    this.#element.dataset.state = state;
    this.#find(".state").textContent = text;
    this.#find(".call").hidden = state === "ringing";
    this.#find(".call").disabled = state !== "idle";
    this.#find(".answer").hidden = state !== "ringing";
    this.#find(".hang-up").disabled = state === "idle";
    this.#find(".hang-up").textContent = state === "ringing" ? "Decline" : "Hang up";
  }

  startTimer() {
    this.#started = Date.now();
    this.#find(".timer").hidden = false;
    this.#tick();
    this.#ticking = setInterval(() => this.#tick(), 500);
  }

  stopTimer() {
    this.#tick();
    clearInterval(this.#ticking);
    this.#started = null;
  }

  #tick() {
    if (this.#started === null) return;
    const seconds = Math.floor((Date.now() - this.#started) / 1000);
    this.#find(".timer").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
}
