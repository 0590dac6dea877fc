"""A shift is swapped when the other says yes, once, and never after it has begun."""

import re
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest

from tests.edges.roster.weeks import FRIDAY, NOW, SATURDAY, TWO, _utc, ask, on, put
from tests.houses import BOOK, password_hash
from tests.links import LinkPage
from tests.pages import log_in, token
from tests.phones import House
from voiceline.actions import swap_shift
from voiceline.actions.edit_roster import RosterError
from voiceline.store import accounts, roster

WITH_ADDRESSES = re.sub(r'(?m)^id = "(ana|dana|luis)"$', r'\g<0>\nemail = "\1@example.com"', BOOK)

BACK = "30/11 08:00 - 01/12 08:00"


def test_a_swap_counts_when_the_other_says_yes_and_not_before(house: House) -> None:
    number = ask(house)
    house.work()
    said = house.told("+50255550401", "Dana Cruz le pide cubrir su turno 27/11 17:00 - 28/11 08:00")
    assert on(house, FRIDAY) == "dana"
    path = "/s/" + said.rpartition("/s/")[2]
    client = house.app.test_client()
    assert "¿Acepta?" in client.get(path).text and on(house, FRIDAY) == "dana"  # looking changes nothing
    for forged in ({"answer": "yes"}, {"answer": "yes", "csrf_token": "forged"}):
        unread = client.post(path, data=forged)
        assert unread.status_code == 400 and "Púlselo otra vez" in unread.text and "¿Acepta?" in unread.text
    opened = LinkPage(house.app, path)
    assert on(house, FRIDAY) == "dana" and "Queda así: Luis Soto por Dana Cruz" in opened.presses(answer="yes").text
    assert on(house, FRIDAY) == "luis" and on(house, SATURDAY) == "dana"
    assert "Queda así" in opened.presses(answer="no").text and on(house, FRIDAY) == "luis"
    house.told("+50255550101", "queda Luis Soto por Dana Cruz")
    with pytest.raises(RosterError, match="swap_is_accepted"), house.line.transaction() as session:
        swap_shift.decline(session, number, "luis", NOW)


def test_an_exchange_moves_both(house: House) -> None:
    house.loads(TWO)
    monday, tuesday = datetime(2026, 11, 30, 8), datetime(2026, 12, 1, 8)
    mine = on(house, FRIDAY)
    theirs = on(house, monday)
    assert {mine, theirs} == {"dana", "ana"}
    with house.line.transaction() as session:
        swap = swap_shift.propose(
            session, "primary", str(mine), str(theirs), (FRIDAY, SATURDAY), (monday, tuesday), "x", NOW
        )
        swap_shift.accept(session, swap.id, str(theirs), NOW)
    assert (on(house, FRIDAY), on(house, monday), on(house, tuesday)) == (theirs, mine, theirs)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("rosa@example.com", ["accept", "decline", "withdraw"]),  # an admin
        ("luis@example.com", ["accept", "decline"]),  # whoever is asked
        ("dana@example.com", ["withdraw"]),  # whose shift it is
        ("engineer@example.com", ["withdraw"]),  # no engineer of the directory; he asked for her
        ("ana@example.com", []),
        ("viewer@example.com", []),
    ],
)
@pytest.mark.parametrize("answer", ["accept", "decline", "withdraw"])
def test_a_swap_is_answered_by_whoever_is_asked_and_withdrawn_by_whoever_asks(
    house: House, who: str, may: list[str], answer: str
) -> None:
    house.loads(WITH_ADDRESSES)
    with house.line.transaction() as session:
        for each in ("luis", "dana", "ana"):
            accounts.make_account(session, f"{each}@example.com", "engineer", NOW).password_hash = password_hash()
        number = swap_shift.propose(
            session, "primary", "dana", "luis", (FRIDAY, SATURDAY), None, "engineer@example.com", NOW
        ).id
    client = house.app.test_client()
    assert log_in(client, who).status_code == 302
    offered = re.findall(r'name="answer" value="(\w+)"', client.get("/admin/roster").text)
    form = {"swap": str(number), "answer": answer, "csrf_token": token(client)}
    said = client.post("/admin/roster/answer", data=form)
    with house.line.reading() as session:
        (state,) = [each.state for each in roster.swaps(session)]
    assert offered == may
    assert (said.status_code == 303) == (state != "proposed") == (answer in may)
    if said.status_code == 422:
        assert "Contesta a quien se le pidió" in said.text


@pytest.mark.parametrize(
    ("language", "asked", "settled"),
    [
        ("es", f", y a cambio le cubre el suyo {BACK}", f"; {BACK}: Dana Cruz por Ana"),
        ("en", f", and in return covers yours {BACK}", f"; {BACK}: Dana Cruz for Ana"),
    ],
)
def test_an_exchange_is_called_one(house: House, language: str, asked: str, settled: str) -> None:
    """Whoever is asked reads what he gets for it, and both what was settled; each in his own language."""
    phones = 'phones = ["+50255550301"]\n'
    house.loads(TWO.replace(phones, f'{phones}language = "{language}"\n'))
    ask(house, "ana", (datetime(2026, 11, 30, 8), datetime(2026, 12, 1, 8)))
    house.work()
    path = "/s/" + house.told("+50255550301", asked).rpartition("/s/")[2]
    assert asked in house.app.test_client().get(path).text
    assert settled in LinkPage(house.app, path).presses(answer="yes").text
    assert on(house, FRIDAY) == "ana" and on(house, datetime(2026, 11, 30, 8)) == "dana"
    house.told("+50255550301", settled)
    house.told("+50255550101", f"queda Ana Lopez por Dana Cruz; {BACK}: Dana Cruz por Ana Lopez.")


def test_what_is_no_longer_his_to_give_cannot_be_taken(house: House) -> None:
    number = ask(house)
    put(house, "ana")
    with pytest.raises(RosterError, match="not_his"), house.line.transaction() as session:
        swap_shift.accept(session, number, "luis", NOW)
    assert on(house, FRIDAY) == "ana"


def test_without_an_answer_it_lapses_when_it_begins(house: House) -> None:
    ask(house)
    house.sleeps_until(_utc(FRIDAY).replace(minute=1))
    with house.line.reading() as session:
        assert [each.state for each in roster.swaps(session)] == ["lapsed"]
    house.told("+50255550101", "Luis Soto no respondio: su turno 27/11 17:00 - 28/11 08:00 sigue siendo suyo")
    assert on(house, FRIDAY) == "dana"


@pytest.mark.parametrize(("other", "reason"), [("dana", "with_himself"), ("nobody", "no_such_engineer")])
def test_a_swap_that_cannot_be_is_not_asked(house: House, other: str, reason: str) -> None:
    with pytest.raises(RosterError, match=reason):
        ask(house, other)


def test_of_two_answers_in_the_same_instant_one_stands(house: House) -> None:
    number, said, together = ask(house), [], Barrier(2, timeout=10)

    def answer(act: str) -> None:
        try:
            with house.line.transaction() as session:
                together.wait()
                said.append(getattr(swap_shift, act)(session, number, "luis", NOW).state)
        except RosterError as error:
            said.append(error.reason)

    threads = [Thread(target=answer, args=(each,)) for each in ("accept", "decline")]
    [each.start() for each in threads]
    [each.join() for each in threads]
    winner = next(each for each in said if not each.startswith("swap_is"))
    assert sorted(said) == sorted([winner, f"swap_is_{winner}"])
    assert on(house, FRIDAY) == ("luis" if winner == "accepted" else "dana")


def test_the_step_that_begins_after_a_swap_rings_the_new_engineer(house: House) -> None:
    """A case that rings Dana on Friday night goes on to whoever is on for her when its round begins again."""
    number = ask(house)
    house.sleeps_until(_utc(FRIDAY).replace(minute=0) - timedelta(minutes=1))
    with house.line.transaction() as session:
        swap_shift.accept(session, number, "luis", house.line.now())
    house.sleeps_until(_utc(FRIDAY) + timedelta(minutes=5))
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Luis").is_rung()
    house.engineer("Dana").is_not_rung()
