"""Which organisations an invented region has: as many and as large as its people need."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random
from uuid import UUID

from marshrut.demo.names import Names, inn, likely, ogrn
from marshrut.demo.shapes import District, Land, Organisation

__all__ = ["make_organisations"]

#: Shares of a district's people by kind of organisation; what is left works in schools.
_SHARES = {"kindergarten": 0.27, "additional": 0.07, "college": 0.05}
#: A district of fewer people has no college, no methodical service.
_COLLEGE_FROM, _SERVICE_FROM = 150, 15
#: (mean, spread, least, most) of an organisation's size, in town and in the country.
_SIZES = {
    "school": ((44, 14, 18, 90), (13, 4, 6, 21)),
    "kindergarten": ((18, 5, 8, 34), (6, 2, 3, 10)),
    "additional": ((14, 5, 5, 30), (6, 2, 3, 10)),
    "college": ((38, 9, 20, 70), (25, 5, 15, 35)),
}
_MERGED_OF, _YEARS = 30, 3
_STATUSES = (("low_results", 0.05), ("social_context", 0.06), ("risk", 0.07), ("biased", 0.02))
_TOPICS = ("Функциональная грамотность", "Наставничество", "Цифровая среда школы", "Инклюзивное образование")


def make_organisations(land: Land, staff: int, *, rng: Random, names: Names, today: date) -> list[Organisation]:
    """Organisations whose sizes add up to `staff` exactly; some closed within the last year, with their successors."""
    maker = _Maker(rng, names, today)
    made: list[Organisation] = []
    left = staff
    if land.whole and staff >= 200:  # noqa: PLR2004 — a handful of people has no institute of its own
        # Both work for the region and stand in its largest municipality.
        city = max(land.districts, key=lambda one: one.people)
        for kind, name, short, part in (
            ("centre", "Центр непрерывного повышения профессионального мастерства", "ЦНППМ", 250),
            ("dpo", "Институт развития образования", "ИРО", 200),
        ):
            size = max(3, staff // part)
            made.append(maker.make(kind, name, short, city, city.centre, size))
            left -= size
    for district, people in _dealt(land.districts, left):
        made += maker.district(district, people)
    made += _merged(made, rng, maker, today)
    _statuses(made, rng, today)
    return made


def _dealt(districts: tuple[District, ...], staff: int) -> Iterator[tuple[District, int]]:
    """People by district, as its population is of the whole; nobody is lost in rounding."""
    whole = sum(one.people for one in districts)
    given = 0
    for number, one in enumerate(districts):
        people = staff - given if number == len(districts) - 1 else round(staff * one.people / whole)
        people = min(people, staff - given)
        given += people
        yield one, people


class _Maker:
    def __init__(self, rng: Random, names: Names, today: date) -> None:
        self._rng, self._names, self._today, self._count = rng, names, today, 0

    def make(
        self,
        kind: str,
        name: str,
        short: str,
        district: District | None,
        settlement: str,
        size: int,
        *,
        rural: bool = False,
    ) -> Organisation:
        """One organisation with its numbers."""
        self._count += 1
        since = date(self._rng.randint(1936, self._today.year - 12), 9, 1)
        key = UUID(int=self._rng.getrandbits(128), version=4)
        number = self._count
        return Organisation(key, kind, name, short, district, settlement, rural, since, size, ogrn(number), inn(number))

    def district(self, district: District, people: int) -> list[Organisation]:
        """Everything of one district."""
        made: list[Organisation] = []
        left = people
        centre = district.centre
        if people >= _SERVICE_FROM:
            size = max(2, people // 120)
            made.append(
                self.make("municipal_service", f"Методический центр ({district.name})", "ММС", district, centre, size)
            )
            left -= size
        for kind, share in _SHARES.items():
            part = round(people * share) if kind != "college" or people >= _COLLEGE_FROM else 0
            made += self._of_kind(kind, district, part)
            left -= part
        return made + self._of_kind("school", district, left)

    def _of_kind(self, kind: str, district: District, people: int) -> list[Organisation]:
        made: list[Organisation] = []
        villages = list(self._names.villages)
        self._rng.shuffle(villages)
        while people > 0:
            # Two of five people of a country district work in its centre.
            rural = not district.city and kind != "college" and bool(made) and likely(self._rng, 0.75)
            mean, spread, least, most = _SIZES[kind][rural]
            size = min(people, max(least, min(most, round(self._rng.gauss(mean, spread)))))
            size = people if people - size < _SIZES[kind][1][2] and people <= most else size
            made.append(
                self._named(kind, district, len(made) + 1, villages.pop() if rural and villages else None, size)
            )
            people -= size
        return made

    def _named(
        self, kind: str, district: District, number: int, village: tuple[str, str] | None, size: int
    ) -> Organisation:
        place, adjective = village or (district.centre, "")
        where = "" if village else f" ({place})" if place else ""
        words = {
            "school": (f"«{adjective} школа»" if adjective else f"«Средняя школа № {number}»", "Школа"),
            "kindergarten": (
                f"«{adjective.replace('ская', 'ский')} детский сад»" if adjective else f"«Детский сад № {number}»",
                "Детский сад",
            ),
            "additional": (f"«Дом творчества № {number}»", "Дом творчества"),
            "college": (f"«Колледж № {number}»", "Колледж"),
        }
        legal = {
            "school": "Муниципальное бюджетное общеобразовательное учреждение",
            "kindergarten": "Муниципальное бюджетное дошкольное образовательное учреждение",
            "additional": "Муниципальное бюджетное учреждение дополнительного образования",
            "college": "Областное бюджетное профессиональное образовательное учреждение",
        }[kind]
        name, word = words[kind]
        short = name.strip("«»") if adjective and kind != "additional" else f"{word} № {number}"
        return self.make(kind, f"{legal} {name}{where}", short, district, place, size, rural=village is not None)


def _merged(made: list[Organisation], rng: Random, maker: _Maker, today: date) -> list[Organisation]:
    """Country schools that were joined to a neighbour within the last year."""
    schools = [one for one in made if one.kind == "school" and one.size >= 6]  # noqa: PLR2004 — somebody must have come over
    day = date(today.year if (today.month, today.day) > (9, 1) else today.year - 1, 9, 1)
    closed = []
    joined = rng.sample(schools, max(1, len(schools) // _MERGED_OF)) if schools else []
    for number, after in enumerate(joined, 1):  # each has its number: two of one name in a district would be one
        village, adjective = "с. Малое Заречье", "Малозареченская"
        name = f"Муниципальное казённое общеобразовательное учреждение «{adjective} основная школа № {number}»"
        one = maker.make("school", name, f"{adjective} школа № {number}", after.district, village, 0, rural=True)
        one.until, one.successor = day, after
        closed.append(one)
    return closed


def _statuses(made: list[Organisation], rng: Random, today: date) -> None:
    for one in made:
        if one.kind != "school":
            continue
        for code, share in _STATUSES:
            first = rng.randint(today.year - _YEARS, today.year)
            if rng.random() < share:
                one.statuses += [(code, year) for year in range(first, today.year + 1)]
        if one.rural:
            one.statuses += [("rural", year) for year in range(today.year - _YEARS, today.year + 1)]
        if one.until:
            one.statuses = [(code, year) for code, year in one.statuses if year <= one.until.year]
        elif likely(rng, 0.04):
            role = rng.choice(("internship_site", "innovation_site"))
            day = date(today.year - rng.randint(1, _YEARS), 10, rng.randint(1, 28))
            one.role = (role, rng.choice(_TOPICS), f"{rng.randint(100, 990)}-од", day)
