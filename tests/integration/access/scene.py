"""One operator with everything that an address can name: people, a role, a file, a job, a clause with its deeds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from integration.access.scene_diagnostics import diagnostics_of
from integration.access.scene_figures import monitoring_of
from integration.access.scene_monitoring import papers_of
from integration.access.scene_programmes import programmes_of
from integration.access.scene_routes import routes_of
from integration.regulation.places import load_place
from marshrut.apps.competencies.models import AccompanimentBatch, AccompanimentDraft, AccompanimentLine
from marshrut.apps.competencies.queries.giving import Wanted
from marshrut.apps.competencies.queries.spreading import plain_wanted
from marshrut.apps.competencies.services import CARE_FILES, sharing
from marshrut.apps.registry.ledger import open_row
from marshrut.apps.registry.models import Condition, CorrectionRequest, Employment, ImportLine
from marshrut.apps.registry.queries.tables import find_table
from marshrut.apps.registry.sent import asking, work
from marshrut.apps.registry.services import identity as registry
from marshrut.apps.registry.services import import_work, imports, made_lists, successions
from marshrut.apps.registry.types import JobKind
from marshrut.apps.regulation import services as regulation
from marshrut.foundation.accounts import api_keys
from marshrut.foundation.accounts.models import Account
from marshrut.foundation.audit.models import Entry
from marshrut.foundation.files import services as files
from marshrut.foundation.files.types import FileClass
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.jobs.types import JobState
from marshrut.foundation.privacy import services as privacy
from marshrut.foundation.privacy.models import Purpose
from marshrut.foundation.scope import queries as scope
from marshrut.foundation.scope.models import Tenant
from marshrut.foundation.scope.services import add_node
from marshrut.foundation.scope.temporal import period
from marshrut.foundation.scope.types import NodeKind, Role
from marshrut.foundation.scope.viewer import SystemViewer
from support.competencies import record, result
from support.invented_region import BY_PLACES, COUNTING, invented
from support.staff import LONG_AGO, Staff, send_list
from support.world import Country, build_country

__all__ = ["Scene", "build_scene"]

BORN = date(1980, 5, 5)


@dataclass(frozen=True)
class Scene:
    """What addresses and forms name, by the word that the matrix uses."""

    country: Country
    named: dict[str, Any]
    #: Words that only pages of this operator may contain.
    names: tuple[str, ...]

    def arguments(self, words: tuple[str, ...]) -> list[Any]:
        return [self.named.get(word, word) for word in words]


def _picture() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    return SimpleUploadedFile("скан.png", out.getvalue(), "image/png")


def build_scene(slug: str, name: str) -> Scene:
    """A loaded order, a person in every role, and one of each thing; the teacher answers for the first clause."""
    place = load_place(invented(slug, name, indicators=BY_PLACES, counting=COUNTING))
    country = build_country(slug, tenant=Tenant.objects.get(pk=place.tenant_id), top=place.top)
    today = timezone.localdate()
    teacher, governor = country.people[Role.TEACHER], country.viewer(Role.GOVERNING_BODY)
    for role in Role:
        privacy.answer_notice(country.viewer(role), agreed={"results"}, on=today)
    code = f"{slug.upper()}-1.1-01"
    spare = country.add(f"Рябинина Зоя {slug.capitalize()}", Role.TEACHER, "school")
    spare_held = scope.list_assignments(country.system, spare.pk, on=today)[0]
    answering = regulation.appoint_responsible(
        governor,
        place.order_id,
        code,
        account_id=teacher.pk,
        order_number="5-к",
        order_date=today,
        since=today,
        on=today,
    )
    me = country.viewer(Role.TEACHER)
    proof = regulation.attach_proof(me, place.order_id, code, title=f"Протокол {slug}", dated=today, link="", on=today)
    declared = regulation.declare_not_executed(me, place.order_id, code, reason=f"нет ставки {slug}", on=today)
    scan = files.keep(me, _picture(), name="скан.png", file_class=FileClass.CONSENT, person_id=teacher.pk)
    consent = Purpose.objects.of(country.system).get(code="results", replaced_at=None)
    staff = _staff(country)
    named = {
        "login": teacher.login,
        "places": "places",
        "account": spare.pk,
        "spare": spare.login,
        "assignment": spare_held.pk,
        "me": teacher.pk,
        "consent": consent.pk,
        "file": scan.pk,
        "job": _job(country, JobState.FAILED).pk,
        "running": _job(country, JobState.RUNNING).pk,
        "clause": code,
        "register": f"{slug.upper()}-REG-01",
        **staff,
        "responsible": answering.pk,
        "proof": proof.pk,
        "declared": declared.pk,
        "school": country.places["school"].pk,
        "twin_text": str(staff["twin"]),
        "district": country.places["district"].pk,
        "day": today,
        "today": today.isoformat(),
        **_lists(country),
        "made": _made(country, today),
        "key": _key(country, today),
        **diagnostics_of(country, staff["person"], today),
        **programmes_of(country, staff["person"], staff["judged"], today),
        **routes_of(country, staff["judged"], staff["companion"], today),
        **papers_of(country),
        **monitoring_of(country, today),
        "tomorrow": (today + timedelta(days=1)).isoformat(),
        "yesterday": (today - timedelta(days=1)).isoformat(),
    }
    return Scene(country, named, _names(country, name, code))


def _lists(country: Country) -> dict[str, Any]:
    """Two lists of the school: one was checked and asks who somebody is, one was applied."""
    school, today = country.viewer(Role.SCHOOL), timezone.localdate()
    node, found = country.places["school"], {"staff_kind": "staff"}
    applied = send_list(school, node, f"Калинина;Яна;Ильинична;{node};тьютор", on=today)
    imports.apply_list(school, applied.pk, sure=True, skip_wrong=True, on=today)
    import_work.write_list(SystemViewer("tests", country.tenant.pk), applied.pk, by=school.account_id)
    asked = send_list(school, node, f"Калинина;Яна;Юрьевна;{node};тьютор", on=today)
    line = ImportLine.objects.of(country.system).get(source=asked)
    return {**found, "applied": applied.pk, "list": asked.pk, "line": line.pk}


def _made(country: Country, today: date) -> Any:
    """A list that the school asked for as a file; it is made."""
    school, when = country.viewer(Role.SCHOOL), {"on": today, "known_at": None}
    table = find_table(school, "staff", {}, **when)
    assert table is not None
    asked = made_lists.ask_list(school, table, narrowed={}, chosen={}, **when, today=today)
    return made_lists.make_list(country.system, asked.pk, step=lambda *_how_far: None).pk


def _key(country: Country, today: date) -> Any:
    """A key that the school made for another system."""
    school = country.viewer(Role.SCHOOL)
    api_keys.make_key(school, name="отчёт", until=today + timedelta(days=30), on=today)
    return api_keys.list_keys(school)[0].pk


def _staff(country: Country) -> dict[str, Any]:
    """People of the school: one known twice, one whose two records were joined, one whom two schools call theirs."""
    staff, school, other = Staff.of(country.system), country.places["school"], country.places["other_school"]
    slug = country.tenant.slug.capitalize()
    staff.organisation(school)
    staff.organisation(other)
    person = staff.hire(f"Ясенева Рита {slug}", school, birth=BORN)
    twin = staff.hire(f"Ясенева Рита {slug}", school, birth=BORN, post="методист", job=JobKind.SECOND)
    kept = staff.hire(f"Осокина Лада {slug}", school, birth=BORN)
    gone = staff.hire(f"Осокина Лада {slug}", school, birth=BORN, post="тьютор", job=JobKind.SECOND)
    merge = registry.merge_people(country.system, kept.pk, gone.pk, reason="", on=timezone.localdate())
    claimed = staff.person(f"Вязова Инна {slug}", birth=BORN)
    employment = staff.work(claimed, school)
    staff.work(claimed, other)
    mine = staff.hire(country.people[Role.TEACHER].full_name, school, birth=BORN)
    mine.account = country.people[Role.TEACHER]
    mine.save()
    request = CorrectionRequest(tenant_id=country.tenant.pk, person=person, what="name", text=f"Не так: {slug}")
    request.save(force_insert=True)
    room = open_row(Condition, staff.change, node=school, kind="methodical_room", valid=period(BORN))
    helper = country.people[Role.REGIONAL_METHODOLOGIST]
    companion = staff.hire(helper.full_name, other, birth=BORN, post="методист")
    companion.account = helper
    companion.save()
    results = _results(country, mine, companion, country.people[Role.MUNICIPAL_METHODOLOGIST])
    named = {**results, "person": person.pk, "twin": twin.pk, "merge": merge.pk, "employment": employment.pk}
    work = Employment.objects.of(country.system).get(person=person)
    named["succession"] = _succession(country, staff)
    return {**named, "work": work.line_id, "room": room.line_id, "request": request.pk}


def _succession(country: Country, staff: Staff) -> UUID:
    """A school of the other district was taken over by its neighbour."""
    closed = add_node(
        country.system,
        kind=NodeKind.ORGANISATION,
        name=f"Школа № 3 ({country.tenant.slug})",
        parent_id=country.places["other_district"].pk,
        since=LONG_AGO,
    )
    staff.organisation(closed)
    country.places["closed_school"] = closed
    today, after = timezone.localdate(), country.places["other_school"].pk
    return successions.take_over(country.system, closed.pk, after, since=today, document="№ 1", on=today).pk


def _care_file(country: Country, today: Any) -> dict[str, Any]:
    """A file of the centre: its one line is nobody of ours."""
    centre, slug = country.viewer(Role.CENTRE), country.tenant.slug
    text = "ФИО;Сопровождающий;Номер приказа;Дата приказа;С какого дня\n"
    text += f"Небывалов Нил;Небывалова Зоя;{slug};01.02.2024;05.02.2024"
    name = f"care-{slug}.csv"
    row = asking.send_file(CARE_FILES, centre, BytesIO(text.encode()), name=name, node_id=centre.node_id, on=today)
    work.check_file(CARE_FILES, country.system, row.pk)
    return {"care_file": row.pk, "care_line": AccompanimentLine.objects.of(country.system).get(source=row).pk}


def _spread(country: Country) -> AccompanimentDraft:
    """A draft of the whole region that gives nobody to anybody."""
    row = AccompanimentDraft(
        tenant_id=country.tenant.pk,
        node=country.places["top"],
        state="ready",
        words=f"Кого: всех, {country.tenant.slug}",
        wanted=plain_wanted(Wanted(roles=("municipal_methodologist",), since=timezone.localdate())),
        result={"pairs": [], "left": {}, "loads": [], "places": {}, "roads": {}, "asked": 0, "left_as_they_are": 0},
    )
    row.save(force_insert=True)
    return row


def _results(country: Country, mine: Any, companion: Any, colleague: Account) -> dict[str, Any]:
    """The teacher was judged, disagrees with one thing, opened it to somebody, and is accompanied."""
    today, me = timezone.localdate(), country.viewer(Role.TEACHER)
    week = today - timedelta(days=7)
    codes = ("formative_assessment", "feedback")
    record(country.system, *(result(mine.pk, code, 3, on=week) for code in codes))
    order: dict[str, Any] = {"order_number": "3-м", "order_date": week, "since": week, "until": None, "on": today}
    cared = sharing.accompany(country.system, mine.pk, companion_id=companion.pk, **order)
    opened = sharing.share(me, account_id=colleague.pk, until=today, on=today)
    batch = AccompanimentBatch(
        tenant_id=country.tenant.pk,
        node=country.places["district"],
        words=f"Кого: всех, {country.tenant.slug}",
        count=1,
        order_number="3-м",
        given_by_name="Центр",
    )
    batch.save(force_insert=True)
    asked = sharing.appeal(me, person_id=mine.pk, competency=codes[1], text=f"Не так: {country.tenant.slug}", on=today)
    sharing.recall_share(me, opened.pk)
    spare = sharing.share(me, account_id=country.people[Role.CENTRE].pk, until=today, on=today)
    return {
        "judged": mine.pk,
        "competency": codes[0],
        "cared": cared.line_id,
        "batch": batch.pk,
        "spread": _spread(country).pk,
        **_care_file(country, today),
        "share": spare.pk,
        "appeal": asked.pk,
        "companion": companion.pk,
        "colleague": companion.account_id,
    }


def _job(country: Country, state: JobState) -> Job:
    """Work that the school began; it failed or still goes on."""
    job = Job(
        tenant=country.tenant,
        kind="tests.nothing",
        title=f"Сводка {country.tenant.slug}",
        started_by=country.people[Role.SCHOOL].pk,
        state=state,
    )
    job.save(force_insert=True)
    return job


def _names(country: Country, name: str, code: str) -> tuple[str, ...]:
    people = Account.objects.of(country.system)
    places = [str(node) for node in country.places.values()]
    ids = [str(country.tenant.pk), *(str(pk) for pk in people.values_list("pk", flat=True))]
    return (name, code.partition("-")[0] + "-", *places, *(one.full_name for one in people), *ids)


def traces(scene: Scene) -> tuple[int, int, list[UUID]]:
    """What would change if somebody did something here: entries, people, standing rows."""
    entries = Entry.objects.of(scene.country.system)
    people = Account.objects.of(scene.country.system).filter(is_active=True)
    return entries.count(), people.count(), sorted(people.values_list("pk", flat=True))
