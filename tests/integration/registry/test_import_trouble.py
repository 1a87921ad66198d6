"""A list in trouble: no list at all, changed under its feet, stopped, killed in the middle of being applied."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.conf import settings

from marshrut.apps.registry.importing import writing
from marshrut.apps.registry.models import Employment, ImportLine, Layout, Person
from marshrut.apps.registry.queries import imports as queries
from marshrut.apps.registry.services import import_work
from marshrut.apps.registry.services import imports as services
from marshrut.apps.registry.types import Completeness, ImportKind, ImportState, RegistryError
from marshrut.cores.kernel import Refused
from marshrut.foundation.files.types import FileRefusedError
from marshrut.foundation.jobs import services as jobs
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.jobs.types import JobState, StoppedError
from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import SystemViewer
from support.lists import AS_OF, TODAY, applied, check, checked, snils, teacher, verdicts
from support.world import sign_in

pytestmark = pytest.mark.django_db


def _send(viewer: Any, source: io.BytesIO, node: Any, name: str = "список.xlsx") -> Any:
    return services.send_list(
        viewer,
        source,
        name=name,
        kind=ImportKind.STAFF,
        node_id=node.pk,
        completeness=Completeness.ADDITION,
        as_of=AS_OF,
        on=TODAY,
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "пустой"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "не список"),
        (b"%PDF-1.7 and so on", "не список"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "сохраните как .xlsx"),
        (b"PK\x03\x04 broken", "не список"),
    ],
)
def test_what_is_no_list_is_not_taken(country: Any, content: bytes, words: str) -> None:
    with pytest.raises(FileRefusedError, match=words):
        _send(country.viewer(Role.SCHOOL), io.BytesIO(content), country.places["school"])


def test_a_file_of_300_megabytes_is_refused_before_it_is_read(country: Any) -> None:
    client = sign_in(country.people[Role.SCHOOL])
    answer = client.post(
        "/lists/send/staff/", b"x", content_type="application/octet-stream", CONTENT_LENGTH=str(300 << 20)
    )
    assert answer.status_code == 413

    class _Large(io.BytesIO):
        def tell(self) -> int:
            return 300 << 20

    with pytest.raises(FileRefusedError, match="МБ"):
        _send(country.viewer(Role.SCHOOL), _Large(b"x"), country.places["school"])


def test_a_zip_bomb_is_said_to_be_unreadable(country: Any) -> None:
    source = io.BytesIO()
    with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", "<Types/>")
        with bomb.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(1200):
                sheet.write(b"0" * (1 << 20))
    assert len(source.getvalue()) < settings.MAX_FILE_BYTES
    viewer = country.viewer(Role.SCHOOL)
    row = check(viewer, _send(viewer, source, country.places["school"]))
    assert row.state == ImportState.UNREADABLE
    assert row.problems[0]["text"]


def test_another_file_than_it_says_is_unreadable_and_can_be_explained(country: Any) -> None:
    """The columns of a foreign layout are explained once, and known the next time."""
    viewer, school = country.viewer(Role.SCHOOL), country.places["school"]

    def foreign() -> io.BytesIO:
        book, out = openpyxl.Workbook(), io.BytesIO()
        book.active.append(["Кто", "Как зовут", "По батюшке", "Чем занят"])
        book.active.append(["Ивин", "Олег", "Олегович", "учитель"])
        book.save(out)
        return out

    row = check(viewer, _send(viewer, foreign(), school))
    assert row.state == ImportState.UNREADABLE
    assert set(row.summary["unknown"]) == {"Кто", "Как зовут", "По батюшке", "Чем занят"}
    told = {"Кто": "family_name", "Как зовут": "given_name", "По батюшке": "patronymic", "Чем занят": "post"}
    services.teach_columns(viewer, row.pk, columns=told, remember=True, on=TODAY)
    row = check(viewer, row)
    assert row.state == ImportState.CHECKED, row.problems
    assert verdicts(viewer, row) == {2: "new"}
    assert Layout.objects.of(viewer).count() == 1
    again = check(viewer, _send(viewer, foreign(), school))
    assert again.state == ImportState.CHECKED, "remembered"


def test_every_step_has_its_place(country: Any) -> None:
    """REGISTRY-11."""
    viewer, school = country.viewer(Role.SCHOOL), country.places["school"]
    row = checked(viewer, [teacher("Ивин Олег Олегович")], node=school)
    for deed in (services.undo_list,):
        with pytest.raises(Refused) as refused:
            deed(viewer, row.pk, reason="", on=TODAY)
        assert refused.value.decision.reasons[0].rule == "REGISTRY-11"
    services.drop_list(viewer, row.pk, reason="не тот файл", on=TODAY)
    with pytest.raises(Refused) as refused:
        services.apply_list(viewer, row.pk, sure=True, skip_wrong=True, on=TODAY)
    assert refused.value.decision.reasons[0].rule == "REGISTRY-11"
    other = country.viewer(Role.TEACHER)
    with pytest.raises(Refused) as refused:
        services.recheck(other, row.pk, on=TODAY)
    assert refused.value.decision.reasons[0].rule == "REGISTRY-10"


def test_a_list_that_the_registry_overtook_is_shown_again_and_nothing_is_written(country: Any, staff: Any) -> None:
    viewer, school = country.viewer(Role.SCHOOL), country.places["school"]
    staff.hire("Ивин Олег Олегович", school, load=Decimal(1))
    first = checked(viewer, [teacher("Ивин Олег Олегович", Ставка="0,5")], node=school)
    second = checked(viewer, [teacher("Ивин Олег Олегович", Ставка="0,25")], node=school)
    applied(viewer, first)
    second = applied(viewer, second)
    assert second.state == ImportState.CHECKED
    assert any(one["code"] == "stale" and "изменилось" in one["text"] for one in second.problems)
    assert Employment.objects.of(viewer).true(AS_OF).get().load == Decimal("0.50")
    line = ImportLine.objects.of(viewer).get(source=second)
    assert line.changes == [{"field": "Ставка", "before": "0.50", "after": "0.25"}]
    assert applied(viewer, second).state == ImportState.APPLIED, "the second press is of today"


def test_stopping_a_check_or_an_apply_leaves_nothing(country: Any) -> None:
    viewer, school = country.viewer(Role.SCHOOL), country.places["school"]
    worker = SystemViewer("tests.worker", viewer.tenant_id)

    def stop(done: int, total: int, words: str) -> None:
        raise StoppedError

    row = _send(viewer, io.BytesIO("Фамилия;Имя;Должность\nИвин;Олег;учитель".encode()), school, "список.csv")
    with pytest.raises(StoppedError):
        import_work.check_list(worker, row.pk, step=stop)
    row.refresh_from_db()
    assert row.state == ImportState.DROPPED
    row = checked(viewer, [teacher("Ивин Олег Олегович")], node=school)
    services.apply_list(viewer, row.pk, sure=False, skip_wrong=False, on=TODAY)
    with pytest.raises(StoppedError):
        import_work.write_list(worker, row.pk, by=None, step=stop)
    row.refresh_from_db()
    assert row.state == ImportState.CHECKED
    assert not Person.objects.of(viewer).exists()


def test_what_the_database_refuses_does_not_carry_a_persons_number_away(
    country: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer, school = country.viewer(Role.SCHOOL), country.places["school"]
    row = checked(viewer, [teacher("Ивин Олег Олегович", СНИЛС=snils(7))], node=school)
    services.apply_list(viewer, row.pk, sure=False, skip_wrong=False, on=TODAY)
    real = writing.copy_rows

    def twice(model: Any, columns: Any, rows: Any) -> int:
        rows = list(rows)
        return real(model, columns, [*rows, *rows])

    monkeypatch.setattr(writing, "copy_rows", twice)
    with pytest.raises(RegistryError) as error:
        import_work.write_list(SystemViewer("tests", viewer.tenant_id), row.pk, by=None)
    assert "Ничего не изменено" in str(error.value)
    assert snils(7) not in str(error.value)
    assert error.value.__suppress_context__, "nor in the log"
    row.refresh_from_db()
    assert row.state == ImportState.FAILED
    monkeypatch.undo()
    services.recheck(viewer, row.pk, on=TODAY)
    assert applied(viewer, check(viewer, row)).state == ImportState.APPLIED


def test_after_a_second_death_the_person_is_told_and_may_check_again(country: Any) -> None:
    viewer, school = country.viewer(Role.SCHOOL), country.places["school"]
    row = checked(viewer, [teacher("Ивин Олег Олегович")], node=school)
    services.apply_list(viewer, row.pk, sure=False, skip_wrong=False, on=TODAY)
    row.refresh_from_db()
    first = row.job
    Job.objects.of(viewer).filter(pk=first.pk).update(state=JobState.STALLED)
    assert queries.standing(viewer, row) == ImportState.FAILED
    second = jobs.start(
        SystemViewer("tests", viewer.tenant_id), "registry.apply", retry_of=first, import_id=str(row.pk)
    )
    assert queries.standing(viewer, row) == ImportState.APPLYING, "it was begun once more"
    row.job = second
    row.save()
    Job.objects.of(SystemViewer("t", viewer.tenant_id)).filter(pk=second.pk).update(state=JobState.STALLED)
    assert queries.standing(viewer, row) == ImportState.FAILED
    services.recheck(viewer, row.pk, on=TODAY)
    assert applied(viewer, check(viewer, row)).state == ImportState.APPLIED


def test_garbage_becomes_words_not_an_hour(country: Any) -> None:
    viewer, school = country.viewer(Role.CENTRE), country.places["top"]
    lines = [teacher(f"Фамилия{number} Имя", Организация=f"нечто {number}") for number in range(3000)]
    row = checked(viewer, lines, node=school)
    assert row.summary["verdicts"]["wrong"] == 3000
    groups = {one.code: one for one in queries.problem_groups(viewer, row)}
    assert groups["organisation-unknown"].count == 3000
