"""Papers: a route to print or as DOCX, the register as a workbook, orders, the region's own form."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from marshrut.apps.registry.workbooks import Column, sheet_out
from marshrut.apps.routes.forms.papers import OrderForm, TemplateForm
from marshrut.apps.routes.papers import BrokenTemplateError
from marshrut.apps.routes.queries import papers as queries
from marshrut.apps.routes.queries.calendar import current_year
from marshrut.apps.routes.rules import ORDERERS
from marshrut.apps.routes.services import papers as services
from marshrut.apps.routes.views.asked import WRONG, or_missing, releasers, said_no
from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts.gate import for_roles, signed_in
from marshrut.foundation.files.types import FileRefusedError
from marshrut.foundation.scope.types import Right, Role
from marshrut.foundation.ui.formats import day

__all__ = ["order_docx", "orders", "print_page", "register", "route_docx", "route_pdf", "template", "template_file"]

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
orderers = for_roles(*sorted(ORDERERS), right=Right.LIST)
keepers = for_roles(Role.CENTRE)


def _given(content: bytes, name: str, kind: str) -> HttpResponseBase:
    answer = FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type=kind)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _copy(request: Any) -> bool:
    return bool(request.GET.get("copy"))


@require_safe
@signed_in
def print_page(request: Any, route_id: UUID) -> HttpResponse:
    """The route as it goes on paper; the browser prints it or saves it as PDF."""
    paper = or_missing(lambda: queries.get_paper(request.viewer, route_id, on=request.today, copy=_copy(request)))
    return render(request, "routes/print.html", {"paper": paper})


@require_safe
@signed_in
def route_docx(request: Any, route_id: UUID) -> HttpResponseBase:
    """The same as DOCX, in the region's form where it has one."""
    try:
        made = services.route_file(request.viewer, route_id, on=request.today, copy=_copy(request))
    except (ObjectDoesNotExist, Refused):
        raise Http404 from None
    return _given(made, f"marshrut-{request.today:%Y-%m-%d}.docx", DOCX)


@require_safe
@signed_in
def route_pdf(request: Any, route_id: UUID) -> HttpResponseBase:
    """The same as PDF, with lines for signatures."""
    try:
        made = services.route_sheet(request.viewer, route_id, on=request.today, copy=_copy(request))
    except (ObjectDoesNotExist, Refused):
        raise Http404 from None
    return _given(made, f"marshrut-{request.today:%Y-%m-%d}.pdf", "application/pdf")


@require_safe
@releasers
def register(request: Any) -> HttpResponseBase:
    """The register of routes of the viewer's place for a school year."""
    said = request.GET.get("year", "")
    year = int(said) if said.isdigit() and len(said) == len("2026") else current_year(request.viewer, on=request.today)
    rows = queries.register_rows(request.viewer, year=year, on=request.today)
    out = io.BytesIO()
    where = f"{request.viewer.place_name}, {year}/{(year + 1) % 100:02d}, на {day(request.today)}"
    lines = sheet_out(
        out,
        title="Реестр индивидуальных образовательных маршрутов",
        header_lines=list(filter(None, (where, request.viewer.caveat))),
        columns=[Column(one) for one in queries.REGISTER],
        rows=queries.register_in_parts(request.viewer, rows, on=request.today),
    )
    services.note_register(request.viewer, count=lines)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"reestr-iom-{year}.xlsx", content_type=XLSX)


@require_http_methods(["GET", "HEAD", "POST"])
@orderers
def orders(request: Any) -> HttpResponse:
    """Approved routes without an order, chosen and put under one; orders that were made."""
    waiting = queries.waiting_for_order(request.viewer, on=request.today)
    form = OrderForm(request.POST or None, routes=[(str(pk), name) for pk, name, *_ in waiting], on=request.today)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            order = services.make_order(
                request.viewer,
                number=said["number"],
                day=said["day"],
                routes=[UUID(one) for one in said["routes"]],
                on=request.today,
            )
        except Refused as no:
            form.add_error(None, said_no(no))
        else:
            messages.success(request, f"Приказ № {order.number} оформлен. Его можно скачать и подписать.")
            return redirect("routes:orders")
    context = {"waiting": waiting, "orders": queries.list_orders(request.viewer)[:50], "form": form}
    return render(request, "routes/orders.html", context, status=WRONG if form.errors else 200)


@require_safe
@orderers
def order_docx(request: Any, order_id: UUID) -> HttpResponseBase:
    """An order with its list."""
    made = or_missing(lambda: services.order_file(request.viewer, order_id, on=request.today))
    return _given(made, f"prikaz-{request.today:%Y-%m-%d}.docx", DOCX)


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def template(request: Any) -> HttpResponse:
    """The form of a printed route: the product's, or the region's own."""
    if request.method == "POST" and "drop" in request.POST:
        services.drop_template(request.viewer)
        messages.success(request, "Печатаем по образцу продукта.")
        return redirect("routes:template")
    form = TemplateForm(request.POST, request.FILES) if request.method == "POST" else TemplateForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            services.keep_template(request.viewer, file, name=file.name, on=request.today)
        except Refused as no:
            form.add_error("file", said_no(no))
        except FileRefusedError as error:
            form.add_error("file", str(error))
        except BrokenTemplateError:
            form.add_error("file", "Файл не читается. Нужен документ Word в формате DOCX.")
        else:
            messages.success(request, "Образец заменён. Маршруты печатаются по нему.")
            return redirect("routes:template")
    context = {"form": form, "own": queries.find_template(request.viewer)}
    return render(request, "routes/template.html", context, status=WRONG if form.errors else 200)


@require_safe
@keepers
def template_file(request: Any) -> HttpResponseBase:
    """The product's form to begin with."""
    return _given(services.sample(request.viewer, on=request.today), "obrazets-marshruta.docx", DOCX)
