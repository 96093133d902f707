// How a page rings: two notes of the page's own making, and a notification of the device. Of several tabs one rings.
// A browser lets a page sound only after somebody touched it, so the first click or key wakes the sound.
const SOUND_KEY = "helpdesk-sound";
const NOTES = [659.3, 523.3]; // Hz: e, c
const PAUSE = 2_000; // ms between two rings

const ringer = {
  context: null,
  timer: null,
  isOn: localStorage.getItem(SOUND_KEY) !== "off",

  get isAwake() {
    return this.context?.state === "running";
  },

  wake() {
    if (navigator.userActivation?.isActive === false) return; // a key with Alt is no touch for every browser
    this.context ??= new AudioContext();
    if (this.context.state === "suspended") this.context.resume();
  },

  once() {
    if (!this.isAwake) return false;
    for (const [place, pitch] of NOTES.entries()) this.note(pitch, this.context.currentTime + place * 0.28);
    return true;
  },

  note(pitch, at) {
    const tone = this.context.createOscillator();
    const loudness = this.context.createGain();
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0, at);
    loudness.gain.linearRampToValueAtTime(0.25, at + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.001, at + 0.45);
    tone.connect(loudness).connect(this.context.destination);
    tone.start(at);
    tone.stop(at + 0.5);
  },

  // Until `stop`. Where the browser knows locks, a second tab of the same rep keeps quiet.
  start() {
    if (this.timer || !this.isOn) return;
    const ring = () => {
      if (navigator.locks) {
        navigator.locks.request("helpdesk-ring", { ifAvailable: true }, (lock) => {
          if (!lock || !this.timer || !this.once()) return null;
          return new Promise((done) => setTimeout(done, PAUSE - 200));
        });
      } else {
        this.once();
      }
    };
    this.timer = setInterval(ring, PAUSE);
    ring();
  },

  stop() {
    clearInterval(this.timer);
    this.timer = null;
  },

  turn(isOn) {
    this.isOn = isOn;
    localStorage.setItem(SOUND_KEY, isOn ? "on" : "off");
    if (!isOn) this.stop();
  },
};

const notifier = {
  shown: null,

  get isAsked() {
    return "Notification" in window && Notification.permission !== "default";
  },

  get isAllowed() {
    return "Notification" in window && Notification.permission === "granted";
  },

  // Only when the page is not in sight anyway. The same tag in two tabs is one notification.
  show(title, text, tag) {
    if (!this.isAllowed || document.hasFocus()) return;
    try {
      this.shown = new Notification(title, { body: text, tag, requireInteraction: true });
      this.shown.addEventListener("click", () => {
        window.focus();
        this.close();
      });
    } catch {
      // Phones' browsers know notifications only with a service worker; the sound and the title remain.
    }
  },

  close() {
    this.shown?.close();
    this.shown = null;
  },
};

for (const touch of ["pointerdown", "keydown"]) {
  document.addEventListener(touch, () => ringer.wake());
}
