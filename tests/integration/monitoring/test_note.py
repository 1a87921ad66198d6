"""The analytical note: the same bytes of the same snapshot, careful words, the region's own form, the forecast."""

from __future__ import annotations

import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.django_db


def _text(content: bytes) -> str:
    import docx

    document = docx.Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_months_add_up_to_the_figure(counted: Any) -> None:
    """The forecast stands on the same facts as the figure: its months make the numerator, whoever counts."""
    from marshrut.apps.monitoring import queries, services
    from marshrut.cores.indicators import foreseeable

    services.count_figures(counted.system, counted.snapshot, on=counted.on)
    seen = 0
    for figure in queries.list_figures(counted.system, counted.snapshot, on=counted.on):
        outlook = queries.forecast(counted.snapshot, figure)
        if outlook.count is None:
            assert outlook.why, figure.indicator.id
            continue
        assert figure.reading is not None
        assert foreseeable(figure.reading.numerator)
        assert outlook.count.counted == figure.numerator, figure.indicator.id
        assert outlook.count.low <= outlook.count.point <= outlook.count.high
        seen += bool(figure.numerator)
    assert seen >= 2


def test_the_same_snapshot_makes_the_same_bytes(counted: Any) -> None:
    from marshrut.apps.monitoring import services

    centre = counted.viewer("centre")
    first, tables = services.note_files(centre, counted.snapshot, on=counted.on)
    again, _ = services.note_files(centre, counted.snapshot, on=counted.on)
    assert first == again
    said = _text(first)
    for words in (counted.snapshot.checksum, counted.snapshot.order_words, "Аналитическая справка", "Выводы", "Подпись",
                  "Как посчитано", "Чего не хватает в данных", "Приложение 1", "Приложение 2"):  # fmt: skip
        assert words in said, words
    assert "{{" not in said
    assert tables.startswith(b"PK")


def test_every_indicator_of_the_order_stands_in_the_table(counted: Any) -> None:
    from marshrut.apps.monitoring import services

    said = _text(services.note_files(counted.viewer("governing_body"), counted.snapshot, on=counted.on)[0])
    for one in counted.place.regulation.indicators.indicators:
        assert one.id in said
        assert one.name in said


def test_a_place_with_fewer_than_five_is_never_named(counted: Any) -> None:
    import openpyxl

    from marshrut.apps.monitoring import services

    _, tables = services.note_files(counted.viewer("centre"), counted.snapshot, on=counted.on)
    rows = list(openpyxl.load_workbook(BytesIO(tables))["Муниципалитеты"].iter_rows(min_row=2, values_only=True))
    assert rows
    assert all(row[4] >= 5 for row in rows)


def test_only_who_reports_for_the_region_takes_the_note(counted: Any) -> None:
    """MONITORING-11."""
    from marshrut.apps.monitoring import services
    from marshrut.cores.kernel import Refused

    with pytest.raises(Refused) as no:
        services.note_files(counted.viewer("school"), counted.snapshot, on=counted.on)
    assert no.value.decision.reasons[0].rule == "MONITORING-11"


def test_a_damaged_snapshot_gives_no_note(counted: Any) -> None:
    from marshrut.apps.monitoring import services
    from marshrut.cores.kernel import Refused

    counted.snapshot.damage = "факты: содержание изменено"
    with pytest.raises(Refused) as no:
        services.note_files(counted.viewer("centre"), counted.snapshot, on=counted.on)
    assert no.value.decision.reasons[0].rule == "MONITORING-02"


def test_the_region_prints_in_its_own_form(counted: Any) -> None:
    import docx

    from marshrut.apps.monitoring import services
    from marshrut.apps.monitoring.papers import BrokenFormError
    from marshrut.cores.kernel import Refused

    centre = counted.viewer("centre")

    def sent(*lines: str) -> BytesIO:
        document, out = docx.Document(), BytesIO()
        for line in lines:
            document.add_paragraph(line)
        document.save(out)
        out.seek(0)
        return out

    for lines, word in ((("{{table}}", "{{tabel}}"), "«tabel»"), (("без полей",), "ни одного поля")):
        with pytest.raises(Refused, match=word) as no:
            services.keep_note_form(centre, sent(*lines), name="форма.docx")
        assert no.value.decision.reasons[0].rule == "MONITORING-12"
    with pytest.raises(BrokenFormError):
        services.keep_note_form(centre, BytesIO(b"no document"), name="форма.docx")
    with pytest.raises(Refused):
        services.keep_note_form(counted.viewer("governing_body"), sent("{{table}}"), name="форма.docx")
    services.keep_note_form(centre, sent("Служебная записка на {{day}}", "{{conclusions}}", "{{table}}"), name="ф.docx")
    said = _text(services.note_files(centre, counted.snapshot, on=counted.on)[0])
    assert "Служебная записка на" in said
    assert "Аналитическая справка" not in said
    assert "Показатель" in said
    services.drop_note_form(centre)
    assert "Аналитическая справка" in _text(services.note_files(centre, counted.snapshot, on=counted.on)[0])


def test_the_product_own_form_comes_back_unchanged_and_is_taken(counted: Any) -> None:
    from marshrut.apps.monitoring import services

    centre = counted.viewer("centre")
    own = services.note_files(centre, counted.snapshot, on=counted.on)[0]
    services.keep_note_form(centre, BytesIO(services.note_sample(centre)), name="форма.docx")
    assert _text(services.note_files(centre, counted.snapshot, on=counted.on)[0]) == _text(own)


def test_the_work_writes_the_note_down_and_keeps_its_snapshot(counted: Any) -> None:
    from marshrut.apps.monitoring import queries
    from marshrut.apps.monitoring.jobs import NOTE
    from marshrut.foundation.audit.models import Entry
    from marshrut.foundation.files import access as files
    from marshrut.foundation.jobs import services as jobs
    from marshrut.foundation.jobs.models import Job
    from marshrut.foundation.jobs.runner import run

    centre = counted.viewer("centre")
    job = jobs.start(centre, NOTE, on=counted.on.isoformat(), by=str(centre.account_id))
    run(job.pk)
    done = Job.objects.of(counted.system).get(pk=job.pk)
    assert (done.state, done.result_url) == ("done", "/indicators/note/"), done.error
    made = queries.list_notes(centre).get()
    counted.snapshot.refresh_from_db()
    assert counted.snapshot.kept, "the night's sweep leaves it"
    assert Entry.objects.of(counted.system).filter(action="monitoring.note-written").count() == 1
    for role, may in (("centre", True), ("governing_body", True), ("school", False), ("teacher", False)):
        assert bool(files.may(counted.viewer(role), made.document, on=counted.on)) is may, role


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not on this machine")
def test_the_note_opens_in_another_program(counted: Any, tmp_path: Path) -> None:
    from marshrut.apps.monitoring import services

    document, tables = services.note_files(counted.viewer("centre"), counted.snapshot, on=counted.on)
    for name, content in (("note.docx", document), ("note.xlsx", tables)):
        (tmp_path / name).write_bytes(content)
        home = f"-env:UserInstallation=file://{tmp_path}/office"
        command = [
            "soffice",
            home,
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(tmp_path / name),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        made = (tmp_path / name).with_suffix(".pdf")
        assert made.read_bytes().count(b"/Type/Page/") + made.read_bytes().count(b"/Type/Page\n") >= 3
