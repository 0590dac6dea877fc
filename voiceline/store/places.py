"""Where a conversation stands, as columns: what a call and a text thread have in common."""

from sqlalchemy.orm import Mapped, mapped_column

from voiceline.dialog.conversation import Place
from voiceline.store.base import JsonObject


class Conversing:
    """A row that is in the middle of a script. ``step`` empty: nothing is under way."""

    language: Mapped[str]
    script: Mapped[str] = mapped_column(default="customer_line")
    step: Mapped[str] = mapped_column(default="")
    turn: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    notes: Mapped[JsonObject]

    @property
    def place(self) -> Place:
        return Place(self.script, self.step, self.turn, self.tries, self.language, self.notes)

    @place.setter
    def place(self, place: Place) -> None:
        for name, value in zip(_COLUMNS, _of(place), strict=True):
            if getattr(self, name) != value:  # to set a column costs ten such looks
                setattr(self, name, value)


_COLUMNS = ("script", "step", "turn", "tries", "language", "notes")


def _of(place: Place) -> tuple[object, ...]:
    return place.script, place.step, place.turn, place.tries, place.language, dict(place.notes)
