"""The calendar of a directory file: its hours, the country's holidays, the legal half-days, closures and openings."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.metadata import version

import holidays

from voiceline.domain.business_time import Calendar, Closing, Span

NOON = 12 * 60

# Agreement, "lunes a viernes de 8:00am a 5:00pm"; "días festivos" are none. What holds where a file says no hours.
AGREED_HOURS = {
    **{day: ["08:00-17:00"] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")},
    "holidays": "GT",
}

# Código de Trabajo, art. 127: 24 and 31 December from noon.
LEGAL_HALF_DAYS: dict[str, tuple[tuple[int, int, str], ...]] = {
    "GT": ((12, 24, "Nochebuena, medio día"), (12, 31, "Fin de año, medio día")),
}
ASSUMPTION = (8, 15)  # in Guatemala the capital's feast, which the library gives to the whole country


def calendar_of(
    zone: str,
    week: Mapping[int, tuple[Span, ...]],
    country: str,
    local_feast: tuple[int, int] | None,
    closures: Mapping[date, Closing],
    openings: Mapping[date, tuple[Span, ...]],
) -> Calendar:
    """``country`` is a code of the holidays library, or "" for none; ``local_feast`` is (month, day)."""
    years: dict[int, Mapping[date, Closing]] = {}

    def closings_of(year: int) -> Mapping[date, Closing]:
        known = years.get(year)
        if known is None:
            known = years[year] = _closings(year, country, local_feast, closures)
        return known

    return Calendar(zone, dict(week), closings_of, dict(openings))


def is_known_country(code: str) -> bool:
    return not code or code in holidays.list_supported_countries()


def _closings(
    year: int, country: str, local_feast: tuple[int, int] | None, closures: Mapping[date, Closing]
) -> dict[date, Closing]:
    closed: dict[date, Closing] = {}
    for month, day, name in LEGAL_HALF_DAYS.get(country, ()):
        closed[date(year, month, day)] = Closing(name, NOON, "Código de Trabajo, art. 127")
    for on, name in _of_country(country, year).items():
        if country == "GT" and local_feast and (on.month, on.day) == ASSUMPTION:
            continue
        closed[on] = Closing(name, 0, _library())
    if local_feast:
        closed[date(year, *local_feast)] = Closing("Feria local", 0, "[hours] local_feast")
    for on, closing in closures.items():
        if on.year == year:
            earlier = closed.get(on)
            closed[on] = earlier if earlier and earlier.since <= closing.since else closing
    return closed


@cache
def _library() -> str:
    """Told once a process: reading it from the package takes as long as all the rest of a calendar."""
    return f"holidays {version('holidays')}"


@cache
def _of_country(country: str, year: int) -> dict[date, str]:
    """Asked for year by year: such an object iterates only over the years it was asked for."""
    if not country:
        return {}
    try:
        found = holidays.country_holidays(country, years=year, language="es" if country == "GT" else None)
    except NotImplementedError:
        return {}
    return {on: str(name) for on, name in found.items() if on.year == year}
