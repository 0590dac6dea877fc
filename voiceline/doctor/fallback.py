"""The static document for the day this app does not answer: kept elsewhere, and saying what it should say today."""

from collections.abc import Callable, Mapping, Sequence
from xml.etree import ElementTree

from voiceline.doctor.account import ACCOUNT_FIRST
from voiceline.doctor.check import Check, Unknown, bad, ok, untold, warning
from voiceline.doctor.numbers import Numbers, is_ours, of_the_line, shown
from voiceline.domain.phone_number import masked
from voiceline.settings import Settings
from voiceline.telephony.inspection import OwnedNumber
from voiceline.telephony.phone import CarrierError

Documents = Mapping[str, str | Unknown]  # by URL
KEEP = "Guarde lo que imprime «python -m voiceline fallback» en un TwiML Bin y póngalo en «A call fails» del número."
PASTE = "Pegue en él lo que imprime hoy «python -m voiceline fallback»."


def ask_documents(
    settings: Settings, numbers: Numbers, document: Callable[[str], str], unknown: Callable[[Exception], Unknown]
) -> Documents:
    """What each foreign fallback of the line's numbers says, asked one after the other."""
    found: dict[str, str | Unknown] = {}
    for url in foreign_fallbacks(settings, numbers):
        try:
            found[url] = document(url)
        except CarrierError as error:
            found[url] = unknown(error)
    return found


def foreign_fallbacks(settings: Settings, numbers: Numbers) -> list[str]:
    if isinstance(numbers, Unknown):
        return []
    urls = [each.fallback_url for each in of_the_line(settings, numbers)]
    return list(dict.fromkeys(url for url in urls if url and not is_ours(settings, url)))


def fallback_check(settings: Settings, numbers: Numbers, documents: Documents | Unknown, today: str | Unknown) -> Check:
    """``today`` is what the document should be; the worst of the numbers is the answer."""
    name = "fallback"
    if isinstance(numbers, Unknown):
        return untold(name, numbers, ACCOUNT_FIRST)
    concerned = of_the_line(settings, numbers)
    if not concerned:
        return warning(name, "no hay en la cuenta ningún número que revisar", "Vea «número de la línea».")
    return max((_of_number(settings, each, documents, today) for each in concerned), key=_gravity)


def _of_number(settings: Settings, number: OwnedNumber, documents: Documents | Unknown, today: str | Unknown) -> Check:
    name, who, url = "fallback", masked(number.number), number.fallback_url
    if not url:
        return bad(name, f"{who} no tiene: si la línea cae, quien llame oye un error y se corta", KEEP)
    if is_ours(settings, url):
        return warning(name, f"el de {who} es esta misma aplicación: cae con ella", KEEP)
    found = documents if isinstance(documents, Unknown) else documents[url]
    if isinstance(found, Unknown):
        permanent = isinstance(found.error, CarrierError) and not found.error.temporary
        state = bad if permanent else warning
        return state(name, f"el de {who} ({shown(url)}) no se pudo leer: {found.reason}", KEEP)
    if isinstance(today, Unknown):
        return untold(name, today, "Primero la base de datos y el directorio.")
    if not says_the_same(found, today):
        return bad(name, f"el de {who} ({shown(url)}) no dice lo de hoy", PASTE)
    return ok(name, f"el de {who} está fuera de esta aplicación y dice lo de hoy")


def says_the_same(found: str, expected: str) -> bool:
    """Whether both are the same document; blanks between elements, quotes and the declaration do not count."""
    if "<!DOCTYPE" in found:  # no entities are expanded for anybody
        return False
    try:
        return _plain(found) == _plain(expected)
    except ElementTree.ParseError:
        return False


def _plain(document: str) -> str:
    return ElementTree.canonicalize(document.strip(), strip_text=True)


def _gravity(check: Check) -> int:
    order: Sequence[str] = ("ok", "warning", "bad")
    return order.index(check.state)
