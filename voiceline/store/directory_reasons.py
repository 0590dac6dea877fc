"""Why a directory cannot be, and what is doubtful in one: each reason once, in both languages.

Commands say it in Spanish; a page in its reader's language.
"""

from typing import Any

DAYS = {
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}

REASONS: dict[str, tuple[str, str]] = {
    # one key
    "toml": ("{words}", "{words}"),
    "unknown_key": ("clave desconocida", "unknown key"),
    "missing": ("falta", "is missing"),
    "empty": ("está vacío", "is empty"),
    "must_be_str": ("debe ser un texto", "must be text"),
    "must_be_list": ("debe ser una lista", "must be a list"),
    "must_be_dict": ("debe ser una tabla", "must be a table"),
    "must_be_bool": ("debe ser true o false", "must be true or false"),
    "must_be_date": ("debe ser una fecha", "must be a date"),
    "must_be_datetime": ("debe ser una fecha y hora", "must be a date and time"),
    "must_be_int": ("debe ser un número", "must be a number"),
    "texts": ("debe ser una lista de textos", "must be a list of texts"),
    "no_phone": ("«{words}» no es un número de teléfono", "“{words}” is not a phone number"),
    "no_valid_phone": ("«{words}» no es un número de teléfono válido", "“{words}” is not a valid phone number"),
    "none_of": ("«{words}» no es ninguno de: {known}", "“{words}” is none of: {known}"),
    "spans_overlap": ("los tramos se traslapan o están en desorden", "the spans overlap or are out of order"),
    "no_clock": ("«{words}» no es una hora como 08:00", "“{words}” is not a time such as 08:00"),
    "no_wait": ("«{words}» no es una espera como 90s, 2m o 1h", "“{words}” is not a wait such as 90s, 2m or 1h"),
    "no_every": (
        "«{words}» no es un turno como «12 hours», «1 day» o «2 weeks»",
        "“{words}” is not a shift such as “12 hours”, “1 day” or “2 weeks”",
    ),
    "local_time": ("debe ser hora local de la línea, sin zona", "must be the line's local time, without a zone"),
    "no_span": ("«{words}» no es un tramo como 08:00-17:00", "“{words}” is not a span such as 08:00-17:00"),
    "no_zone": (
        "«{words}» no es una zona horaria (por ejemplo America/Guatemala)",
        "“{words}” is not a time zone (such as America/Guatemala)",
    ),
    "no_limit": ("debe ser 0 (sin límite) o más", "must be 0 (no limit) or more"),
    "no_country": (
        "«{words}» no es un país de la biblioteca holidays",
        "“{words}” is not a country of the holidays library",
    ),
    "no_feast": ("«{words}» no es un día como 08-15", "“{words}” is not a day such as 08-15"),
    "phone_wanted": ("necesita al menos un número", "needs at least one number"),
    "ends_first": ("debe ser posterior a from", "must be later than from"),
    "none_listed": ("está vacía", "is empty"),
    "step_wanted": ("necesita al menos un paso", "needs at least one step"),
    "names_nobody": ("no nombra a nadie", "names nobody"),
    "names_no_way": ("no nombra ningún medio", "names no way"),
    "no_range": ("«{words}» no es un rango como +5022411*", "“{words}” is not a range such as +5022411*"),
    "pin_length": ("debe tener de 4 a {most} cifras", "must have 4 to {most} digits"),
    "no_kept_pin": (
        "dice «kept», pero no hay un PIN guardado que conservar",
        "says “kept”, but there is no PIN to keep",
    ),
    "twice": ("«{words}» está repetido", "“{words}” stands twice"),
    "date_twice": ("{words} está repetido", "{words} stands twice"),
    # the whole
    "never_opens": ("no hay ninguna hora ordinaria en dos años", "there is no ordinary hour within two years"),
    "no_engineers": ("falta: no hay a quién llamar", "are missing: there is nobody to ring"),
    "two_things": ("«{words}» nombra dos cosas distintas", "“{words}” names two different things"),
    "no_engineer": ("«{words}» no es un ingeniero", "“{words}” is not an engineer"),
    "no_rotation": ("«{words}» no es una rotación", "“{words}” is not a rotation"),
    "nobody_by_name": (
        "«{words}» no es rotación, grupo ni ingeniero",
        "“{words}” is no rotation, group or engineer",
    ),
    "of_two": ("{words} es de {one} y de {other}", "{words} belongs to {one} and to {other}"),
    "same_pin": ("{one} y {other} tienen el mismo", "{one} and {other} have the same one"),
    "is_listed": ("{words} es de {one}", "{words} belongs to {one}"),
    "two_policies": ("hay dos para {severity} en horario {during}", "there are two for {severity} in {during} hours"),
    "no_policy": ("falta la de {severity} en horario {during}", "the one for {severity} in {during} hours is missing"),
    "reaches_nobody": (
        "un {severity} no llegaría a nadie ({day} {hour})",
        "a {severity} would reach nobody ({day} {hour})",
    ),
    # doubts
    "hours_run_out": (
        "no hay horario semanal; después de {words} no habrá horas ordinarias ni plazos que las cuenten",
        "there are no weekly hours; after {words} there will be no ordinary hours, nor targets that count them",
    ),
    "hours_change": (
        "cambia el horario ordinario: {words} (antes: {one})",
        "the ordinary hours change: {words} (before: {one})",
    ),
    "hours_agreed": (
        "el archivo no lo dice: rige el del contrato ({words}), y los [[openings]] se suman a él",
        "the file does not say: those of the agreement hold ({words}), and [[openings]] add to them",
    ),
    "fallback_many": (
        "el respaldo llama sólo a los {most} primeros; a estos no: {words}",
        "the fallback rings the first {most} only; not these: {words}",
    ),
    "updates_often": (
        "menos de diez minutos; el cliente recibirá un mensaje cada {n} s",
        "less than ten minutes; the customer will get a message every {n} s",
    ),
    "rotation_empty": ("está vacía; su paso se salta", "is empty; its step is skipped"),
    "rotation_gap": ("nadie de turno del {start} al {until}", "nobody on call from {start} to {until}"),
    "group_empty": ("está vacío; su paso se salta", "is empty; its step is skipped"),
    "rings_no_phone": (
        "un {severity} en horario {during} no hace sonar ningún teléfono: sólo manda mensajes",
        "a {severity} in {during} hours rings no phone: it only sends texts",
    ),
    "never_rules": (
        "la de {severity} en horario {during} no rige nunca: las de ordinary y extraordinary van antes",
        "the one for {severity} in {during} hours never rules: those of ordinary and extraordinary go before it",
    ),
    "pin_guessed": (
        "su PIN es de los primeros que se prueban; elija otro",
        "the PIN is one of the first that are tried; choose another",
    ),
    "also_customer": (
        "{words} también es de {one}; se le tratará como ingeniero",
        "{words} also belongs to {one}; who calls from it is taken for the engineer",
    ),
    "nobody_to_tell": (
        "sin contactos con móvil; se avisa sólo al número que llame",
        "no contact has a mobile; only the number that calls is told",
    ),
    "change_dropped": (
        "se quitó el cambio «{words}»: ya no existe",
        "the change “{words}” was taken away: it no longer means anybody",
    ),
}


def reason(language: str, code: str, values: dict[str, Any]) -> str:
    """``day`` is a weekday's number."""
    spanish, english = REASONS[code]
    named = dict(values)
    if "day" in named:
        named["day"] = DAYS[language][named["day"]]
    return (english if language == "en" else spanish).format(**named)
