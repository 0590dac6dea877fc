"""The account at the carrier: does it take our credentials, may it call whom it must, has it money."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from babel import Locale

from voiceline.doctor.check import Check, Unknown, bad, ok, untold, warning
from voiceline.doctor.database import DatabaseFacts
from voiceline.domain.directory import Directory
from voiceline.domain.phone_number import masked
from voiceline.telephony.inspection import BAD_CREDENTIALS, NOT_ACTIVE, AccountState, Balance
from voiceline.telephony.number_shown import country_of
from voiceline.telephony.phone import CarrierError

COUNTRY = "GT"
NO_SUCH_COUNTRY = "20404"
BALANCE_WARNING, BALANCE_BAD = Decimal(20), Decimal(5)  # dollars
ACCOUNT_FIRST = "Primero la cuenta del operador."
STATES = {"suspended": "suspendida", "closed": "cerrada"}
REACTIVATE = "Entre en la consola del operador: suele faltar un pago o una aclaración. La línea no llama ni contesta."


def account_check(found: AccountState | Unknown) -> Check:
    if isinstance(found, Unknown):
        return _account_unknown(found)
    if found.status != "active":
        return bad("account", f"la cuenta está {STATES.get(found.status, found.status)}", REACTIVATE)
    if found.is_trial:
        do = "Pase a una cuenta de pago: la de prueba habla antes que la línea y solo llama a números verificados."
        return warning("account", "las claves sirven, pero la cuenta es de prueba", do)
    return ok("account", "las claves sirven y la cuenta está activa")


def ask_countries(facts: DatabaseFacts | Unknown, may_call: Callable[[str], bool]) -> dict[str, bool]:
    """Whether each country may be called in which a phone of an engineer's is, and the line's own."""
    book = None if isinstance(facts, Unknown) else facts.book
    phones = [phone for each in book.engineers.values() for phone in each.phones] if book else []
    found = {}
    for country in sorted({COUNTRY, *filter(None, map(country_of, phones))}):
        try:
            found[country] = may_call(country)
        except CarrierError as error:
            if error.code != NO_SUCH_COUNTRY or country == COUNTRY:
                raise
            found[country] = False
    return found


def geo_permission_check(found: Mapping[str, bool] | Unknown, book: Directory | None = None) -> Check:
    name = "geo_permission"
    if isinstance(found, Unknown):
        return untold(name, found, ACCOUNT_FIRST)
    do = "En la consola, en los permisos geográficos de voz, marque {} (números de bajo riesgo)."
    if not found[COUNTRY]:
        why = "la cuenta no puede llamar a Guatemala: no sonaría ningún teléfono"
        return bad(name, why, do.format("Guatemala"))
    silent = [
        (each.name, phone)
        for each in (book.engineers.values() if book else ())
        for phone in each.phones
        if not found.get(country_of(phone) or "", False)
    ]
    if silent:
        shown = ", ".join(f"{engineer} ({masked(phone)})" for engineer, phone in silent)
        missing = ", ".join(_named(country) for country, may in found.items() if not may) or "su país"
        return bad(name, f"la cuenta no puede llamar a su país: no sonaría el de {shown}", do.format(missing))
    others = [each for each in found if each != COUNTRY]
    return ok(name, f"la cuenta puede llamar a {', '.join(map(_named, (COUNTRY, *others)))}")


def balance_check(found: Balance | Unknown) -> Check:
    if isinstance(found, Unknown):
        return untold("balance", found, f"{ACCOUNT_FIRST} Una subcuenta no tiene saldo propio: mírelo en la consola.")
    amount = f"{found.amount:.2f} {found.currency}"
    do = "Recargue la cuenta y active la recarga automática."
    if found.currency != "USD":
        if found.amount <= 0:
            return bad("balance", amount, do)
        return warning("balance", f"{amount}: los límites de esta revisión son en USD", "Juzgue usted si alcanza.")
    if found.amount < BALANCE_BAD:
        return bad("balance", f"{amount}: se acaba", do)
    if found.amount < BALANCE_WARNING:
        return warning("balance", f"{amount}: queda poco", do)
    return ok("balance", amount)


def _named(country: str) -> str:
    return str(Locale("es").territories.get(country, country))


def _account_unknown(found: Unknown) -> Check:
    error = found.error
    if not found.was_asked:
        return bad("account", found.reason, "Ponga las claves de la cuenta en TWILIO_ACCOUNT_SID y TWILIO_AUTH_TOKEN.")
    if isinstance(error, CarrierError) and error.code in BAD_CREDENTIALS:
        do = "Copie de la consola el Account SID y la clave; si la está rotando, la primera de la lista es la que vale."
        return bad("account", f"el operador rechaza las claves (código {error.code})", do)
    if isinstance(error, CarrierError) and error.code == NOT_ACTIVE:
        return bad("account", f"la cuenta no está activa (código {error.code})", REACTIVATE)
    if isinstance(error, CarrierError) and not error.temporary:
        return bad("account", found.reason, "Revise TWILIO_ACCOUNT_SID y TWILIO_API_URL.")
    do = "Revise la salida a Internet y TWILIO_API_URL; si el operador está caído, espere y repita."
    return bad("account", f"el operador no contesta: {found.reason}", do)
