// A browser as a phone: the carrier's voice SDK, or the local phone network, behind one face. Both can start(token),
// renew(token), answer(), hangUp() and stop(); what they have to tell goes to `hears`: ready, lost, stale (a new token is
// wanted), rings, talks, ended, trouble(sentence), replaced, and, of the local network, said.

// --- the carrier: sound by WebRTC

export class CarrierPhone {
  needsMicrophone = true;
  #device = null;
  #call = null;

  constructor(hears) {
    this.hears = hears;
  }

  async start(token) {
    const device = (this.#device = new Twilio.Device(token, { closeProtection: true, tokenRefreshMs: 60_000 }));
    device.audio?.incoming(false); // this page rings by itself
    device.on("registered", () => this.hears.ready());
    device.on("unregistered", () => this.hears.lost());
    device.on("tokenWillExpire", () => this.hears.stale());
    device.on("incoming", (call) => this.#rings(call));
    device.on("error", (error) => this.#failed(error));
    await device.register();
  }

  renew(token) {
    this.#device.updateToken(token);
    if (this.#device.state === "unregistered") this.#device.register();
  }

  answer() {
    this.#call?.accept();
  }

  hangUp() {
    this.#call?.disconnect();
  }

  stop() {
    this.#device?.destroy();
  }

  #rings(call) {
    this.#call = call;
    call.on("accept", () => this.hears.talks());
    for (const end of ["disconnect", "cancel", "reject"]) call.on(end, () => this.#over(call));
    call.on("error", (error) => this.hears.trouble(`The call has a problem (${error.code}).`));
    this.hears.rings();
  }

  #over(call) {
    if (this.#call !== call) return;
    this.#call = null;
    this.hears.ended();
  }

  #failed(error) {
    if (error.code === 20104 || error.code === 20101) this.hears.stale();
    else if (error.code === 31401) this.hears.trouble("The browser gives no microphone to this page. Allow it beside the address, then load the page anew.");
    else this.hears.trouble(`The carrier reports a problem (${error.code}). The page goes on trying.`);
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

  async start(token) {
    this.#token = token;
    this.#open();
  }

  renew(token) {
    this.#token = token;
    this.#send({ type: "register", token });
  }

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
    const socket = (this.#socket = new WebSocket(this.address));
    socket.addEventListener("open", () => this.#send({ type: "register", token: this.#token }));
    socket.addEventListener("message", ({ data }) => this.#heard(JSON.parse(data)));
    socket.addEventListener("close", () => {
      if (this.#isStopped) return;
      this.hears.ended();
      this.hears.lost();
      setTimeout(() => this.hears.stale(), 2_000); // by then the token may be an old one
    });
  }

  #send(message) {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
    else if (this.#socket.readyState === WebSocket.CLOSED && message.type === "register") this.#open();
  }

  #heard(message) {
    const { hears } = this;
    switch (message.type) {
      case "registered":
        return hears.ready();
      case "refused":
        return message.code === 20104 ? hears.stale() : hears.trouble(`The phone network refuses this page (${message.code}).`);
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
