"""She hangs up in the very moment in which the two are connected."""

from collections.abc import Callable

from tests.phones import CustomerPhone, House
from tests.wires import ToApp
from voiceline.simulator.carrier import WebRequest, WebResponse


class HangsUpFirst(ToApp):
    """The line says that the two shall be connected; before the carrier does, she is gone."""

    def __init__(self, house: House, phone: CustomerPhone):
        super().__init__(house.app)
        self._house, self._phone = house, phone

    def send(self, request: WebRequest, done: Callable[[WebResponse | Exception], None]) -> None:
        def heard(answer: WebResponse | Exception) -> None:
            is_to_join = isinstance(answer, WebResponse) and b"<Dial" in answer.body and b"<Queue" in answer.body
            if is_to_join and not self._phone.leg.over:
                self._house.carrier.hang_up(self._phone.leg)
            done(answer)

        super().send(request, heard)


def test_whoever_is_connected_to_nobody_hears_that_she_has_gone_and_calls_her(house: House) -> None:
    house.rest()
    ortiz = house.caller().dials().presses("1").says_and_ends("se cayó todo")
    dana = house.engineer("Dana").rings()
    house.carrier.webhooks.transport = HangsUpFirst(house, ortiz)
    dana.presses("1").hears("es suyo")
    house.time_passes(seconds=40)
    dana.hears("Marque 1 y le comunicamos con el cliente").presses("1")
    house.time_passes(seconds=3)
    assert [leg.to for leg in house.carrier.ringing(ortiz.number)] == [ortiz.number]
