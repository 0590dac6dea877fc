// Rings, keys and voices. The captions are the truth: nothing here is ever waited for.
let audio = null;
let ringing = null;

const context = () => (audio ??= new (window.AudioContext || window.webkitAudioContext)());

// A browser lets a page sound only after somebody touched it.
for (const act of ["pointerdown", "keydown"]) {
  window.addEventListener(act, () => { try { context().resume(); } catch { /* a page without sound still works */ } });
}

function tones(frequencies, seconds, volume) {
  try {
    const at = context();
    if (at.state !== "running") return;
    const gain = at.createGain();
    gain.gain.value = volume;
    gain.connect(at.destination);
    for (const frequency of frequencies) {
      const oscillator = at.createOscillator();
      oscillator.frequency.value = frequency;
      oscillator.connect(gain);
      oscillator.start();
      oscillator.stop(at.currentTime + seconds);
    }
  } catch { /* no sound card */ }
}

const ROWS = [697, 770, 852, 941], COLUMNS = [1209, 1336, 1477], KEYS = "123456789*0#";

export function key(pressed) {
  const place = KEYS.indexOf(pressed);
  tones([ROWS[Math.floor(place / 3)], COLUMNS[place % 3]], 0.12, 0.06);
}

export function ring(on) {
  if (on && !ringing) {
    const once = () => tones([425, 450], 1, 0.08);
    once();
    ringing = setInterval(once, 3000);
  } else if (!on && ringing) {
    clearInterval(ringing);
    ringing = null;
  }
}

export const isAloud = () => document.getElementById("aloud").checked;

export function aloud(text, language) {
  if (!window.speechSynthesis || !isAloud()) return;
  const wanted = (language || "es").slice(0, 2);
  const voices = speechSynthesis.getVoices();
  const voice = voices.find((v) => v.lang.replace("_", "-") === language) || voices.find((v) => v.lang.startsWith(wanted));
  if (!voice) return;
  const said = new SpeechSynthesisUtterance(text);
  said.voice = voice;
  said.lang = voice.lang;
  speechSynthesis.speak(said);
}

export const hush = () => window.speechSynthesis?.cancel();

// Records the microphone and gives an 8 kHz mono WAV in base64; `stop()` ends it.
export async function microphone() {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const at = new AudioContext();
  const node = at.createScriptProcessor(4096, 1, 1);
  const parts = [];
  node.onaudioprocess = (event) => parts.push(new Float32Array(event.inputBuffer.getChannelData(0)));
  at.createMediaStreamSource(stream).connect(node);
  node.connect(at.destination);
  return {
    stop() {
      node.disconnect();
      for (const track of stream.getTracks()) track.stop();
      const step = at.sampleRate / 8000;
      at.close();
      const all = parts.flatMap((part) => Array.from(part));
      const samples = Array.from({ length: Math.floor(all.length / step) }, (_, n) => all[Math.floor(n * step)]);
      return wav(samples);
    },
  };
}

function wav(samples) {
  const view = new DataView(new ArrayBuffer(44 + samples.length * 2));
  const word = (at, text) => [...text].forEach((letter, n) => view.setUint8(at + n, letter.charCodeAt(0)));
  word(0, "RIFF"); view.setUint32(4, 36 + samples.length * 2, true); word(8, "WAVEfmt ");
  view.setUint32(16, 16, true); view.setUint16(20, 1, true); view.setUint16(22, 1, true);
  view.setUint32(24, 8000, true); view.setUint32(28, 16000, true); view.setUint16(32, 2, true);
  view.setUint16(34, 16, true); word(36, "data"); view.setUint32(40, samples.length * 2, true);
  samples.forEach((s, n) => view.setInt16(44 + n * 2, Math.max(-1, Math.min(1, s)) * 32767, true));
  let binary = "";
  for (const byte of new Uint8Array(view.buffer)) binary += String.fromCharCode(byte);
  return btoa(binary);
}
