// The words of the messages, in Spanish and English: what a phone may do with them, what became of each, and why.
export const MESSAGE_WORDS = {
  es: {
    channel: "Canal", message: "Mensaje", send: "Enviar", thread: "Conversación", received: "Si le escriben",
    called: "Si lo llaman", seconds: "segundos", textHint: "Mensaje a la línea…", answering: "Responde a",
    answerThis: "Responder", answerThisLong: "Responder a este mensaje", drop: "No responder a ese mensaje",
    quick: "Respuestas rápidas", quickPressed: "tocó el botón", nothing: "(sin texto)", none: "Aún no hay mensajes.",
    unknownYet: "llegó; la línea aún no lo sabe", notHere: "no ha llegado al teléfono", unread: "sin ver", other: "a",
    files: "Fotos y notas de voz", sending: "Va con", leave: "No mandar los archivos",
    statuses: {
      queued: "en cola", sent: "enviado", delivered: "entregado", read: "leído", undelivered: "No entregado",
      failed: "No salió", refused: "La operadora no lo aceptó" },
    does: {
      "gets": "los recibe", "reads": "los lee", "away": "sin cobertura", "off": "apagado",
      "unknown": "número fuera de servicio", "landline": "es línea fija", "filtered": "la operadora los filtra",
      "fails": "fallan sin motivo", "opted-out": "pidió no recibir (STOP)", "not-mobile": "no es celular",
      "no-whatsapp": "no tiene WhatsApp", "late": "el recibo tarda", "twice": "recibos repetidos",
      "backwards": "recibos en desorden", "never": "nunca hay recibo" },
    codes: {
      "21610": "pidió no recibir mensajes de este número", "21614": "el número no es un celular",
      "30003": "teléfono apagado o sin cobertura", "30005": "número desconocido o fuera de servicio",
      "30006": "es una línea fija, o no se llega a su operadora", "30007": "la operadora lo filtró",
      "30008": "la operadora no dice por qué", "30036": "esperó en la cola más de lo que valía",
      "63003": "el canal no conoce esa dirección", "63016": "fuera de las 24 horas: hace falta una plantilla",
      "63024": "ese número no recibe WhatsApp" },
  },
  en: {
    channel: "Channel", message: "Message", send: "Send", thread: "Conversation", received: "When texted",
    called: "When called", seconds: "seconds", textHint: "Text to the line…", answering: "Answers",
    answerThis: "Reply", answerThisLong: "Reply to this message", drop: "Do not reply to that message",
    quick: "Quick replies", quickPressed: "pressed the button", nothing: "(no text)", none: "No messages yet.",
    unknownYet: "arrived; the line does not know yet", notHere: "has not reached the phone", unread: "not seen", other: "to",
    files: "Photos and voice notes", sending: "Goes with", leave: "Do not send the files",
    statuses: {
      queued: "queued", sent: "sent", delivered: "delivered", read: "read", undelivered: "Not delivered",
      failed: "Never left", refused: "The carrier did not take it" },
    does: {
      "gets": "gets them", "reads": "reads them", "away": "out of coverage", "off": "is off",
      "unknown": "number not in service", "landline": "is a landline", "filtered": "the carrier filters them",
      "fails": "they fail for no reason", "opted-out": "opted out (STOP)", "not-mobile": "is not a mobile",
      "no-whatsapp": "has no WhatsApp", "late": "the receipt is late", "twice": "receipts come twice",
      "backwards": "receipts out of order", "never": "there is no receipt" },
    codes: {
      "21610": "opted out of messages from this number", "21614": "the number is not a mobile",
      "30003": "phone off or out of coverage", "30005": "unknown number, or not in service",
      "30006": "a landline, or its carrier cannot be reached", "30007": "filtered by the carrier",
      "30008": "the carrier does not say why", "30036": "waited in the queue for longer than it was valid",
      "63003": "the channel knows no such address", "63016": "outside the 24 hours: a template is needed",
      "63024": "that number does not get WhatsApp" },
  },
};
