"""What every page must be for everybody who reads it, and how a person comes to a page: logged in, in her language."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.pages import EMAIL, PASSWORD

SHOTS = Path(__file__).parents[2] / "var" / "screenshots"
SERIOUS = ("serious", "critical")
LEFT = "net::ERR_ABORTED"

CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = color => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255];
  };
  const over = (top, under) => top.slice(0, 3).map((c, i) => c * top[3] + under[i] * (1 - top[3]));
  const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b; };
  const behind = e => { const chain = []; for (; e; e = e.parentElement) chain.unshift(e);
    return chain.reduce((under, each) => over(rgba(getComputedStyle(each).backgroundColor), under), [255, 255, 255]); };
  const faint = [];
  for (const e of document.querySelectorAll('body *')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || !e.getClientRects().length) continue;
    const under = behind(e), ink = over(rgba(getComputedStyle(e).color), under);
    const [a, b] = [light(ink), light(under)].sort((x, y) => y - x), ratio = (a + .05) / (b + .05);
    const words = e.textContent.trim().slice(0, 30);
    if (ratio < 4.5) faint.push(`${e.className || e.tagName} «${words}» ${ratio.toFixed(2)}`);
  }
  return [...new Set(faint)];
}"""

SMALL = """() => [...document.querySelectorAll('a, button, select, input:not([type=hidden]), summary')]
  .filter(e => e.getClientRects().length && !e.matches('.skip'))
  .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
  .filter(([, box]) => box.height < 20 || box.width < 20).map(([html]) => html)"""

BROKEN = """() => {
  const broken = [], range = document.createRange();
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = words.nextNode(); node; node = words.nextNode())
    for (const found of node.data.matchAll(/\\+\\d[\\d -]{5,}\\d/g)) {
      range.setStart(node, found.index); range.setEnd(node, found.index + found[0].length);
      const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top)));
      if (lines.size > 1) broken.push(found[0]);
    }
  return broken;
}"""


@contextmanager
def logged_in(browser: Browser, address: str, language: str, width: int) -> Iterator[Page]:
    """A person at ``address`` (that ends in ``/admin``); whatever the browser complains about fails the test."""
    context = browser.new_context(viewport={"width": width, "height": 844}, accept_downloads=True)
    page = context.new_page()
    complaints = complaints_of(page, but="status of 4")
    page.goto(f"{address}/")
    page.get_by_label("Correo").fill(EMAIL)
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: not url.partition("?")[0].endswith("/login"))
    if language == "en":
        page.get_by_role("button", name="English").click()
        page.wait_for_selector("html[lang=en]")
    yield page
    context.close()
    assert complaints == [], complaints


def complaints_of(page: Page, but: str = "no answer is excused") -> list[str]:
    """Whatever the browser complains about from now on; not what it leaves off itself when the page is left.

    Nor that somebody was quicker than a field that would have the focus: hers is where she is.
    """
    complaints: list[str] = []
    excused = (but, "Autofocus processing was blocked")
    page.on("console", lambda m: complaints.append(m.text) if m.type != "log" and not said(m.text, excused) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda lost: complaints.append(lost.url) if lost.failure != LEFT else None)
    return complaints


def said(words: str, any_of: tuple[str, ...]) -> bool:
    return any(each in words for each in any_of)


def is_for_everybody(page: Page, name: str, language: str) -> None:
    """As every page looks, and nothing serious by axe-core; a picture of it is kept as an artefact of the run."""
    looks_right(page)
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [n["html"] for n in each["nodes"]]) for each in found if each["impact"] in SERIOUS] == []
    SHOTS.mkdir(parents=True, exist_ok=True)
    width = (page.viewport_size or {})["width"]
    page.screenshot(path=SHOTS / f"{name}-{language}-{width}.png", full_page=True)


def looks_right(page: Page) -> None:
    """One heading, one main, a language, nothing wider than the screen, too faint, too small to hit, whole numbers."""
    page.wait_for_load_state()
    viewport = page.viewport_size or {}
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert page.locator("h1").count() == 1 and page.locator("main").count() == 1
    assert page.locator("html").get_attribute("lang") in ("es", "en")
    assert page.evaluate(CONTRAST) == []
    assert page.evaluate(SMALL) == []
    assert page.evaluate(BROKEN) == [], "a phone number is on two lines"
    levels = page.locator("h1, h2, h3").evaluate_all("all => all.map(h => Number(h.tagName[1]))")
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
