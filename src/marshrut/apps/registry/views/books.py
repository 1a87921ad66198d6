"""A list as a workbook: a short one at once, a long one made behind the page and found there again."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from marshrut.apps.registry.models import MadeList
from marshrut.apps.registry.queries.made_lists import KEPT_FOR, find_asked
from marshrut.apps.registry.queries.tables import Table
from marshrut.apps.registry.services import made_lists as services
from marshrut.apps.registry.views.asked import Asked, onlookers
from marshrut.foundation.files import services as files
from marshrut.foundation.jobs.types import JobState

__all__ = ["XLSX", "answer_book", "made_context", "made_list"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def answer_book(request: Any, asked: Asked, table: Table, form: Any, *, page: str) -> HttpResponseBase:
    """The file at once; too long for that, it is begun by a press, and a plain link leads to where one presses."""
    count = table.count()
    chosen, when = form.chosen, {**asked.when, "today": asked.today}
    if count <= settings.ROWS_AT_ONCE:
        out = io.BytesIO()
        services.write_table(out, asked.viewer, table, chosen, **when, count=count)
        out.seek(0)
        name = f"{table.file}-{asked.on:%Y-%m-%d}.xlsx"
        return FileResponse(out, as_attachment=True, filename=name, content_type=XLSX)
    if request.method == "POST":
        made = services.ask_list(asked.viewer, table, narrowed=form.said(), chosen=chosen, **when)
        return redirect("jobs:job", made.job_id)
    messages.info(request, "Список большой: нажмите «Собрать файл Excel», и он соберётся, пока вы заняты другим.")
    return redirect(f"{page}?{request.GET.urlencode()}")


def made_context(asked: Asked, what: str, total: int) -> dict[str, Any]:
    """What a page says of its file: whether it is made behind the page, and the last one that was asked for."""
    made: Any = find_asked(asked.viewer, what)
    if made is not None:
        made.until = made.made_at + KEPT_FOR if made.made_at else None
        made.going = made.job is not None and not JobState(made.job.state).over
    return {"made": made, "made_behind": total > settings.ROWS_AT_ONCE}


@require_safe
@onlookers
def made_list(request: Any, made_id: UUID) -> FileResponse:
    """The made file, for who asked for it; that it was taken is written down."""
    try:
        made = services.take_list(request.viewer, made_id)
    except MadeList.DoesNotExist:
        raise Http404 from None
    file: Any = made.file
    answer = FileResponse(files.read(file), as_attachment=True, filename=file.name, content_type=XLSX)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
