"""An invented region into the registry, with its history: one change set."""

from __future__ import annotations

from marshrut.apps.registry import services
from marshrut.apps.registry.types import KeyScheme
from marshrut.demo.shapes import Human, Organisation, Region
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["TITLE", "load"]

TITLE = "Демонстрационные данные"


def load(viewer: SystemViewer, region: Region) -> None:
    """Record everything; refused where somebody is on record already."""
    history = services.History()
    for place in region.organisations:
        _place(history, region, place)
    for human in region.people:
        _human(history, human)
    for team in region.teams:
        members = [(one.id, part, since) for one, part, since in team.members]
        history.team(team.place.id, team.title, order=(team.order, team.since), members=members)
    for had in region.possessions:
        history.possessions.append((had.place.id, had.kind, had.amount, had.since))
    for past in region.past:
        history.past.append((past.node_id, past.year, past.what, past.value, past.document, past.document_date))
    services.record_history(viewer, history, title=TITLE)


def _place(history: services.History, region: Region, one: Organisation) -> None:
    parent = one.district.node if one.district else region.land.node
    if parent is None:
        raise ValueError("the land has no places in the tree yet")
    history.place(
        one.id, parent, kind=one.kind, name=one.name, short=one.short, settlement=one.settlement, rural=one.rural,
        since=one.since, until=one.until, numbers=((KeyScheme.OGRN, one.ogrn), (KeyScheme.INN, one.inn)),
    )  # fmt: skip
    for code, year in one.statuses:
        paper = (f"{one.ogrn[-4:]}-{year % 100}", region.today.replace(year=year, month=1, day=20))
        history.status(one.id, code, year, source=TITLE, order=paper)
    if one.successor is not None and one.until is not None:
        history.successions.append((one.id, one.successor.id, one.until, f"{TITLE}: постановление о присоединении"))
    if one.role is not None:
        code, topic, number, day = one.role
        history.place_roles.append((one.id, code, topic, number, day, day, None))


def _human(history: services.History, one: Human) -> None:
    names = [(name.since, name.until, name.family, name.given, name.patronymic) for name in one.names]
    history.person(one.id, names, born=one.born, teaching_since=one.teaching_since, snils=one.snils)
    for job in one.jobs:
        history.work(
            one.id, job.place.id, post=job.post, staff=job.staff, job=job.kind, subjects=job.subjects, load=job.load,
            hours=job.hours, since=job.since, until=job.until, why=job.why,
        )  # fmt: skip
    for category in one.categories:
        history.category(one.id, category.code, awarded=category.awarded, until=category.until, order=category.order)
    if one.leave is not None:
        place, since, until = one.leave
        history.leave(one.id, place.id, "parental", since=since, until=until)
    for role in one.roles:
        history.role(
            one.id, role.place.id, role.code, direction=role.direction, order=(role.order, role.since), until=role.until
        )
