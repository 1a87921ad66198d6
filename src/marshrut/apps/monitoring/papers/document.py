"""The analytical note as a document: the product's form, and any form filled. The same figures make the same bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from types import MappingProxyType

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from marshrut.apps.monitoring.papers import words
from marshrut.apps.monitoring.papers.data import NoteData, NoteLine
from marshrut.apps.monitoring.papers.fields import BLOCKS, FIELD, paragraphs
from marshrut.apps.monitoring.papers.pictures import bar, bullet
from marshrut.apps.monitoring.papers.sheet import Writer, page_number, typeface
from marshrut.foundation.ui.formats import count, day, number

__all__ = ["blank_note", "fill_note", "warn"]

_FACE = "Times New Roman"
_SECTIONS = (
    ("Основание", "basis"), ("Выводы", "conclusions"), ("Показатели", "table"), ("Значения и цели", "charts"),
    ("Муниципалитеты", "places"), ("Чего не хватает в данных", "gaps"), ("Как посчитано", "method"),
)  # fmt: skip
_APPENDICES = (("Приложение 1. Показатели по муниципалитетам", "bars"), ("Приложение 2. Прочтения", "readings"))
_STAMP = (1980, 1, 1, 0, 0, 0)
_FULL = 100.0
_MARGIN = 1.25
_SAID = {True: "цель достигнута", False: "цель пока не достигнута", None: "сравнить не с чем"}


def blank_note() -> Document:
    """The product's form with its named fields: to print from, or to be changed in an editor and sent back."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(25), Mm(15)
    section.top_margin = section.bottom_margin = Mm(20)
    typeface(document.styles["Normal"], _FACE, 12)
    document.styles["Normal"].paragraph_format.space_after = Pt(6)
    for name, size in (("Heading 1", 16), ("Heading 2", 13)):
        typeface(document.styles[name], _FACE, size, bold=True)
        document.styles[name].font.color.rgb = RGBColor(0x1D, 0x24, 0x30)
        document.styles[name].paragraph_format.space_before = Pt(12)
        document.styles[name].paragraph_format.space_after = Pt(6)
    page_number(section.footer.paragraphs[0])
    title = document.add_heading("Аналитическая справка", level=1)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text in (("о показателях региональной системы научно-методического сопровождения педагогических работников "
                 "и управленческих кадров"), "{{region}}, на {{day}}"):  # fmt: skip
        document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph("{{headline}}").runs[0].bold = True
    for heading, block in _SECTIONS:
        document.add_heading(heading, level=2)
        document.add_paragraph("{{" + block + "}}")
    document.add_paragraph()
    document.add_paragraph("Должность ______________________   Подпись ______________   /____________________/")
    document.add_paragraph("«____» ______________ 20____ г.")
    for at, (heading, block) in enumerate(_APPENDICES):
        made = document.add_heading(heading, level=2)
        made.paragraph_format.page_break_before = at == 0
        document.add_paragraph("{{" + block + "}}")
    return document


def warn(document: Document, caveat: str) -> None:
    """Words over every sheet: that the people are invented."""
    if caveat:
        document.sections[0].header.paragraphs[0].text = caveat


def fill_note(document: Document, note: NoteData) -> bytes:
    """A form with everything in its place: blocks first, then words."""
    fields = _fields(note)
    for one in list(paragraphs(document)):
        name = FIELD.fullmatch(one.text.strip())
        if name and name.group(1) in BLOCKS:
            _BUILDERS[name.group(1)](Writer(document, one), note)
            one._p.getparent().remove(one._p)  # noqa: SLF001 - python-docx does not take a paragraph out
        else:
            _replace(one, fields)
    head = document.sections[0].header.paragraphs[0]
    if note.caveat and note.caveat not in head.text:
        head.text = note.caveat if not head.text else f"{note.caveat}. {head.text}"
    about = document.core_properties
    about.title, about.author, about.last_modified_by = f"Аналитическая справка. {note.region}", "", ""
    about.created = about.modified = note.moment.replace(tzinfo=None)
    out = BytesIO()
    document.save(out)
    return _steady(out)


def _steady(source: BytesIO) -> bytes:
    """The same parts under one and the same moment: an archive tells no time."""
    out = BytesIO()
    with zipfile.ZipFile(source) as there, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as here:
        for one in there.infolist():
            here.writestr(zipfile.ZipInfo(one.filename, _STAMP), there.read(one), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _fields(note: NoteData) -> Mapping[str, str]:
    return {
        "region": note.region,
        "day": day(note.on),
        "order": note.order,
        "version": note.version,
        "revision": note.revision,
        "moment": f"{note.moment:%d.%m.%Y} {words.clock_of(note)}",
        "checksum": note.checksum,
        "headline": words.headline(note),
    }


def _replace(paragraph: Paragraph, fields: Mapping[str, str]) -> None:
    """A field may be cut into runs by an editor: the words go into the first run, which keeps its looks."""
    if "{{" not in paragraph.text:
        return
    said = FIELD.sub(lambda found: fields.get(found.group(1), ""), paragraph.text)
    first, *rest = paragraph.runs
    for run in rest:
        run.text = ""
    first.text = said


def _table(writer: Writer, note: NoteData) -> None:
    rows = [
        (str(one.number), f"{one.name}\n{one.id}", _counted(one), words.target_of(one), _stands(one),
         words.outlook_of(one))
        for one in note.lines
    ]  # fmt: skip
    head = ("№", "Показатель", "Значение", "Цель", "Как стоит", "Прогноз на 31 декабря")
    writer.table(head, rows, (9, 60, 28, 23, 24, 26))
    writer.line("", small=True)


def _counted(line: NoteLine) -> str:
    if line.value is None:
        return "нет"
    said = words.value_of(line, line.value)
    if line.denominator:
        said += f"\n{number(line.numerator)} из {number(line.denominator)}"
    return f"{said}\nвнесено" if line.basis == "entered" else said


def _stands(line: NoteLine) -> str:
    if line.met:
        return "достигнута"
    if line.met is False:
        return f"не хватает {number(line.lacking)}" if line.lacking else "пока не достигнута"
    return "—"


def _charts(writer: Writer, note: NoteData) -> None:
    rows = []
    for one in note.lines:
        if one.value is None or one.target is None or isinstance(one.target, bool):
            continue
        scale = _FULL if one.kind == "percent" else max(one.value, float(one.target)) * _MARGIN or 1.0
        shape = bullet(one.value / scale, float(one.target) / scale, met=one.met)
        value, target = words.value_of(one, one.value), words.target_of(one)
        said = f"{value} при цели {target}, {_SAID[one.met]}"
        rows.append((f"№\u00a0{one.number}. {one.name}", (shape, said), f"{value}\nцель {target}"))
    if not rows:
        writer.line("Показателей со значением и целью, которая действует на этот день, нет.")
        return
    writer.table((), rows, (74, 66, 30))
    writer.line("Полоса — значение, чёрная черта — цель. Доли показаны на шкале от 0 до 100 %.", small=True)


def _bars(writer: Writer, note: NoteData) -> None:
    shown = False
    for one in note.lines:
        named = sorted((each for each in one.places if each.named), key=lambda each: (-(each.value or 0.0), each.name))
        if len(named) < 2:  # noqa: PLR2004 - one bar compares with nothing
            continue
        shown = True
        writer.line(f"Показатель №\u00a0{one.number}. {one.name}", bold=True, small=True, keep=True)
        scale = _FULL if one.kind == "percent" else max(each.value or 0.0 for each in named) or 1.0
        rows = []
        for each in named:
            value = words.value_of(one, each.value)
            shape = (bar((each.value or 0.0) / scale), f"{each.name}: {value}")
            rows.append(
                (words.short(each.name), shape, f"{value} ({number(each.numerator)} из {number(each.denominator)})")
            )
        writer.table((), rows, (66, 60, 44))
        hidden = sum(each.value is not None and not each.named for each in one.places)
        if hidden:
            said = count(hidden, "муниципалитет", "муниципалитета", "муниципалитетов")
            writer.line(f"Не названы {said}, где в знаменателе меньше пяти.", small=True)
        writer.line("", small=True)
    if not shown:
        writer.line("Показателей, посчитанных по муниципалитетам, на этот день нет.")


def _readings(writer: Writer, note: NoteData) -> None:
    rows: list[tuple[str, ...]] = []
    for one in note.lines:
        if not one.reading:
            said = f"Вносится. {one.entered_why}" + (f" Документ: {one.document}." if one.document else "")
            rows.append((str(one.number), said, words.value_of(one, one.value), one.clause))
            continue
        rows.append((str(one.number), f"Выбрано: {one.reading}", words.value_of(one, one.value), one.clause))
        rows += [("", f"Можно и так: {each.words}", words.value_of(one, each.value), "") for each in one.others]
    writer.table(("№", "Как посчитано", "Значение", "Пункт приказа"), rows, (9, 103, 28, 30))


def _paragraphs_of(make: Callable[[NoteData], list[str]], style: str = "") -> Callable[[Writer, NoteData], None]:
    return lambda writer, note: writer.lines(make(note), style=style)


def _gaps(writer: Writer, note: NoteData) -> None:
    rows = [
        (str(one.number), words.missing_of(one), one.entered_by, one.entered_why)
        for one in note.lines
        if one.value is None
    ]
    apart = words.gaps(note)
    if rows:
        said = count(len(rows), "показателя", "показателей", "показателей")
        writer.line(f"Значения нет у {said}:", keep=True)
        writer.table(("№", "Чего нет", "Кто вносит", "Почему вносят"), rows, (9, 42, 37, 82))
        writer.line("", small=True)
    if apart:
        writer.line("Цифры, которые стоит обсудить:", keep=True)
        writer.lines(apart, style="List Bullet")
    if not rows and not apart:
        writer.line("У каждого показателя есть значение, прочтения заметно не расходятся.")


def _places(note: NoteData) -> list[str]:
    said = [text for one in note.lines for text in words.places_of(one)]
    return said or ["Муниципалитетов, которые можно сравнить и назвать, на этот день мало: сравнения не делаем."]


_BUILDERS: Mapping[str, Callable[[Writer, NoteData], None]] = MappingProxyType(
    {
        "basis": _paragraphs_of(words.basis),
        "method": _paragraphs_of(words.method),
        "conclusions": _paragraphs_of(words.conclusions, "List Bullet"),
        "places": _paragraphs_of(_places, "List Bullet"),
        "gaps": _gaps,
        "table": _table,
        "charts": _charts,
        "bars": _bars,
        "readings": _readings,
    }
)
