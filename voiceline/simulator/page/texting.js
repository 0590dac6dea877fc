// One telephone's messages: a thread a channel, what became of each, and all that a person can answer with.
import { act } from "/page/act.js";
import { attached, encoded } from "/page/media.js";
import { t } from "/page/words.js";

const CHANNELS = ["sms", "whatsapp"];
const TICKS = { queued: "◷", sent: "✓", delivered: "✓✓", read: "✓✓", undelivered: "!", failed: "!", refused: "!" };
const FAILED = ["undelivered", "failed", "refused"];
const LASTING = ["away", "late"]; // what a phone does for some seconds
const LINK = /https?:\/\/[^\s<>"']+/g;

export class Texting {
  constructor(phone) {
    this.phone = phone;
    this.part = phone.part;
    this.channel = "sms";
    this.chosen = false; // by whoever is at the page: what comes in elsewhere is counted there, and does not turn it
    this.items = new Map(); // sid → [element, what it shows]
    this.seen = { sms: 0, whatsapp: 0 };
    this.messages = [];
    this.who = "";
    this.#wire();
  }

  #wire() {
    for (const channel of CHANNELS) {
      const radio = this.part(`channel-${channel}`);
      radio.name = `${this.phone.id}-channel`;
      radio.onchange = () => { this.chosen = true; this.turnTo(channel); };
    }
    this.part("text-form").onsubmit = (event) => { event.preventDefault(); this.write(); };
    this.part("text").onkeydown = (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.write(); }
      if (event.key === "Escape") this.answer(null);
    };
    this.part("answering-drop").onclick = () => { this.answer(null); this.part("text").focus(); };
    this.part("files").onchange = () => this.#chosen();
    this.part("sending-drop").onclick = () => { this.#leave(); this.part("text").focus(); };
    this.part("texting").ontoggle = () => { this.#draw(); this.#toEnd(); };
    this.part("reception").onchange = () => { this.#secondsShown(); this.#order(); };
    this.part("reception-seconds").onchange = () => this.#order();
  }

  show(scene, mine) {
    if (this.who !== mine.join()) this.#startAnew(mine);
    const before = this.messages.length;
    this.messages = scene.messages.filter((m) => mine.includes(bare(m.direction === "inbound" ? m.from : m.to)));
    const newest = this.messages.at(-1);
    if (before < this.messages.length && !this.phone.fresh && newest.direction !== "inbound") {
      const here = this.messages.filter((m) => m.channel === this.channel);
      const reads = this.part("texting").open && (here.length || this.chosen);
      if (!reads) this.turnTo(newest.channel);
      this.part("texting").open = true;
    }
    this.#choices(scene, mine);
    this.#draw();
  }

  retranslate() {
    this.items.clear();
    this.part("messages").replaceChildren();
    this.part("reception").replaceChildren();
  }

  turnTo(channel) {
    this.channel = channel;
    this.part(`channel-${channel}`).checked = true;
    this.answer(null);
    this.items.clear();
    this.part("messages").replaceChildren();
    this.#draw();
  }

  answer(message) {
    this.answering = message;
    this.part("answering").hidden = !message;
    this.part("answering-what").textContent = message ? excerpt(message) : "";
    if (message) this.part("text").focus();
  }

  async write() {
    const box = this.part("text"), body = box.value, files = [...this.part("files").files];
    if (!(body.trim() || files.length) || box.disabled) return;
    const asked = { from: this.phone.numbers()[0], body, channel: this.channel, replied_to: this.answering?.sid };
    if (await this.#done("text", { ...asked, media: await Promise.all(files.map(encoded)) })) {
      box.value = "";
      this.#leave();
      this.answer(null);
    }
  }

  #chosen() {
    const names = [...this.part("files").files].map((file) => file.name);
    this.part("sending").hidden = !names.length;
    this.part("sending-what").textContent = names.join(" · ");
  }

  #leave() {
    this.part("files").value = "";
    this.#chosen();
  }

  async #done(name, asked) {
    const said = await act(name, asked);
    this.part("text-trouble").textContent = said.error ?? "";
    return !said.error;
  }

  #startAnew(mine) {
    this.who = mine.join();
    this.chosen = false;
    this.messages = [];
    this.seen = { sms: 0, whatsapp: 0 };
    this.part("text").value = "";
    this.part("text-trouble").textContent = "";
    this.#leave();
    this.turnTo(this.channel);
  }

  #choices(scene, mine) {
    const select = this.part("reception"), seconds = this.part("reception-seconds");
    if (!select.options.length) for (const kind of scene.reception_kinds) select.add(new Option(t("does")[kind], kind));
    const now = scene.receptions[mine[0]] ?? { kind: "gets", seconds: 0 };
    if (![select, seconds].includes(document.activeElement)) {
      select.value = now.kind;
      if (now.seconds) seconds.value = now.seconds;
    }
    this.#secondsShown();
    for (const name of ["text", "text-send", "files"]) this.part(name).disabled = !/^\+\d{7,}$/.test(mine[0] ?? "");
  }

  #secondsShown() {
    this.part("reception-time").hidden = !LASTING.includes(this.part("reception").value);
  }

  #order() {
    const kind = this.part("reception").value, seconds = LASTING.includes(kind) ? this.part("reception-seconds").value : 0;
    for (const number of this.phone.numbers()) this.#done("reception", { number, kind, seconds });
  }

  #draw() {
    const open = this.part("texting").open, list = this.part("messages");
    for (const channel of CHANNELS) {
      const theirs = this.messages.filter((m) => m.channel === channel && m.direction !== "inbound").length;
      if (open && channel === this.channel) this.seen[channel] = theirs;
      const fresh = theirs - this.seen[channel], badge = this.part(`unread-${channel}`);
      badge.textContent = fresh || "";
      badge.title = fresh ? t("unread") : "";
    }
    this.part("unread").textContent = this.messages.length || "";
    const shown = this.messages.filter((m) => m.channel === this.channel);
    this.part("no-messages").hidden = shown.length > 0;
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
    const wroteNow = shown.at(-1)?.direction === "inbound" && !this.items.has(shown.at(-1).sid);
    shown.forEach((message, place) => this.#place(list, message, place));
    while (list.children.length > shown.length) list.lastChild.remove();
    if (atEnd || wroteNow) this.#toEnd();
  }

  #toEnd() {
    const list = this.part("messages");
    list.scrollTop = list.scrollHeight;
  }

  // What has not changed stays where it is, with whatever has the focus in it.
  #place(list, message, place) {
    const state = JSON.stringify(message), [element, was] = this.items.get(message.sid) ?? [null, null];
    if (state === was && list.children[place] === element) return;
    const focused = element?.contains(document.activeElement) ? document.activeElement.dataset.testid : null;
    const made = state === was ? element : this.#bubble(message);
    if (element && element !== made) element.replaceWith(made);
    if (list.children[place] !== made) list.insertBefore(made, list.children[place] ?? null);
    this.items.set(message.sid, [made, state]);
    if (focused) [...made.querySelectorAll("button")].find((button) => button.dataset.testid === focused)?.focus();
  }

  #bubble(message) {
    const mine = message.direction === "inbound", item = make("li", mine ? "mine" : "theirs");
    Object.assign(item.dataset, { sid: message.sid, status: message.status, channel: message.channel });
    item.classList.toggle("is-ghost", !mine && !message.arrived);
    const answered = this.messages.find((m) => m.sid === message.replied_to);
    if (answered) item.append(make("p", "quoted", excerpt(answered)));
    item.append(...message.media.map(attached));
    for (const photo of item.querySelectorAll("img")) photo.onload = () => { if (!item.nextSibling) this.#toEnd(); };
    const body = make("p", "body");
    body.append(...(message.body ? linked(message.body) : [make("i", "", t("nothing"))]));
    if (message.body || !message.media.length) item.append(body);
    item.append(this.#meta(message, mine));
    if (FAILED.includes(message.status)) item.append(make("p", "why", why(message)));
    if (message.buttons.length) item.append(this.#quickReplies(message));
    return item;
  }

  #meta(message, mine) {
    const meta = make("p", "meta", hour(message.at));
    if (mine) {
      if (message.pressed) meta.append(` · ${t("quickPressed")}`);
      return meta;
    }
    const numbers = this.phone.numbers();
    if (numbers.length > 1 && numbers[0] !== bare(message.to)) meta.append(` · ${t("other")} …${message.to.slice(-4)}`);
    const tick = make("span", "tick", TICKS[message.status] ?? "");
    tick.setAttribute("aria-hidden", "true");
    meta.append(" ", tick);
    if (!FAILED.includes(message.status)) meta.append(` ${t("statuses")[message.status] ?? message.status}`);
    if (message.status === "sent") meta.append(` · ${t(message.arrived ? "unknownYet" : "notHere")}`);
    if (message.channel === "whatsapp" && message.arrived) {
      const answer = button("answer-this", t("answerThis"), () => this.answer(message));
      answer.setAttribute("aria-label", t("answerThisLong"));
      answer.dataset.testid = `${this.phone.id}-answer-this`;
      meta.append(answer);
    }
    return meta;
  }

  #quickReplies(message) {
    const row = make("div", "replies");
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", t("quick"));
    for (const [place, reply] of message.buttons.entries()) {
      const asked = { from: bare(message.to), sid: message.sid, payload: reply.payload };
      const made = button("quick-reply", reply.title, () => this.#done("button", asked));
      made.dataset.testid = `${this.phone.id}-quick-${place + 1}`;
      made.disabled = !message.arrived;
      row.append(made);
    }
    return row;
  }
}

// Text becomes text and addresses become links; whatever else a message holds stays as it was written.
function linked(text) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(LINK)) {
    const address = found[0].replace(/[.,;:!?)\]]+$/, "");
    const link = make("a", "", address);
    Object.assign(link, { href: address, target: "_blank", rel: "noopener noreferrer" });
    parts.push(text.slice(from, found.index), link);
    from = found.index + address.length;
  }
  return [...parts, text.slice(from)];
}

function why(message) {
  const meaning = t("codes")[message.error_code];
  return `${t("statuses")[message.status]} · ${message.error_code}${meaning ? `: ${meaning}` : ""}`;
}

function make(tag, className, text = "") {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}

function button(className, text, onclick) {
  return Object.assign(make("button", className, text), { type: "button", onclick });
}

const bare = (address) => address.replace("whatsapp:", "");
const excerpt = (message) => (message.body.length > 90 ? `${message.body.slice(0, 88)}…` : message.body || t(message.media.length ? "files" : "nothing"));
const hour = (iso) => new Date(iso).toLocaleTimeString("es-GT", { hour: "2-digit", minute: "2-digit", hour12: false });
