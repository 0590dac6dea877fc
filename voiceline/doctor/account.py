"""The account at the carrier: does it take our credentials, may it call Guatemala, has it money."""

from decimal import Decimal

from voiceline.doctor.check import Check, Unknown, bad, ok, untold, warning
from voiceline.telephony.inspection import BAD_CREDENTIALS, NOT_ACTIVE, AccountState, Balance
from voiceline.telephony.phone import CarrierError

COUNTRY = "GT"
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


def geo_permission_check(may_call: bool | Unknown) -> Check:
    if isinstance(may_call, Unknown):
        return untold("geo_permission", may_call, ACCOUNT_FIRST)
    if may_call:
        return ok("geo_permission", "la cuenta puede llamar a Guatemala")
    do = "En la consola, en los permisos geográficos de voz, marque Guatemala (números de bajo riesgo)."
    return bad("geo_permission", "la cuenta no puede llamar a Guatemala: no sonaría ningún teléfono", do)


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
