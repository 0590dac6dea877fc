// One telephone: shows the call it is in, and does what a person can do with it.
import { attached, encoded } from "/page/media.js";
import { t, translate } from "/page/words.js";
import * as sound from "/page/sound.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const BEHAVIOURS = ["rings", "busy", "unreachable", "voicemail", "off"];

export async function act(name, asked) {
  const answer = await fetch(`/sim/${name}`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(asked) });
  return answer.json();
}

export class Phone {
  // `numbers()` are this telephone's numbers now; the first is the one it calls and writes from.
  constructor(id, place, numbers, name) {
    this.id = id;
    this.numbers = numbers;
    this.leg = null;
    this.heard = new Map(); // call → captions already shown or spoken
    this.fresh = true;
    this.root = document.getElementById("phone").content.cloneNode(true).firstElementChild;
    this.root.dataset.testid = id;
    this.root.setAttribute("aria-label", name);
    this.part = (which) => this.root.querySelector(`[data-part="${which}"]`);
    for (const element of this.root.querySelectorAll("[data-part]")) element.dataset.testid = `${id}-${element.dataset.part}`;
    this.part("name").textContent = name;
    translate(this.root);
    this.#wire();
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
    this.part("text-form").onsubmit = (event) => { event.preventDefault(); this.write(); };
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

  async write() {
    const box = this.part("text"), body = box.value.trim(), files = this.part("files");
    const media = await Promise.all([...files.files].map(encoded));
    if ((!body && !media.length) || !this.numbers()[0]) return;
    await act("text", { from: this.numbers()[0], body, media, channel: this.part("channel").value });
    box.value = files.value = "";
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
    const legs = scene.legs.filter((leg) => mine.includes(leg.direction === "inbound" ? leg.from : leg.to));
    const live = legs.filter((leg) => !leg.over);
    this.leg = live.find((leg) => leg.status === "in-progress") ?? live.find((leg) => leg.rings) ?? live.at(-1) ?? legs.at(-1) ?? null;
    this.part("number").textContent = mine.filter(Boolean).join(" · ");
    this.#buttons();
    this.#captions(legs);
    if (!this.leg || this.leg.over || this.leg.doing === "bridged" || this.leg.doing === "conference") this.playing?.pause();
    this.#messages(scene.messages.filter((m) => mine.includes(bare(m.from)) || mine.includes(bare(m.to))), mine);
    const kind = scene.behaviours[mine[0]] ?? "rings";
    if (document.activeElement !== this.part("behaviour")) this.part("behaviour").value = kind;
    this.fresh = false;
    return this.leg?.rings ?? false;
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

  #messages(messages, mine) {
    const list = this.part("messages"), unread = this.part("unread");
    const known = JSON.stringify(messages.map((m) => m.sid + m.status)) + mine;
    if (known === this.shown) return;
    if (!this.fresh && messages.length > list.children.length) this.part("texting").open = true;
    this.shown = known;
    unread.textContent = messages.length || "";
    list.replaceChildren(...messages.map((message) => {
      const item = document.createElement("li"), small = document.createElement("small");
      item.className = message.direction === "inbound" ? "mine" : "theirs";
      item.dataset.status = message.status;
      item.textContent = message.body;
      small.textContent = `${message.channel === "sms" ? "SMS" : "WhatsApp"} · ${time(message.at)} · ${message.status}` +
        (message.error_code ? ` ${message.error_code}` : "");
      item.append(...message.media.map(attached), small);
      return item;
    }));
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

const bare = (address) => address.replace("whatsapp:", "");
export const time = (iso) => new Date(iso).toLocaleTimeString("es-GT", { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });

function clock(since) {
  const seconds = Math.max(0, Math.floor((Date.now() - new Date(since)) / 1000));
  return `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
}
