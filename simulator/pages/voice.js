// Speaks what the line says: with the browser's own voice for the language, else with audio made by the
// network's server, else not at all; then the text stands for as long as it would take to say it.

const browserSpeech = window.speechSynthesis;
let serverSpeaks = false;

export function serverCanSpeak(can) {
  serverSpeaks = can;
}

function voiceFor(language) {
  const voices = browserSpeech?.getVoices() ?? [];
  const wanted = language.toLowerCase();
  const tag = (voice) => voice.lang.replace("_", "-").toLowerCase();
  return voices.find((voice) => tag(voice) === wanted)
    ?? voices.find((voice) => tag(voice).split("-")[0] === wanted.split("-")[0]);
}

const aborted = (signal) => new Promise((done) => {
  if (signal.aborted) done();
  signal.addEventListener("abort", done, { once: true });
});

const after = (seconds) => new Promise((done) => { setTimeout(done, seconds * 1000); });

// Chromium stops in the middle of a long utterance, so each sentence is one.
function sentences(text) {
  return text.match(/[^.!?]+[.!?]*\s*/g) ?? [text];
}

function utter(text, language, voice) {
  return new Promise((done) => {
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.lang = language;
    utterance.voice = voice;
    utterance.onend = () => done(true);
    utterance.onerror = () => done(false);
    browserSpeech.speak(utterance);
  });
}

async function withBrowser(said, voice, signal) {
  signal.addEventListener("abort", () => browserSpeech.cancel(), { once: true });
  for (const sentence of sentences(said.text)) {
    if (signal.aborted) return;
    // Some browsers lose the end of an utterance; a call must not wait for it for ever.
    const limit = 4 + (said.seconds * 2 * sentence.length) / said.text.length;
    await Promise.race([utter(sentence, said.language, voice), after(limit), aborted(signal)]);
  }
}

// Answers false where the audio can't be had or played, so that the text can stand for it.
async function withServer(said, signal) {
  const query = new URLSearchParams({ text: said.text, language: said.language });
  const audio = new Audio(`/phone/speech?${query}`);
  const ended = new Promise((done) => {
    audio.addEventListener("ended", () => done(true), { once: true });
    audio.addEventListener("error", () => done(false), { once: true });
  });
  try {
    await Promise.race([audio.play(), aborted(signal)]);
    return await Promise.race([ended, aborted(signal).then(() => true)]);
  } catch {
    return signal.aborted;
  } finally {
    audio.pause();
  }
}

async function inSilence(said, signal) {
  await Promise.race([after(said.seconds), aborted(signal)]);
}

// Resolves when `said` ({text, language, seconds}) has been heard, or at once when `signal` aborts.
export async function speak(said, mode, signal) {
  if (mode === "instant") return;
  const voice = mode === "voice" ? voiceFor(said.language) : undefined;
  if (voice) {
    await withBrowser(said, voice, signal);
  } else if (mode !== "voice" || !serverSpeaks || !(await withServer(said, signal))) {
    await inSilence(said, signal);
  }
}
