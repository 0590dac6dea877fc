// The alarm of the wall. It sounds while somebody must come: an urgent case is nobody's, a caller waits, the line is
// not well, or this screen has lost the line. What a person sees is on the body: data-alarm (quiet, sounding, silenced,
// mute) and data-sound (off, blocked, on).
"use strict";
(() => {
  const body = document.body;
  const panel = document.getElementById("sound");
  const button = name => document.getElementById(`sound_${name}`);
  const words = panel.dataset;
  const BEAT = 1500; // milliseconds from one sound to the next
  const CHOICE = "voiceline-wall-sound";

  let audio = null;
  let isLive = true;
  let silencedUntil = 0;
  let silenced = new Set();
  let wasTurnedOn = false;

  function alarms() {
    const named = document.getElementById("fragment").dataset.alarms.split(" ").filter(Boolean);
    return new Set(isLive ? named : [...named, "connection"]);
  }

  function look() {
    const reasons = alarms();
    silenced = new Set([...silenced].filter(each => reasons.has(each)));
    if (Date.now() >= silencedUntil || [...reasons].some(each => !silenced.has(each))) silencedUntil = 0;
    const isOn = audio?.state === "running";
    body.dataset.sound = isOn ? "on" : wasTurnedOn ? "blocked" : "off";
    body.dataset.alarm = !reasons.size ? "quiet" : silencedUntil ? "silenced" : isOn ? "sounding" : "mute";
    body.dataset.reasons = [...reasons].join(" ");
    show();
  }

  function show() {
    const { alarm, sound } = body.dataset;
    const until = new Intl.DateTimeFormat(document.documentElement.lang, {
      timeZone: document.getElementById("feed_state").dataset.zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23",
    }).format(silencedUntil || Date.now());
    const text = {
      quiet: sound === "on" ? words.on : words.off,
      sounding: words.sounding,
      silenced: words.silenced.replace("{at}", until),
      mute: words.mute,
    }[alarm];
    const shown = document.getElementById("sound_words");
    if (shown.textContent !== text) shown.textContent = text;
    button("on").hidden = sound === "on";
    button("off").hidden = sound !== "on";
    button("silence").hidden = alarm !== "sounding" && alarm !== "mute";
    button("again").hidden = alarm !== "silenced";
  }

  function beat() {
    if (audio && audio.state !== "running") audio.resume().then(look, () => {});
    look();
    if (body.dataset.alarm === "sounding") [[660, 0], [880, 0.28], [660, 0.56]].forEach(([tone, after]) => sound(tone, after));
  }

  function sound(tone, after, loud = 0.35) {
    const at = audio.currentTime + after, wave = audio.createOscillator(), level = audio.createGain();
    wave.type = "triangle";
    wave.frequency.value = tone;
    level.gain.setValueAtTime(0, at);
    level.gain.linearRampToValueAtTime(loud, at + 0.02);
    level.gain.setValueAtTime(loud, at + 0.2);
    level.gain.linearRampToValueAtTime(0, at + 0.25);
    wave.connect(level).connect(audio.destination);
    wave.start(at);
    wave.stop(at + 0.26);
  }

  // A browser lets nothing sound before somebody has touched the page, unless it was told otherwise at its start.
  async function turnOn(isTouched) {
    wasTurnedOn = true;
    audio ??= new AudioContext();
    audio.onstatechange = look;
    audio.resume().then(() => { if (isTouched) sound(880, 0, 0.2); }).finally(look);
    localStorage.setItem(CHOICE, "on");
    stayAwake();
    look();
  }

  function turnOff() {
    wasTurnedOn = false;
    audio?.close();
    audio = null;
    localStorage.removeItem(CHOICE);
    look();
  }

  function silence() {
    silenced = alarms();
    silencedUntil = Date.now() + Number(words.minutes) * 60_000;
    look();
  }

  async function stayAwake() {
    if (document.visibilityState === "visible") await navigator.wakeLock?.request("screen").catch(() => {});
  }

  panel.hidden = false;
  document.getElementById("no_script").hidden = true;
  button("on").addEventListener("click", () => turnOn(true));
  button("off").addEventListener("click", turnOff);
  button("silence").addEventListener("click", silence);
  button("again").addEventListener("click", () => { silencedUntil = 0; look(); });
  document.addEventListener("visibilitychange", stayAwake);
  document.addEventListener("feed", event => { isLive = event.detail.isLive; look(); });
  if (localStorage.getItem(CHOICE)) turnOn(false);
  stayAwake();
  look();
  setInterval(beat, BEAT);
})();
