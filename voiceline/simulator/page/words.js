// The page's words, in Spanish and English.
import { MESSAGE_WORDS } from "/page/message_words.js";

export const WORDS = {
  es: {
    title: "Teléfonos", line: "La línea", aloud: "en voz alta", customer: "Cliente", whoCalls: "Quién llama",
    number: "Número", engineers: "Ingenieros", noEngineers: "No hay ingenieros: arranque con --directory.",
    wire: "Entre el operador y la línea", fault: "Provocar una falla", order: "Provocar", dial: "Llamar a la línea",
    answer: "Contestar", reject: "Rechazar", hangup: "Colgar", speak: "Hablar", say: "Decir", mic: "Micrófono",
    micStop: "Terminar", messages: "Mensajes", speakHint: "Lo que dice al teléfono…",
    stranger: "Un desconocido…", anonymous: "Número oculto", keypad: "Teclado", key: "Tecla", captions: "Lo que oye",
    rings: "suena", busy: "está ocupado", unreachable: "no existe", voicemail: "tiene buzón", off: "está apagado",
    free: "libre", ringing: "sonando", calling: "llamando", pending: "Fallas por venir:", lost: "sin conexión, reintentando…",
    nobodyHeard: "nadie lo oyó", doing: {
      gather: "espera una tecla", record: "grabando", queue: "en espera", dial: "marcando", bridged: "conectado", conference: "en conferencia",
      say: "escucha", play: "escucha", pause: "pausa", fetch: "un momento", ringing: "sonando" },
  },
  en: {
    title: "Telephones", line: "The line", aloud: "aloud", customer: "Customer", whoCalls: "Who calls",
    number: "Number", engineers: "Engineers", noEngineers: "No engineers: start with --directory.",
    wire: "Between carrier and line", fault: "Make something fail", order: "Make it fail", dial: "Call the line",
    answer: "Answer", reject: "Reject", hangup: "Hang up", speak: "Speak", say: "Say", mic: "Microphone",
    micStop: "Stop", messages: "Messages", speakHint: "What is said on the phone…",
    stranger: "A stranger…", anonymous: "Withheld number", keypad: "Keypad", key: "Key", captions: "What is heard",
    rings: "rings", busy: "is busy", unreachable: "does not exist", voicemail: "has voicemail", off: "is off",
    free: "idle", ringing: "ringing", calling: "calling", pending: "Faults to come:", lost: "connection lost, retrying…",
    nobodyHeard: "nobody heard it", doing: {
      gather: "waits for a key", record: "recording", queue: "on hold", dial: "dialling", bridged: "connected", conference: "in a conference",
      say: "listening", play: "listening", pause: "pause", fetch: "one moment", ringing: "ringing" },
  },
};

let chosen = localStorage.getItem("sim-language") || "es";

export const t = (key) => WORDS[chosen][key] ?? MESSAGE_WORDS[chosen][key] ?? key;
export const language = () => chosen;

export function choose(next) {
  chosen = next;
  localStorage.setItem("sim-language", next);
  translate(document);
}

export function translate(root) {
  document.documentElement.lang = chosen;
  for (const element of root.querySelectorAll("[data-i18n]")) element.textContent = t(element.dataset.i18n);
  for (const element of root.querySelectorAll("[data-i18n-placeholder]")) element.placeholder = t(element.dataset.i18nPlaceholder);
  for (const element of root.querySelectorAll("[data-i18n-label]")) element.setAttribute("aria-label", t(element.dataset.i18nLabel));
}
