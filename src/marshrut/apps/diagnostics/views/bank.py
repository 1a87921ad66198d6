"""The bank: instruments, one with its tasks and keys, a workbook in, texts to mark."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.diagnostics import workbooks
from marshrut.apps.diagnostics.models import Attempt, InstrumentVersion
from marshrut.apps.diagnostics.queries import bank as queries
from marshrut.apps.diagnostics.queries.adaptive_bank import bank_specs, may_put_in_use
from marshrut.apps.diagnostics.queries.papers import get_paper
from marshrut.apps.diagnostics.reading.instruments import read_instrument
from marshrut.apps.diagnostics.rules import KEEPERS, MARKERS
from marshrut.apps.diagnostics.services import bank as services
from marshrut.apps.diagnostics.services.scoring import mark_text
from marshrut.apps.registry.reading import UnreadableError
from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts.gate import for_roles
from marshrut.foundation.scope.queries import get_node

__all__ = ["drop", "instrument", "instruments", "mark", "retire", "template", "texts", "upload", "use"]

keepers = for_roles(*sorted(KEEPERS))
markers = for_roles(*sorted(MARKERS))
PAGE = 30


@require_safe
@keepers
def instruments(request: Any) -> HttpResponse:
    """What people can be given."""
    page = Paginator(queries.list_instruments(request.viewer), PAGE).get_page(request.GET.get("page"))
    waiting = queries.list_texts(request.viewer, on=request.today).count()
    return render(request, "diagnostics/instruments.html", {"page": page, "texts": waiting})


@keepers
def upload(request: Any) -> HttpResponse:
    """A workbook with an instrument: recorded as a draft, or its faults by cell and nothing else."""
    problems: list[Any] = []
    if request.method == "POST":
        try:
            names = queries.names_of_competencies(request.viewer, on=request.today)
            bank = bank_specs(request.viewer)
            spec, problems = read_instrument(request.FILES["file"], names=names, bank=bank)
        except KeyError:
            messages.error(request, "Выберите файл.")
            return render(request, "diagnostics/upload.html", {"problems": []}, status=422)
        except UnreadableError as error:
            messages.error(request, str(error))
            return render(request, "diagnostics/upload.html", {"problems": []}, status=422)
        if spec is not None:
            node = get_node(request.viewer, request.viewer.node_id)
            version = services.record_instrument(request.viewer, spec, node=node, on=request.today)
            messages.success(request, "Записано как черновик: людям его ещё не дают.")
            return redirect("diagnostics:instrument", version.pk)
    return render(request, "diagnostics/upload.html", {"problems": problems}, status=422 if problems else 200)


@require_safe
@keepers
def template(request: Any) -> HttpResponseBase:
    """The workbook to fill in, with the framework beside it."""
    words = framework(request.viewer, request.today)
    out = workbooks.instrument_template(words, note=request.viewer.caveat)
    return FileResponse(out, as_attachment=True, filename="instrument.xlsx", content_type=workbooks.XLSX)


def _version(request: Any, version_id: UUID) -> InstrumentVersion:
    try:
        return queries.get_version(request.viewer, version_id, on=request.today)
    except InstrumentVersion.DoesNotExist:
        raise Http404 from None


@require_safe
@keepers
def instrument(request: Any, version_id: UUID) -> HttpResponse:
    """One version with tasks, keys, cuts, what it covers and what is wrong with it."""
    version = _version(request, version_id)
    paper, words = get_paper(request.viewer, version.pk), framework(request.viewer, request.today)
    found = {
        "version": version,
        "paper": paper,
        "tasks": [(task, words.title(task.competency)) for task in paper.tasks],
        "coverage": [
            (words.title(code), tasks, points, paper.cut_of(code)) for code, tasks, points in queries.coverage(paper)
        ],
        "faults": queries.faults_of(request.viewer, version, on=request.today),
        "enough": words.rules.enough_items,
        "may_use": may_put_in_use(request.viewer, version, on=request.today),
    }
    return render(request, "diagnostics/instrument.html", found)


def _do(request: Any, version_id: UUID, deed: Any, words: str) -> HttpResponse:
    _version(request, version_id)
    try:
        deed()
        messages.success(request, words)
    except Refused as no:
        messages.error(request, no.decision.text)
    still = InstrumentVersion.objects.of(request.viewer).filter(pk=version_id).exists()
    return redirect("diagnostics:instrument", version_id) if still else redirect("diagnostics:instruments")


@require_POST
@keepers
def use(request: Any, version_id: UUID) -> HttpResponse:
    """Put in use."""
    viewer, today = request.viewer, request.today
    words = "Инструмент в использовании: его можно назначать."
    return _do(
        request, version_id, lambda: services.put_in_use(viewer, version_id, on=today, now=timezone.now()), words
    )


@require_POST
@keepers
def retire(request: Any, version_id: UUID) -> HttpResponse:
    """No longer offered."""
    deed = lambda: services.retire(request.viewer, version_id, on=request.today)  # noqa: E731 - one line, used once
    return _do(request, version_id, deed, "Больше не предлагается; начатые диагностики идут дальше.")


@require_POST
@keepers
def drop(request: Any, version_id: UUID) -> HttpResponse:
    """A draft is not wanted."""
    deed = lambda: services.drop_draft(request.viewer, version_id, on=request.today)  # noqa: E731 - one line, used once
    return _do(request, version_id, deed, "Черновик убран.")


@require_safe
@markers
def texts(request: Any) -> HttpResponse:
    """Texts that wait, without names."""
    page = Paginator(queries.list_texts(request.viewer, on=request.today), PAGE).get_page(request.GET.get("page"))
    return render(request, "diagnostics/texts.html", {"page": page})


@markers
def mark(request: Any, attempt_id: UUID) -> HttpResponse:
    """One attempt's texts, each with its criteria."""
    attempt = queries.list_texts(request.viewer, on=request.today).filter(pk=attempt_id).first()
    if attempt is None:
        raise Http404
    if request.method == "POST":
        return _marked(request, attempt)
    found = queries.texts_of(request.viewer, attempt)
    left = queries.list_texts(request.viewer, on=request.today).count()
    return render(request, "diagnostics/mark.html", {"attempt": attempt, "texts": found, "left": left})


def _marked(request: Any, attempt: Attempt) -> HttpResponse:
    try:
        item = UUID(request.POST.get("item", ""))
        points = {key[7:]: float(value) for key, value in request.POST.items() if key.startswith("points-") and value}
        mark_text(
            request.viewer, attempt.pk, item, points=points, note=request.POST.get("note", ""), now=timezone.now()
        )
    except (ValueError, KeyError):
        messages.error(request, "Поставьте баллы по каждому критерию числом.")
    except Refused as no:
        messages.error(request, no.decision.text)
    following = queries.list_texts(request.viewer, on=request.today)
    row = following.filter(pk=attempt.pk).first() or following.first()
    return redirect("diagnostics:mark", row.pk) if row else redirect("diagnostics:texts")
