"""A school's pages: whose term comes up, next year's plan, whom to release when and who stands in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marshrut.apps.programmes import workbooks
from marshrut.apps.programmes.forms import PlanLineForm, StandInForm, TermsForm
from marshrut.apps.programmes.queries import planning as queries
from marshrut.apps.programmes.queries import terms as term_queries
from marshrut.apps.programmes.queries.catalogue import cohorts_ahead
from marshrut.apps.programmes.services import planning as services
from marshrut.apps.programmes.types import ProgrammesError
from marshrut.apps.programmes.views.asked import WRONG, done, planners
from marshrut.apps.registry.queries import names_of, works_within
from marshrut.apps.regulation.queries import route_rules
from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts.gate import for_roles
from marshrut.foundation.scope.types import Right, Role

__all__ = [
    "change_line",
    "drop_line",
    "drop_stand_in",
    "plan",
    "plan_book",
    "plan_people",
    "release",
    "stand_in",
    "terms",
]

lookers = for_roles(Role.SCHOOL, Role.MUNICIPAL_METHODOLOGIST, right=Right.LIST)
PAGE = 50
#: As many weeks as a school looks ahead.
WEEKS = 16


@require_safe
@lookers
def terms(request: Any) -> HttpResponse:
    """Who has had no course for as long as the order allows, or will not have had by a day."""
    viewer, on = request.viewer, request.today
    rules = route_rules(viewer, on=on)
    years = rules.whole("term_years")
    ahead = on + timedelta(days=rules.whole("term_ahead_days"))
    form = TermsForm(request.GET or None, ahead=ahead)
    by = form.day
    found = term_queries.list_terms(viewer, viewer.node_id, years=years, by=by, on=on, year=by.year)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "by": by,
        "years": years,
        "clauses": rules.numbers["term_years"].clauses,
        "page": page,
        "terms": term_queries.dress_terms(viewer, list(page.object_list), on=on),
        "late": sum(1 for one in found if one.late(on)),
        "coming": sum(1 for one in found if one.due and not one.late(on)),
        "unknown": sum(1 for one in found if one.due is None),
        "unplanned": sum(1 for one in found if not one.planned and not one.learns),
        "plans": viewer.role is Role.SCHOOL,
    }
    return render(request, "programmes/terms.html", context)


def _year(said: Any, *, on: date) -> int:
    """Whose plan is meant; nonsense means the coming year."""
    typed = said.get("year", "")
    year = int(typed) if typed.isdigit() and len(typed) == len("2026") else on.year + 1
    return year if on.year - 1 <= year <= on.year + services.YEARS else on.year + 1


def _to_plan(request: Any, deed: Callable[[], Any], said: str = "") -> HttpResponse:
    answered = done(request, deed, "programmes:plan", said=said)
    answered["Location"] += f"?year={_year(request.POST, on=request.today)}"
    return answered


@require_POST
@planners
def plan_people(request: Any) -> HttpResponse:
    """One person into the plan, or everybody whose term comes up by a day."""
    viewer, on = request.viewer, request.today
    year = _year(request.POST, on=on)
    try:
        by = date.fromisoformat(request.POST.get("by", ""))
        chosen = {UUID(one) for one in request.POST.getlist("person")}
    except ValueError:
        raise Http404 from None
    years = route_rules(viewer, on=on).whole("term_years")
    found = term_queries.list_terms(viewer, viewer.node_id, years=years, by=by, on=on, year=year)
    wanted = [one for one in found if one.person_id in chosen] if chosen else [one for one in found if not one.learns]
    told = {one.person_id: _why(one) for one in wanted}

    def deed() -> None:
        made = services.plan_people(viewer, year=year, people=told, on=on)
        messages.success(request, f"В план на {year} год добавлено: {made}.")

    return _to_plan(request, deed)


def _why(one: term_queries.Term) -> str:
    if one.due is None or one.last is None:
        return "курсов в записях нет"
    return f"последний курс {one.last:%d.%m.%Y}, срок {one.due:%d.%m.%Y}"


@require_safe
@planners
def plan(request: Any) -> HttpResponse:
    """The school's plan of a year as lines to be changed on the spot."""
    viewer, on = request.viewer, request.today
    year = _year(request.GET, on=on)
    lines = queries.list_plan(viewer, viewer.node_id, year=year, on=on)
    cohorts = cohorts_ahead(viewer, on=on, until=date(year, 12, 31))
    offered = [(str(row.pk), f"{row.title}, {row.starts:%d.%m.%Y}") for row, _ in cohorts if row.ends.year >= year]
    dressed = [(line, name, work, PlanLineForm.of(line, offered)) for line, name, work in lines]
    found = {"year": year, "lines": dressed, "years": range(on.year, on.year + 3)}
    return render(request, "programmes/plan.html", found)


@require_safe
@planners
def plan_book(request: Any) -> HttpResponseBase:
    """The same as a workbook (перспективный план)."""
    year = _year(request.GET, on=request.today)
    lines = queries.list_plan(request.viewer, request.viewer.node_id, year=year, on=request.today)
    out = workbooks.plan_book(request.viewer, lines, year=year, today=request.today)
    return FileResponse(out, as_attachment=True, filename=f"plan-{year}.xlsx", content_type=workbooks.XLSX)


@require_POST
@planners
def change_line(request: Any, line_id: UUID) -> HttpResponse:
    """When and about what."""
    form = PlanLineForm.said(request.POST)

    def deed() -> None:
        if not form.is_valid():
            raise ProgrammesError("Квартал — число от 1 до 4, тема — не длиннее 300 знаков.")
        said = form.cleaned_data
        services.change_line(
            request.viewer,
            line_id,
            quarter=int(said["quarter"]) if said["quarter"] else None,
            topic=said["topic"],
            cohort_id=said["cohort"],
            on=request.today,
        )

    return _to_plan(request, deed, said="Записано.")


@require_POST
@planners
def drop_line(request: Any, line_id: UUID) -> HttpResponse:
    """Somebody is taken out of the plan."""
    deed = lambda: services.drop_line(request.viewer, line_id, on=request.today)  # noqa: E731 - one call, used once
    return _to_plan(request, deed, said="Убрано из плана.")


@require_safe
@planners
def release(request: Any) -> HttpResponse:
    """Weeks in which somebody learns, and who stands in."""
    weeks = queries.list_weeks(request.viewer, on=request.today, weeks=WEEKS)
    away = [one for week in weeks for one in week.away]
    found = {
        "weeks": weeks,
        "people": len({one.person_id for one in away}),
        "open": len({one.person_id for one in away if one.sure and one.stand_in is None}),
        "ahead": WEEKS,
    }
    return render(request, "programmes/release.html", found)


@require_http_methods(["GET", "HEAD", "POST"])
@planners
def stand_in(request: Any, person_id: UUID) -> HttpResponse:
    """Who takes the lessons of somebody who learns: a colleague who is free, of the same subject first."""
    viewer, on = request.viewer, request.today
    if not works_within(viewer, person_id, on=on):
        raise Http404
    first, last = _days(request)
    colleagues = queries.colleagues_for(viewer, person_id, first=first, last=last, on=on)
    form = StandInForm(request.POST or None, colleagues=colleagues, initial={"first": first, "last": last})
    if form.is_valid():
        said = form.cleaned_data
        try:
            services.set_stand_in(
                viewer,
                away_id=person_id,
                colleague_id=UUID(said["colleague"]),
                first=said["first"],
                last=said["last"],
                note=said["note"],
                on=on,
            )
        except (Refused, ProgrammesError) as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, "Замена записана.")
            return redirect("programmes:release")
    name = names_of(viewer, [person_id], on=on).get(person_id, "")
    found = {"form": form, "name": name, "colleagues": colleagues}
    return render(request, "programmes/stand_in.html", found, status=WRONG if form.errors else 200)


def _days(request: Any) -> tuple[date, date]:
    """The days that the link names, else today."""
    try:
        first = date.fromisoformat(request.GET.get("first", ""))
        last = date.fromisoformat(request.GET.get("last", ""))
    except ValueError:
        return request.today, request.today
    return (first, last) if first <= last else (last, first)


@require_POST
@planners
def drop_stand_in(request: Any, stand_in_id: UUID) -> HttpResponse:
    """Nobody stands in after all."""
    deed = lambda: services.drop_stand_in(request.viewer, stand_in_id, on=request.today)  # noqa: E731 - one call
    return done(request, deed, "programmes:release", said="Замена снята.")
