// The sounds of a telephone: key tones (ITU-T Q.23), the ring and the ringback tone. No recordings are needed.

const ROWS = { 1: 697, 2: 697, 3: 697, 4: 770, 5: 770, 6: 770, 7: 852, 8: 852, 9: 852, "*": 941, 0: 941, "#": 941 };
const COLUMNS = { 1: 1209, 4: 1209, 7: 1209, "*": 1209, 2: 1336, 5: 1336, 8: 1336, 0: 1336, 3: 1477, 6: 1477, 9: 1477, "#": 1477 };
const RINGBACK = { pitches: [440, 480], on: 2, off: 4 };
const RING = { pitches: [660, 880], on: 0.8, off: 1.6 };

let context = null;

function sounding() {
  context ??= new AudioContext();
  if (context.state === "suspended") context.resume();
  return context;
}

function beep(pitches, seconds, loudness = 0.08) {
  const audio = sounding();
  const gain = audio.createGain();
  const end = audio.currentTime + seconds;
  gain.gain.setValueAtTime(loudness, audio.currentTime);
  gain.gain.setValueAtTime(loudness, end - 0.01);
  gain.gain.linearRampToValueAtTime(0, end);
  gain.connect(audio.destination);
  for (const pitch of pitches) {
    const tone = new OscillatorNode(audio, { frequency: pitch });
    tone.connect(gain);
    tone.start();
    tone.stop(end);
  }
  return gain;
}

export function keyTone(key) {
  beep([ROWS[key], COLUMNS[key]], 0.15);
}

// Rings until the returned function is called.
function repeat({ pitches, on, off }) {
  let sound = beep(pitches, on);
  const timer = setInterval(() => { sound = beep(pitches, on); }, (on + off) * 1000);
  return () => {
    clearInterval(timer);
    sound.disconnect();
  };
}

export const ring = () => repeat(RING);
export const ringback = () => repeat(RINGBACK);
