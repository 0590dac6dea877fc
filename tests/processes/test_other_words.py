"""An admin changes the words while the line runs: every process says the new ones within seconds, none begun again."""

import pytest

from tests.processes.recoveries import EVERYONE
from tests.processes.town import Town, get
from tests.wordings import as_shipped, records, rewords, wav
from voiceline.line import Line
from voiceline.settings import Settings

pytestmark = pytest.mark.timeout(90)


def test_web_and_workers_say_the_new_words_without_being_begun_again(town: Town) -> None:
    town.start(*EVERYONE)
    line = Line(Settings.from_environment(town.environment))
    try:
        first = town.dials_and_presses()  # by now each of them has said, or sent, what it was shipped with
        town.until(lambda: "Su caso es" in town.heard(first), "her case is open")
        town.until(lambda: texts(town, "Caso 101"), "she is told")
        changed = "Ya tenemos {case}, {severity}. {consent}Hable y marque numeral. Si fue por error, marque 0."
        rewords(line, "describe_stranger", changed)
        rewords(line, "text_opened", "Recibido: {case_number}, {severity}, hasta {until_clock}. {link}", kind="text")
        name = records(line, "welcome", wav(4))
        second = town.dials_and_presses("2", number="+50255559999")
        town.until(lambda: "Ya tenemos 1, 0, 2" in town.heard(second), "the new words", within=5)
        assert f"{town.line}/voice/said/{name}" in town.heard(second)
        town.until(lambda: texts(town, "Recibido: 102, alto"), "the new message", within=10)
        assert town.log("worker").count("Traceback") == 0 and town.log("web").count("Traceback") == 0
    finally:
        as_shipped(line)
        line.close()


def texts(town: Town, words: str) -> list[str]:
    state = get(f"{town.phones}/sim/state")
    return [each["body"] for each in state["messages"] if words in each["body"]]
