"""A step: added, changed, swapped; said to have taken place and shown; answered by the other side."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marshrut.apps.routes import services
from marshrut.apps.routes.forms import EvidenceForm, HoursForm, RescheduleForm, StepForm, WordsForm
from marshrut.apps.routes.queries import pages, practice
from marshrut.apps.routes.queries.calendar import school_year
from marshrut.apps.routes.queries.offers import offers_for
from marshrut.apps.routes.services import NewStep
from marshrut.apps.routes.types import EvidenceKind, StepKind
from marshrut.apps.routes.views.asked import WRONG, back_to, edition_of, or_missing, said_no, tried
from marshrut.apps.routes.views.pictures import pairs_picture
from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts.gate import signed_in
from marshrut.foundation.ui.undo import offer_undo

__all__ = ["add", "change", "do", "evidence", "step", "swap", "withdraw_evidence"]


@require_safe
@signed_in
def step(request: Any, step_id: UUID) -> HttpResponse:
    """The step, what can be done about it now, and by what it is shown."""
    page, shown, found = or_missing(lambda: pages.get_step_page(request.viewer, step_id, on=request.today))
    context: dict[str, Any] = {
        "page": page,
        "step": shown,
        "evidence": found,
        "evidence_form": EvidenceForm(),
        "move_form": RescheduleForm(initial={"starts": max(shown.starts, request.today)}),
        "words_form": WordsForm(),
        "hours_form": HoursForm(initial={"hours": shown.hours}),
    }
    if shown.kind is StepKind.TRANSFER:
        seen = practice.seen_in(request.viewer, step_id, on=request.today)
        context |= {
            "seen": seen,
            "pairs": pairs_picture(seen),
            "calls": practice.find_calls(request.viewer, step_id, on=request.today),
        }
    return render(request, "routes/step.html", context)


def _confirm(request: Any, step_id: UUID) -> None:
    form = HoursForm(request.POST)
    hours = form.cleaned_data["hours"] if form.is_valid() else None
    services.confirm(request.viewer, step_id, hours=hours, edition=edition_of(request), on=request.today)
    offer_undo(request, "Шаг подтверждён, часы засчитаны.", reverse("routes:step-do", args=[step_id, "reopen"]))


def _said(request: Any) -> dict[str, Any]:
    return {"words": request.POST.get("words", "")[:300], "on": request.today}


def _reschedule(request: Any, step_id: UUID) -> None:
    form = RescheduleForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Назовите новый день и в двух словах почему.")
        return
    services.reschedule(request.viewer, step_id, **form.cleaned_data, on=request.today)
    messages.success(request, "Перенесено.")


_DEEDS: dict[str, tuple[Any, str]] = {
    "accept": (lambda r, pk: services.accept_step(r.viewer, pk, on=r.today), "Принято."),
    "refuse": (
        lambda r, pk: services.refuse_step(r.viewer, pk, **_said(r)),
        "Записано. Методист подберёт другое.",
    ),
    "remove": (lambda r, pk: services.remove_step(r.viewer, pk, on=r.today), "Шаг убран."),
    "up": (lambda r, pk: services.move_in_order(r.viewer, pk, up=True, on=r.today), ""),
    "down": (lambda r, pk: services.move_in_order(r.viewer, pk, up=False, on=r.today), ""),
    "claim": (
        lambda r, pk: services.claim(r.viewer, pk, on=r.today),
        "Отмечено. Если есть фото или ссылка, приложите: методисту будет проще подтвердить.",
    ),
    "confirm": (_confirm, ""),
    "return": (lambda r, pk: services.not_confirm(r.viewer, pk, **_said(r)), "Возвращено с вашими словами."),
    "reopen": (
        lambda r, pk: services.reopen(r.viewer, pk, now=timezone.now(), on=r.today),
        "Подтверждение отменено: всё как было.",
    ),
    "reschedule": (_reschedule, ""),
    "release": (
        lambda r, pk: services.release_step(r.viewer, pk, agrees=True, on=r.today),
        "Отпускаем. Педагог и методист это увидят.",
    ),
    "hold": (
        lambda r, pk: services.release_step(r.viewer, pk, agrees=False, **_said(r)),
        "Записано: шаг перенесут на другие дни.",
    ),
}
#: After these one stays with the step; the head goes back to who waits.
_TO_STEP = frozenset({"claim", "reschedule", "return", "reopen"})
_TO_RELEASES = frozenset({"release", "hold"})


@require_POST
@signed_in
def do(request: Any, step_id: UUID, deed: str) -> HttpResponse:
    """One press about a step."""
    if deed not in _DEEDS:
        raise Http404
    work, said = _DEEDS[deed]
    tried(request, lambda: work(request, step_id), said=said)
    if deed in _TO_RELEASES:
        return back_to(request, "routes:releases")
    if deed in _TO_STEP:
        return back_to(request, "routes:step", step_id)
    return back_to(request, "routes:of-step", step_id)


@require_safe
@signed_in
def of_step(request: Any, step_id: UUID) -> HttpResponse:
    """To the route of a step."""
    page, _, _ = or_missing(lambda: pages.get_step_page(request.viewer, step_id, on=request.today))
    return redirect("routes:route", page.route.pk)


def _about(page: pages.RoutePage) -> list[tuple[str, str]]:
    """What a step may be said to serve: the route's deficits and goals."""
    found = {row["competency"]: row["title"] for row in page.basis}
    found |= {one.competency: title for one, title in page.goals if one.competency}
    return list(found.items())


def _choose(
    request: Any, page: pages.RoutePage, work: Any, *, replaced: Any = None, changes: bool = False
) -> HttpResponse:
    """The page on which a step is typed or a group is chosen; `work(new)` does it."""
    about = _about(page)
    known: dict[str, Any] = {}
    if replaced is not None:
        known = {"title": replaced.title, "starts": replaced.starts, "ends": replaced.ends, "hours": replaced.hours}
        known |= {"kind": replaced.kind.value, "place": replaced.place, "serves": [code for code, _ in replaced.serves]}
    form = StepForm(request.POST if "title" in request.POST else None, about=about, on=request.today, **known)
    cohort = request.POST.get("cohort", "")
    if request.method == "POST" and (cohort or form.is_valid()):
        try:
            new = NewStep(cohort_id=UUID(cohort)) if cohort else form.step()
            _, warned = work(new)
        except (Refused, ValueError) as no:
            text = said_no(no) if isinstance(no, Refused) else "Такой группы нет. Выберите из списка."
            form.add_error(None, text) if form.is_bound else messages.error(request, text)
        else:
            if warned.text:
                messages.warning(request, warned.text)
            return redirect("routes:route", page.route.pk)
    wanted = {code for code, _ in (replaced.serves if replaced else about)}
    offers = (
        []
        if changes
        else offers_for(
            request.viewer,
            wanted,
            on=request.today,
            until=school_year(request.viewer, page.route.year, on=request.today)[1],
        )
    )
    titles = dict(about)
    for number, one in enumerate(offers):
        offers[number] = (one, [titles[code] for code in one.effects if code in titles])  # type: ignore[call-overload]
    context = {"page": page, "form": form, "offers": offers, "replaced": replaced, "changes": changes}
    return render(request, "routes/choose.html", context, status=WRONG if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def add(request: Any, route_id: UUID) -> HttpResponse:
    """A step of my own choice: a group from the list, or words."""
    page = or_missing(lambda: pages.get_page(request.viewer, route_id, on=request.today))
    if not page.acts:
        raise Http404
    return _choose(request, page, lambda new: services.add_step(request.viewer, route_id, new, on=request.today))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def swap(request: Any, step_id: UUID) -> HttpResponse:
    """Another step in place of this one."""
    page, shown, _ = or_missing(lambda: pages.get_step_page(request.viewer, step_id, on=request.today))
    if not page.acts:
        raise Http404

    def work(new: NewStep) -> Any:
        return services.swap_step(request.viewer, step_id, new, why="", on=request.today)

    return _choose(request, page, work, replaced=shown)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def change(request: Any, step_id: UUID) -> HttpResponse:
    """Other words, days or hours."""
    page, shown, _ = or_missing(lambda: pages.get_step_page(request.viewer, step_id, on=request.today))
    if not page.acts:
        raise Http404

    def work(new: NewStep) -> Any:
        return services.change_step(request.viewer, step_id, new, on=request.today)

    return _choose(request, page, work, replaced=shown, changes=True)


@require_POST
@signed_in
def evidence(request: Any, step_id: UUID) -> HttpResponse:
    """A photo, a file, a link, a few words; the step is said to have taken place with the same press."""
    form = EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, "Выберите файл ещё раз или напишите в двух словах, что было.")
        return redirect("routes:step", step_id)
    said = form.cleaned_data
    tried(request, lambda: _show(request, step_id, said), said="Записано. Методист увидит и подтвердит.")
    return redirect("routes:step", step_id)


def _show(request: Any, step_id: UUID, said: dict[str, Any]) -> None:
    file, key = said["file"], said["client_key"]
    sent: dict[str, Any] = {"client_key": key, "on": request.today}
    if file is not None:
        image = (file.content_type or "").startswith("image/")
        kind = EvidenceKind.PHOTO if image else EvidenceKind.FILE
        sent |= {"kind": kind, "source": file, "name": file.name, "note": said["note"]}
    elif said["link"]:
        sent |= {"kind": EvidenceKind.LINK, "link": said["link"], "note": said["note"]}
    elif said["note"]:
        sent |= {"kind": EvidenceKind.NOTE, "note": said["note"]}
    if "kind" in sent:
        services.add_evidence(request.viewer, step_id, **sent)
    else:
        services.claim(request.viewer, step_id, on=request.today)


@require_POST
@signed_in
def withdraw_evidence(request: Any, step_id: UUID, evidence_id: UUID) -> HttpResponse:
    """It was the wrong file."""
    tried(request, lambda: services.withdraw_evidence(request.viewer, evidence_id, on=request.today), said="Убрано.")
    return redirect("routes:step", step_id)
