// One telephone: shows the call it is in, and does what a person can do with it.
import { t, translate } from "/page/words.js";
import { act } from "/page/act.js";
import * as sound from "/page/sound.js";
import { Texting } from "/page/texting.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const BEHAVIOURS = ["rings", "busy", "unreachable", "voicemail", "off"];

export class Phone {
  // `numbers()` are this telephone's numbers now; the first is the one it calls and writes from.
  constructor(id, place, numbers, name) {
    this.id = id;
    this.numbers = numbers;
    this.leg = null;
    this.heard = new Map(); // call → captions already shown or spoken
    this.who = null;
    this.fresh = true;
    this.root = document.getElementById("phone").content.cloneNode(true).firstElementChild;
    this.root.dataset.testid = id;
    this.root.setAttribute("aria-label", name);
    this.part = (which) => this.root.querySelector(`[data-part="${which}"]`);
    for (const element of this.root.querySelectorAll("[data-part]")) element.dataset.testid = `${id}-${element.dataset.part}`;
    this.part("name").textContent = name;
    translate(this.root);
    this.#wire();
    this.texting = new Texting(this);
    place.append(this.root);
  }

  #wire() {
    const keypad = this.part("keypad");
    keypad.setAttribute("aria-label", t("keypad"));
    for (const key of KEYS) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = key;
      button.dataset.testid = `${this.id}-key-${key}`;
      button.setAttribute("aria-label", `${t("key")} ${key}`);
      button.onclick = () => this.press(key);
      keypad.append(button);
    }
    this.root.addEventListener("keydown", (event) => {
      if (KEYS.includes(event.key) && !event.target.closest("input, select, textarea")) this.press(event.key);
    });
    this.part("dial").onclick = () => act("dial", { from: this.numbers()[0] ?? "" });
    for (const name of ["answer", "reject", "hangup"]) {
      this.part(name).onclick = () => { sound.hush(); if (this.leg) act(name, { sid: this.leg.sid }); };
    }
    this.part("speak-form").onsubmit = (event) => { event.preventDefault(); this.say(); };
    this.part("microphone").onclick = () => this.listen();
    const behaviour = this.part("behaviour");
    for (const kind of BEHAVIOURS) behaviour.add(new Option(t(kind), kind));
    behaviour.onchange = () => this.numbers().forEach((number) => act("behaviour", { number, kind: behaviour.value }));
  }

  press(key) {
    sound.hush();
    sound.key(key);
    if (this.leg && !this.leg.over) act("press", { sid: this.leg.sid, keys: key });
  }

  async say(wav = null) {
    const box = this.part("speak"), text = box.value.trim();
    if (!this.leg || this.leg.over || (!text && !wav)) return;
    const done = await act("speak", { sid: this.leg.sid, text: text || "(voz)", wav });
    this.#note("me", done.heard ? text || "🎙" : `${text} — ${t("nobodyHeard")}`);
    box.value = "";
  }

  retranslate() {
    for (const option of this.part("behaviour").options) option.textContent = t(option.value);
    this.texting.retranslate();
  }

  async listen() {
    const button = this.part("microphone");
    if (this.taking) {
      const wav = this.taking.stop();
      this.taking = null;
      button.textContent = t("mic");
      await this.say(wav);
    } else {
      try { this.taking = await sound.microphone(); button.textContent = t("micStop"); } catch { button.disabled = true; }
    }
  }

  show(scene) {
    const mine = this.numbers();
    if (this.who !== mine.join()) this.#startAnew(mine);
    const legs = scene.legs.filter((leg) => mine.includes(leg.direction === "inbound" ? leg.from : leg.to));
    const live = legs.filter((leg) => !leg.over);
    this.leg = live.find((leg) => leg.status === "in-progress") ?? live.find((leg) => leg.rings) ?? live.at(-1) ?? legs.at(-1) ?? null;
    this.part("number").textContent = mine.filter(Boolean).join(" · ");
    this.#buttons();
    this.#captions(legs);
    if (!this.leg || this.leg.over || this.leg.doing === "bridged" || this.leg.doing === "conference") this.playing?.pause();
    this.texting.show(scene, mine);
    const kind = scene.behaviours[mine[0]] ?? "rings";
    if (document.activeElement !== this.part("behaviour")) this.part("behaviour").value = kind;
    this.fresh = false;
    return this.leg?.rings ?? false;
  }

  // Another telephone: what was heard on the one before is not to be read on this.
  #startAnew(mine) {
    this.who = mine.join();
    this.heard.clear();
    this.part("captions").replaceChildren();
    this.fresh = true;
  }

  #buttons() {
    const leg = this.leg, live = leg && !leg.over, rings = live && leg.rings;
    this.root.classList.toggle("is-ringing", Boolean(rings));
    this.root.classList.toggle("is-live", Boolean(live && !rings));
    this.part("dial").hidden = Boolean(live);
    this.part("answer").hidden = this.part("reject").hidden = !rings;
    this.part("hangup").hidden = !live || Boolean(rings);
    for (const button of this.part("keypad").children) button.disabled = !live || Boolean(rings);
    for (const name of ["speak", "speak-send", "microphone"]) this.part(name).disabled = !live || Boolean(rings);
    this.tick();
  }

  tick() {
    const leg = this.leg;
    let words = t("free");
    if (leg && !leg.over) {
      words = leg.rings ? t("ringing") : leg.answered_at ? `${t("doing")[leg.doing] ?? ""} · ${clock(leg.answered_at)}` : t("calling");
    }
    const status = this.part("status");
    if (status.textContent !== words) status.textContent = words;
    status.dataset.doing = leg && !leg.over ? leg.doing : "";
  }

  #captions(legs) {
    for (const leg of legs) {
      const before = this.heard.get(leg.sid) ?? -1;
      if (before < 0 && leg.captions.length && leg === this.leg) this.#note("rule", time(leg.created_at));
      for (const caption of leg.captions) {
        if (caption.n <= before) continue;
        this.heard.set(leg.sid, caption.n);
        if (this.fresh && leg !== this.leg) continue;
        this.playing?.pause();
        this.#note(caption.kind, caption.text, caption.language);
        if (!this.fresh && caption.kind === "play") this.#play();
        if (!this.fresh && (caption.kind === "say" || caption.kind === "error")) sound.aloud(caption.text, caption.language);
      }
    }
  }

  // The file is fetched and heard from where the line serves it; music that goes on is one line of captions.
  #play() {
    this.playing = this.part("captions").lastElementChild?.querySelector("audio") ?? null;
    if (!this.playing || !sound.isAloud()) return;
    this.playing.currentTime = 0;
    this.playing.play().catch(() => { /* a browser that wants a touch first */ });
  }

  #note(kind, text, language = "") {
    const list = this.part("captions"), item = document.createElement("li");
    if (kind === "play" && list.lastElementChild?.querySelector("audio")?.dataset.url === text) return;
    item.className = kind;
    if (kind === "play") item.append(player(text));
    else item.textContent = text;
    if (language) {
      item.lang = language;
      item.dataset.language = language;
    }
    list.append(item);
    while (list.children.length > 80) list.firstChild.remove();
    list.scrollTop = list.scrollHeight;
  }
}

function player(url) {
  const ours = /RE[0-9a-f]{32}/.exec(url);
  if (!ours && !url.startsWith("http")) return document.createTextNode(url);
  const audio = document.createElement("audio");
  audio.controls = true;
  audio.preload = "none";
  audio.dataset.url = url;
  audio.src = ours ? `/sim/recordings/${ours[0]}.wav` : url;
  return audio;
}

export const time = (iso) => new Date(iso).toLocaleTimeString("es-GT", { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });

function clock(since) {
  const seconds = Math.max(0, Math.floor((Date.now() - new Date(since)) / 1000));
  return `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
}
