"""Every step of the customers' script is walked to by phone, in both languages, and the caller hangs up right there.

The walk is made from the script itself: a step that is added is walked to as well, or this says that it is not.
"""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from tests.phones import ORTIZ, STRANGER, CustomerPhone, House
from tests.story.test_flood import opens_cause
from voiceline.dialog.conversation import Ask, Confirm, Do, End, Enter, Hold, Record
from voiceline.dialog.scripts import SCRIPTS
from voiceline.domain.outcomes import INBOUND_OUTCOMES
from voiceline.domain.speech.meaning import Meaning

LINE = SCRIPTS["customer_line"]
# A customer, one with an open case, one whose case waits for her word, nobody, a stranger on a landline.
CALLERS = ((ORTIZ, ""), (ORTIZ, "open"), (ORTIZ, "resolved"), ("anonymous", ""), ("+50223339999", ""))
AFTER_AN_URGENT_KEY = (ORTIZ, STRANGER)  # while a cause is announced: all that it changes comes after that key
LONGEST = 7  # answers from the first ring
WRONG = ("7", "99#")
# Led to by what others do: an engineer's key, a list, a limit. Each has its story elsewhere.
BY_OTHERS = {
    *(
        "hold_to_join",
        "hold_again",
        "hold_away",
        "conference",
        "after_talk",
        "call_you_back",
    ),  # an engineer took it, or the hold broke
    *("blocked", "too_many"),  # turned away at the first ring
    "no_address",  # the directory has none
    *("left_late", "left_unanswered"),  # nobody came before the response target; he who has it did not
    *("door_no_match", "door_shut"),  # the engineers' door
    *("case_no_match", "case_door_shut"),  # the customers' (test_case_by_pin)
    *("case_by_call", "error_told"),  # by text
    "gone",  # said to nobody
}
Path = tuple[str, ...]


def answers_at(step: object) -> Iterator[str]:
    """What somebody may do there, in the words of ``do``."""
    match step:
        case Ask(keys=keys, confirm=confirm):
            yield from (key for key in keys if key != "#")
            yield "7"
            if confirm:
                yield from ("words: creo que se cayó todo", "words: quizás otra consulta")
                yield from ("words: creo que sí" for choice in keys.values() if Meaning.YES in choice.means)
        case Confirm():
            yield from ("1", "2")
        case Record(keys=keys):
            yield from ("speak", "nothing", *keys)
        case Hold():
            yield "6"
        case Enter():
            yield from ("55557777#", "22334455#", "99#", "wait")


def do(phone: CustomerPhone, answer: str) -> None:
    if answer.startswith("words: "):
        phone.answers(answer.removeprefix("words: "), confidence=0.3)
    elif answer == "wait":
        phone.waits(24)
    elif answer in ("speak", "nothing"):
        phone.says("no abre nada") if answer == "speak" else phone.waits_until("record")
        phone.presses("#") if phone.leg.doing == "record" else None
    else:
        step = LINE.steps.get(phone.record.step)
        if isinstance(step, Record | Hold):
            phone.waits_until("record" if isinstance(step, Record) else "queue")
        phone.presses(answer)


def as_it_was(house: House, status: str, number: int | None) -> None:
    """Every case is closed, but the one she has."""
    with house.line.transaction() as session:
        session.execute(text("UPDATE tickets SET status = 'closed' WHERE status <> 'closed'"))
        session.execute(text("UPDATE tickets SET status = :s WHERE number = :n"), {"s": status, "n": number or 0})
        session.execute(text("UPDATE notifications SET state = 'ended' WHERE state IN ('pending', 'claimed', 'sent')"))


def hang_up(house: House, phone: CustomerPhone) -> None:
    """Here and now; what came of the call is honest, and a case that exists is looked after."""
    before = phone.record
    if not phone.leg.over:
        phone.hangs_up()
    call = phone.record
    where = (before.step, call.outcome)
    assert call.ended_at is not None and call.outcome in INBOUND_OUTCOMES, where
    assert (call.outcome in ("case_opened", "joined_case", "message")) == (call.ticket_number is not None), where
    assert before.ticket_number in (None, call.ticket_number), where
    if call.outcome == "case_opened" and before.step != "undone":
        ticket = house.ticket(call.ticket_number)
        assert ticket.status == "open" and "paged" in [event.kind for event in ticket.events], where


def walk(house: House, number: str, status: str, first: Path, language: str) -> set[str]:
    """From the first ring, answer by answer, each walk a call of its own that ends where it stands; the steps seen."""
    seen: dict[tuple[str, int], Path] = {}
    ahead: list[Path] = [first]
    hers = None
    if status:
        house.caller(number).dials().presses("1").hangs_up()
        hers = house.ticket().number
    while ahead:
        path = ahead.pop(0)
        as_it_was(house, status, hers)
        phone = house.caller(number).dials()
        for answer in path:
            do(phone, answer)
        stands = phone.record
        hang_up(house, phone)
        step, place = LINE.steps.get(stands.step), (stands.step, stands.tries)
        if stands.script != LINE.name or step is None or place in seen:
            continue
        assert stands.language == language, path
        seen[place] = path
        if len(path) < LONGEST and not isinstance(step, End | Do):
            fresh = stands.tries == 0  # asked again, only a wrong answer leads anywhere new
            ahead += [(*path, answer) for answer in answers_at(step) if answer != "9" and (fresh or answer in WRONG)]
    return {step for step, _ in seen}


@pytest.mark.timeout(300)  # hundreds of calls
@pytest.mark.parametrize(("language", "first"), [("es", ()), ("en", ("9",))])
def test_hanging_up_at_every_step_loses_nothing_and_the_outcome_is_honest(
    house: House, language: str, first: Path
) -> None:
    house.rest()
    reached: set[str] = set().union(*(walk(house, *caller, first, language) for caller in CALLERS))
    opens_cause(house)
    for number in AFTER_AN_URGENT_KEY:
        reached |= walk(house, number, "", (*first, "1"), language)
    spoken = {name for name, step in LINE.steps.items() if not isinstance(step, Do)}
    assert spoken - reached == BY_OTHERS
