// The page: who is there, what the carrier says happens, and what went over the wire.
import { choose, language, t, translate } from "/page/words.js";
import { act } from "/page/act.js";
import { Phone, time } from "/page/phone.js";
import * as sound from "/page/sound.js";

const $ = (id) => document.getElementById(id);
const phones = [];
let people = null;
let scene = null;

function caller() {
  const chosen = $("caller").value;
  return [chosen === "stranger" ? $("stranger").value.trim() : chosen];
}

function meet(first) {
  people = first;
  const select = $("caller");
  for (const customer of first.customers) {
    for (const number of customer.numbers) select.add(new Option(`${customer.name} · ${number}`, number));
  }
  select.add(new Option(t("stranger"), "stranger"));
  select.add(new Option(t("anonymous"), "anonymous"));
  phones.push(new Phone("customer", $("customer"), caller, t("customer")));
  select.onchange = () => {
    $("stranger-row").hidden = select.value !== "stranger";
    if (scene) show(scene);
  };
  $("stranger-row").hidden = select.value !== "stranger";
  $("stranger").oninput = () => scene && show(scene);
  for (const engineer of first.engineers) {
    phones.push(new Phone(`engineer-${engineer.id}`, $("engineers"), () => engineer.numbers, engineer.name));
  }
  $("no-engineers").hidden = first.engineers.length > 0;
  for (const kind of first.fault_kinds) $("fault").add(new Option(kind, kind));
  $("line-number").textContent = first.line;
}

// A customer who is called picks up the telephone that rings, whoever it was set to be.
function turnToWhoRings() {
  const engineers = people.engineers.flatMap((engineer) => engineer.numbers);
  const ringing = scene.legs.find((leg) => leg.rings && !engineers.includes(leg.to));
  const busy = phones[0].leg && !phones[0].leg.over;
  if (!ringing || busy || caller()[0] === ringing.to) return;
  const listed = [...$("caller").options].some((option) => option.value === ringing.to);
  if (!listed) $("stranger").value = ringing.to;
  $("caller").value = listed ? ringing.to : "stranger";
  $("stranger-row").hidden = listed;
}

function show(next) {
  scene = next;
  if (!people) meet(next);
  turnToWhoRings();
  sound.ring(phones.map((phone) => phone.show(next)).some(Boolean));
  $("faults-pending").textContent = next.faults.length ? `${t("pending")} ${next.faults.join(", ")}` : "";
}

const KEPT = ["CallStatus", "Digits", "SpeechResult", "QueueResult", "DialCallStatus", "RecordingDuration", "MessageStatus", "Body"];

function log(webhook) {
  const item = document.createElement("li"), details = document.createElement("details");
  const summary = document.createElement("summary"), form = Object.fromEntries(webhook.form);
  const well = webhook.status >= 200 && webhook.status < 300;
  item.className = well ? "well" : "badly";
  item.dataset.kind = webhook.kind;
  const told = KEPT.filter((name) => form[name]).map((name) => form[name]).join(" · ");
  const cells = [["when", time(webhook.at)], ["path", new URL(webhook.url).pathname], ["told", told],
    ["code", webhook.status ?? webhook.error ?? "—"], ["ms", `${webhook.ms} ms`]];
  for (const [name, text] of cells) {
    const cell = document.createElement("span");
    cell.className = name;
    cell.textContent = text;
    summary.append(cell);
  }
  if (webhook.note) summary.append(Object.assign(document.createElement("em"), { textContent: webhook.note }));
  const asked = Object.assign(document.createElement("pre"), { className: "form",
    textContent: webhook.form.filter(([, value]) => value).map(([name, value]) => `${name}=${value}`).join("\n") });
  const answered = Object.assign(document.createElement("pre"), { className: "twiml",
    textContent: webhook.answer.replace(/></g, ">\n<") || webhook.error || "∅" });
  const warned = webhook.warnings.map((text) => Object.assign(document.createElement("p"), { textContent: text }));
  details.append(summary, asked, answered, ...warned);
  item.append(details);
  $("webhook-log").prepend(item);
  while ($("webhook-log").children.length > 200) $("webhook-log").lastChild.remove();
}

$("language").onclick = () => {
  choose(language() === "es" ? "en" : "es");
  $("language").textContent = language() === "es" ? "English" : "Español";
  for (const phone of phones) phone.retranslate();
  if (scene) show(scene);
};
$("language").textContent = language() === "es" ? "English" : "Español";

$("fault-form").onsubmit = (event) => {
  event.preventDefault();
  act("faults", { kind: $("fault").value });
};

translate(document);
setInterval(() => phones.forEach((phone) => phone.tick()), 1000);

const events = new EventSource("/sim/events");
events.addEventListener("scene", (event) => show(JSON.parse(event.data)));
events.addEventListener("webhook", (event) => log(JSON.parse(event.data)));
events.onopen = () => { $("connection").textContent = ""; };
events.onerror = () => { $("connection").textContent = `· ${t("lost")}`; };
