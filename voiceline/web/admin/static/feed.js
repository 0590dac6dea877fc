// Keeps #live as the server last described it, and says in words when it is not. The server answers each connection
// with one event and ends it; EventSource comes back by itself. What the browser gives up on is begun anew here.
"use strict";
(() => {
  const live = document.getElementById("live");
  const state = document.getElementById("feed_state");
  const said = document.getElementById("feed_words");
  const news = document.getElementById("feed_news");
  const logIn = document.getElementById("feed_log_in");
  const words = state.dataset;
  const lostAfter = Number(words.lostAfter) * 1000;
  const lang = document.documentElement.lang;
  const clock = seconds => new Intl.DateTimeFormat(lang, {
    timeZone: words.zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...(seconds && { second: "2-digit" }),
  });
  const toTheSecond = clock(true), toTheMinute = clock(false);
  const fragment = () => document.getElementById("fragment");

  let offset = Number(fragment().dataset.now) - Date.now();
  let heardAt = Date.now();
  let isLive = true;
  let why = words.away;
  let source = null;
  let asking = false;

  const now = () => Date.now() + offset;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

  function span(milliseconds) {
    const seconds = Math.floor(Math.abs(milliseconds) / 1000);
    const minutes = Math.floor(seconds / 60), hours = Math.floor(minutes / 60), days = Math.floor(hours / 24);
    if (!minutes) return `${seconds} s`;
    if (!hours) return `${minutes} min ${seconds % 60} s`;
    if (!days) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
    return hours % 24 ? `${days} d ${hours % 24} h` : `${days} d`;
  }

  function digits(milliseconds) {
    const seconds = Math.floor(Math.abs(milliseconds) / 1000);
    return seconds < 3600 ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}` : span(milliseconds);
  }

  function write(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  function tick() {
    const at = now();
    for (const each of live.querySelectorAll(".tick")) {
      const left = Number(each.dataset.at) - at;
      write(each, fill(left >= 0 ? each.dataset.left : each.dataset.over, { span: span(left), clock: digits(left) }));
    }
    const hour = document.getElementById("hour");
    if (hour) write(hour, toTheMinute.format(at));
    if (Date.now() - heardAt > lostAfter) lose();
    show();
  }

  function show() {
    const at = heardAt + offset;
    write(said, isLive ? fill(words.live, { at: toTheSecond.format(at) }) : fill(words.lost, { at: toTheMinute.format(at), why }));
    state.classList.toggle("lost", !isLive);
    state.classList.toggle("live", isLive);
    logIn.hidden = isLive || why !== words.over;
  }

  function tell(kind) {
    document.dispatchEvent(new CustomEvent("feed", { detail: { kind, isLive } }));
  }

  function hear() {
    heardAt = Date.now();
    if (isLive) return;
    isLive = true;
    announce([said.textContent]);
    tell("back");
  }

  function lose() {
    if (isLive) {
      isLive = false;
      show();
      announce([said.textContent]);
      tell("lost");
    }
    ask();
  }

  // Why it is not live, which EventSource does not tell.
  async function ask() {
    if (asking) return;
    asking = true;
    try {
      const answer = await fetch(live.dataset.feed, { redirect: "manual", cache: "no-store" });
      const isOver = answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403;
      why = isOver ? words.over : answer.ok ? words.away : words.failing;
      if (answer.ok && source.readyState === EventSource.CLOSED) connect();
    } catch {
      why = words.away;
    }
    setTimeout(() => { asking = false; }, 3000);
  }

  function announce(sentences) {
    news.textContent = sentences.filter(Boolean).join(" ");
  }

  const keyed = root => new Map([...root.querySelectorAll("[data-key]")].map(e => [e.dataset.key, e.dataset.said]));

  function swap(event) {
    if (event.lastEventId === fragment().dataset.state) return;
    const before = keyed(live), focused = document.activeElement, held = live.contains(focused);
    const inside = held && [...live.querySelectorAll("a, button")].filter(e => same(e, focused)).indexOf(focused);
    const [x, y] = [scrollX, scrollY];
    live.innerHTML = event.data;
    offset = Number(fragment().dataset.now) - Date.now();
    if (held) {
      const again = [...live.querySelectorAll("a, button")].filter(e => same(e, focused));
      (again[inside] || again[0] || document.getElementById("content"))?.focus({ preventScroll: true });
    }
    scrollTo({ left: x, top: y, behavior: "instant" });
    const after = keyed(live);
    const changed = [...after].filter(([key, now]) => before.get(key) !== now).map(([, now]) => now);
    const gone = [...before].filter(([key]) => !after.has(key)).map(([, was]) => fill(words.gone, { what: was.split(/[.,]/)[0] }));
    announce([...changed, ...gone]);
    tick();
    tell("swapped");
  }

  const same = (a, b) => a.tagName === b.tagName && a.getAttribute("href") === b.getAttribute("href");

  function connect() {
    source?.close();
    source = new EventSource(live.dataset.feed);
    source.addEventListener("open", hear);
    source.addEventListener("message", swap);
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) setTimeout(ask, 3000);
    });
  }

  connect();
  tick();
  setInterval(tick, 1000);
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", shown => { if (shown.persisted) connect(); });
})();
