// A browser as a phone: the carrier's voice SDK, or the local phone network, behind one interface. Both have renew(token),
// which also starts them, expire(), answer(), hangUp() and stop(). They report to `hears`: ready, lost(code), stale(isRefused)
// when another token is wanted, rings, talks, ended, trouble(sentence), noMicrophone, replaced, and, of the local network, said.

// --- the carrier: sound by WebRTC

const REFUSED = [20101, 20151, 31201, 31202, 31203, 31204]; // the carrier does not accept the token
const NEEDS_DEVICE = [...REFUSED, 20104, 31205, 53000]; // after these the SDK does not register again by itself
const NO_MICROPHONE = [31401, 31402];
const REGISTER_LIMIT = 15_000; // ms; the SDK's register() may never settle
const RECOVERY_LIMIT = 30_000; // ms in which the SDK should have found its way back to the carrier

const OPTIONS = {
  enableImprovedSignalingErrorPrecision: true,
  maxCallSignalingTimeoutMs: 15_000, // a call goes on when its signaling breaks; without this the carrier ends it at once
};

export class CarrierPhone {
  needsMicrophone = true;
  #device = null;
  #call = null;
  #token = "";
  #needsDevice = true; // the present one is of no use any more
  #limit = null; // until the device must be registered
  #code = ""; // of what went wrong last

  // `edge`: by which the carrier is reached; empty for the nearest one.
  constructor(hears, edge) {
    this.hears = hears;
    this.options = { ...OPTIONS, ...(edge && { edge }) };
  }

  // Never registers a device a second time: the SDK does that by itself, and two attempts at once are refused.
  renew(token) {
    this.#token = token;
    if (this.#needsDevice && !this.#call) this.#open(token);
    else this.#device.updateToken(token);
  }

  expire() {
    this.#needsDevice = true;
  }

  answer() {
    this.#call?.accept();
  }

  hangUp() {
    this.#call?.disconnect();
  }

  stop() {
    this.#needsDevice = false;
    this.#close();
  }

  #close() {
    clearTimeout(this.#limit);
    const device = this.#device;
    this.#device = null;
    device?.destroy();
  }

  #open(token) {
    this.#close();
    const device = new Twilio.Device(token, this.options);
    const on = (name, act) => device.on(name, (...details) => device === this.#device && act(...details));
    this.#device = device;
    this.#needsDevice = false;
    device.audio?.incoming(false); // this page rings by itself
    on("registered", () => this.#registered());
    on("unregistered", () => this.#unregistered());
    on("incoming", (call) => this.#rings(call));
    on("error", (error, call) => this.#failed(error, call));
    this.#expectRegistration(REGISTER_LIMIT);
    device.register().catch(() => {}); // what went wrong comes as an event
  }

  #registered() {
    clearTimeout(this.#limit);
    this.#needsDevice = false;
    this.#code = "";
    this.hears.ready();
  }

  #unregistered() {
    this.hears.lost(this.#code);
    if (!this.#needsDevice) this.#expectRegistration(RECOVERY_LIMIT);
  }

  #expectRegistration(limit) {
    clearTimeout(this.#limit);
    this.#limit = setTimeout(() => this.#replace(), limit);
  }

  // A call goes on with the old device; the next one waits for its end.
  #replace(isRefused = false) {
    clearTimeout(this.#limit);
    this.#needsDevice = true;
    this.hears.lost(this.#code);
    this.hears.stale(isRefused);
  }

  #rings(call) {
    this.#call = call;
    call.on("accept", () => this.hears.talks());
    for (const end of ["disconnect", "cancel", "reject"]) call.on(end, () => this.#over(call));
    call.on("error", (error) => this.#callFailed(error));
    // The SDK forgets a call that rang when the connection broke, and raises none of the events above.
    call.on("transportClose", () => call.status() === "pending" && this.#over(call));
    this.hears.rings();
  }

  #over(call) {
    if (this.#call !== call) return;
    this.#call = null;
    this.hears.ended();
    // After the SDK has finished with the call, which a device that is destroyed would disturb.
    setTimeout(() => this.#needsDevice && !this.#call && this.#open(this.#token));
  }

  #callFailed(error) {
    if (NO_MICROPHONE.includes(error.code)) this.hears.noMicrophone();
    else this.hears.trouble(`The call has a problem (${error.code}).`);
  }

  // The SDK reports most troubles of a connection that it then restores; they count only if the page can't be rung.
  #failed(error, call) {
    if (call) return this.#callFailed(error);
    this.#code = error.code;
    if (NEEDS_DEVICE.includes(error.code)) this.#replace(REFUSED.includes(error.code));
    else if (this.#device.state !== "registered") this.hears.lost(error.code);
  }
}

// --- the local phone network: what is said comes as text

export class LocalPhone {
  needsMicrophone = false;
  #socket = null;
  #token = "";
  #isStopped = false;

  constructor(hears, address) {
    this.hears = hears;
    this.address = address;
  }

  renew(token) {
    this.#token = token;
    if (this.#socket?.readyState === WebSocket.OPEN) this.#send({ type: "register", token });
    else this.#open();
  }

  expire() {} // the network says so

  answer() {
    this.#send({ type: "answer" });
  }

  hangUp() {
    this.#send({ type: "hangUp" });
  }

  say(words) {
    this.#send({ type: "say", words });
  }

  stop() {
    this.#isStopped = true;
    this.#socket.close();
  }

  #open() {
    const socket = new WebSocket(this.address);
    this.#socket = socket;
    socket.addEventListener("open", () => this.#send({ type: "register", token: this.#token }));
    socket.addEventListener("message", ({ data }) => this.#heard(JSON.parse(data)));
    socket.addEventListener("close", () => {
      if (this.#isStopped) return;
      this.hears.ended();
      this.hears.lost("");
      this.hears.stale(false); // by then the token may be an old one
    });
  }

  #send(message) {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #heard(message) {
    const { hears } = this;
    switch (message.type) {
      case "registered":
        return hears.ready();
      case "refused":
        return message.code === 20104 ? hears.stale(false) : hears.trouble(`The phone network refuses this page (${message.code}).`);
      case "replaced":
        return hears.replaced();
      case "ringing":
        return hears.rings();
      case "answered":
        return hears.talks();
      case "said":
        hears.said(message);
        return speak(message).then(() => this.#send({ type: "spoken", id: message.id }));
      case "hush":
        return speechSynthesis.cancel();
      case "heard":
        return hears.said({ text: message.words, language: "", isCaller: true });
      case "spoke":
        return hears.said({ text: message.words, language: "", isOwn: true });
      case "problem":
        return hears.trouble(message.message);
      case "ended":
        speechSynthesis.cancel();
        return hears.ended();
    }
  }
}

// With the browser's own voice of that language; else as long as saying it would take.
function speak({ text, language, seconds }) {
  const wanted = language.toLowerCase();
  const voice = speechSynthesis.getVoices().find((one) => one.lang.replace("_", "-").toLowerCase() === wanted);
  const limit = new Promise((done) => setTimeout(done, (voice ? 4 + 2 * seconds : seconds) * 1_000));
  if (!voice) return limit;
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.lang = language;
  utterance.voice = voice;
  const spoken = new Promise((done) => {
    utterance.onend = utterance.onerror = done;
  });
  speechSynthesis.speak(utterance);
  return Promise.race([spoken, limit]);
}
