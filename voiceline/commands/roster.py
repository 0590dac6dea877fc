"""``roster …``: who is on when, somebody else for a while, swaps, and the address of a calendar."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from voiceline.actions import edit_roster, swap_shift
from voiceline.actions.edit_roster import RosterError
from voiceline.actions.look_for_gaps import gaps_ahead
from voiceline.commands.common import CONSOLE, CommandError, book_in_force, local, moment
from voiceline.domain.directory import Directory, Every, Override
from voiceline.domain.rotation import shifts
from voiceline.line import Line
from voiceline.store import feeds
from voiceline.store.directory_file import DirectoryError
from voiceline.store.directory_reading import Reading

SUMMARY = "turnos: quién está cuándo, quién cubre a quién, y calendarios"
WHY = {
    "no_such_rotation": "no hay ninguna rotación «{name}»",
    "no_such_engineer": "no hay ningún ingeniero «{name}»",
    "no_such_change": "no hay ningún cambio «{name}» en vigor",
    "no_such_swap": "no hay ningún cambio de turno {name}",
    "nobody": "diga a quién",
    "ends_before_it_begins": "debe terminar después de empezar",
    "is_over": "eso ya pasó",
    "has_begun": "ese turno ya empezó",
    "with_himself": "un cambio de turno es con otra persona",
    "not_his": "ese turno no es de {name} de principio a fin",
    "swap_is_accepted": "el cambio de turno {name} ya estaba aceptado",
    "swap_is_declined": "el cambio de turno {name} ya no se había aceptado",
    "swap_is_withdrawn": "el cambio de turno {name} ya se había retirado",
    "swap_is_lapsed": "el cambio de turno {name} ya venció sin respuesta",
}


def add_arguments(parser: ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="QUÉ")
    when = "hora local de la línea: 2026-12-24T17:00"

    def verb(name: str, what: str, *arguments: tuple[str, str]) -> ArgumentParser:
        made = verbs.add_parser(name, help=what, description=what)
        for argument, help_ in arguments:
            made.add_argument(argument, metavar=argument.upper(), help=help_)
        return made

    shown = verb("show", "quién está de turno, y los huecos")
    shown.add_argument("--from", dest="since", metavar="CUÁNDO", default="ahora", help=when)
    shown.add_argument("--weeks", metavar="N", type=int, default=2, choices=range(1, 53), help="semanas (2)")
    shown.add_argument("--json", action="store_true", help="como datos")
    stretch = (("start", when), ("until", when))
    verb("override", "otra persona por un tiempo", ("rotation", "rotación"), ("engineer", "su id"), *stretch)
    turns = verb("schedule", "varias personas por turnos, por un tiempo", ("rotation", "rotación"), *stretch)
    turns.add_argument("--members", required=True, metavar="ID,ID", help="en orden")
    turns.add_argument("--every", required=True, metavar="CADA", help="«12 hours», «1 day»")
    verb("take-back", "quita un cambio", ("change", "como lo nombra «show»"))
    asked = verb(
        "swap", "pide a otro que cubra un turno", ("rotation", "rotación"), ("engineer", "de quién"),
        ("other", "a quién"), *stretch,
    )  # fmt: skip
    asked.add_argument("--back", nargs=2, metavar=("DESDE", "HASTA"), help="a cambio, este turno del otro")
    for name, what in (("accept", "acepta por él"), ("decline", "no acepta por él"), ("withdraw", "retira el pedido")):
        verb(name, what, ("swap", "número"))
    fed = verb("feed", "la dirección del calendario", ("kind", "engineer o rotation"), ("name", "su id"))
    fed.add_argument("--renew", action="store_true", help="otra dirección; la anterior deja de servir")


def run(line: Line, args: Namespace) -> int:
    book = book_in_force(line)
    try:
        return VERBS[args.verb](line, book, args)
    except RosterError as refused:
        raise CommandError(WHY[refused.reason].format(name=refused.name)) from None
    except DirectoryError as refused:
        raise CommandError(refused.reason) from None


def _show(line: Line, book: Directory, args: Namespace) -> int:
    since = moment(args.since, book, line.now())
    until = since + timedelta(weeks=args.weeks)
    rows = list(_rows(book, since, until))
    gaps = [(gap.rotation, gap.stretch) for gap in gaps_ahead(book, line.now())]
    if args.json:
        print(json.dumps({"shifts": rows, "gaps": [_row(book, name, gap) for name, gap in gaps]}))
        return 0
    for row in rows:
        who = book.engineers[row["engineer"]].name if row["engineer"] in book.engineers else "NADIE"
        change = f"  (cambio {row['change']})" if row["change"] else ""
        print(f"{row['rotation']:<14} {row['start'][:16]}  {row['until'][:16]}  {who}{change}")
    for name, gap in gaps:
        print(f"hueco: {name}, {local(gap.start, book):%Y-%m-%d %H:%M} – {local(gap.until, book):%Y-%m-%d %H:%M}")
    return 0


def _rows(book: Directory, since: datetime, until: datetime) -> Iterator[dict[str, Any]]:
    for rotation in book.rotations.values():
        for shift in shifts(rotation, book.overrides, since, until, book.timezone):
            yield _row(book, rotation.id, shift)


def _row(book: Directory, rotation: str, shift: Any) -> dict[str, Any]:
    start, until = (local(each, book).isoformat() for each in (shift.start, shift.until))
    return {
        "rotation": rotation,
        "start": start,
        "until": until,
        "engineer": shift.engineer,
        "change": shift.change,
    }


def _override(line: Line, book: Directory, args: Namespace) -> int:
    start, until = _stretch(book, args, line)
    return _put(line, Override(args.rotation, (args.engineer,), start, until))


def _schedule(line: Line, book: Directory, args: Namespace) -> int:
    start, until = _stretch(book, args, line)
    members = tuple(each.strip() for each in args.members.split(",") if each.strip())
    count, unit = Reading("--every", "", {"every": args.every}).every("every")
    return _put(line, Override(args.rotation, members, start, until, Every(count, unit)))


def _put(line: Line, override: Override) -> int:
    with line.transaction() as session:
        (name,) = edit_roster.put_override(session, [override], CONSOLE, line.now())
    print(f"Puesto: cambio {name}. Se quita con «roster take-back {name}».")
    return 0


def _take_back(line: Line, book: Directory, args: Namespace) -> int:
    with line.transaction() as session:
        edit_roster.take_back(session, args.change, CONSOLE, line.now())
    print("Quitado.")
    return 0


def _swap(line: Line, book: Directory, args: Namespace) -> int:
    his = _stretch(book, args, line)
    back = tuple(_naive(words, book, line) for words in args.back) if args.back else None
    with line.transaction() as session:
        swap = swap_shift.propose(
            session, args.rotation, args.engineer, args.other, his, back, CONSOLE, line.now()  # type: ignore[arg-type]
        )  # fmt: skip
        number = swap.id
    other = book.engineers[args.other].name
    print(f"Pedido: cambio de turno {number}. Vale cuando {other} acepte; le llega un mensaje.")
    return 0


def _answer(act: Callable[..., object], said: str) -> Callable[[Line, Directory, Namespace], int]:
    def answered(line: Line, book: Directory, args: Namespace) -> int:
        if not args.swap.isdecimal():
            raise CommandError(f"no es un número: «{args.swap}»")
        with line.transaction() as session:
            act(session, int(args.swap), CONSOLE, line.now())
        print(said)
        return 0

    return answered


def _feed(line: Line, book: Directory, args: Namespace) -> int:
    if args.kind not in feeds.KINDS:
        raise CommandError(f"«{args.kind}» no es engineer ni rotation")
    if args.name not in (book.engineers if args.kind == "engineer" else book.rotations):
        raise RosterError(f"no_such_{args.kind}", args.name)
    with line.transaction() as session:
        token = feeds.token_of(session, args.kind, args.name, line.now(), args.renew)
    print(f"{line.settings.public_url}/calendar/{token}.ics")
    return 0


def _stretch(book: Directory, args: Namespace, line: Line) -> tuple[datetime, datetime]:
    return _naive(args.start, book, line), _naive(args.until, book, line)


def _naive(words: str, book: Directory, line: Line) -> datetime:
    return local(moment(words, book, line.now()), book).replace(tzinfo=None)


VERBS: dict[str, Callable[[Line, Directory, Namespace], int]] = {
    "show": _show,
    "override": _override,
    "schedule": _schedule,
    "take-back": _take_back,
    "swap": _swap,
    "accept": _answer(swap_shift.accept, "Aceptado: ya rige."),
    "decline": _answer(swap_shift.decline, "No aceptado."),
    "withdraw": _answer(swap_shift.withdraw, "Retirado."),
    "feed": _feed,
}
