"""The document that the carrier keeps for the day this app does not answer."""

from pathlib import Path
from xml.etree import ElementTree

from tests.edges.commands.said import BOOK, Run


def test_fallback_is_a_document_that_rings_the_fallback_numbers_in_turn(loaded: Run) -> None:
    document = ElementTree.fromstring(loaded("fallback").out.encode())
    assert document.tag == "Response" and [each.tag for each in document][:2] == ["Say", "Dial"]
    dial = document.find("Dial")
    assert dial is not None and dial.get("sequential") == "true" and dial.get("callerId") == "+50256305476"
    assert [number.text for number in dial] == ["+50255550401"]


def test_fallback_speaks_spanish_whatever_the_line_greets_in(run: Run, tmp_path: Path) -> None:
    english = tmp_path / "casa.toml"
    english.write_text(BOOK.read_text(encoding="utf-8").replace("[line]", '[line]\nlanguage = "en"'), encoding="utf-8")
    run("load", str(english))
    document = ElementTree.fromstring(run("fallback").out.encode())
    assert {each.get("language") for each in document.iter("Say")} == {"es-MX"}


def test_fallback_without_its_own_numbers_rings_everyone_on_a_policy(run: Run, tmp_path: Path) -> None:
    plain = tmp_path / "casa.toml"
    lines = BOOK.read_text(encoding="utf-8").splitlines(keepends=True)
    plain.write_text("".join(each for each in lines if not each.startswith("fallback_phones")), encoding="utf-8")
    run("load", str(plain))
    numbers = [each.text for each in ElementTree.fromstring(run("fallback").out.encode()).iter("Number")]
    assert numbers[0] == "+50255550101" and "+50255550102" not in numbers and len(set(numbers)) == len(numbers) > 1
