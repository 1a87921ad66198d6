"""`/api/v1/…`, its description, and a page that a person reads. The description is OpenAPI 3.1, made from the types."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.http import require_safe
from ninja import NinjaAPI

from marshrut import __version__
from marshrut.api.door import KeyAuth
from marshrut.api.learning import router as learning
from marshrut.api.monitoring import router as monitoring
from marshrut.api.registry import router
from marshrut.cores.kernel import Refused
from marshrut.foundation.scope.gate import public

__all__ = ["api", "urlpatterns"]

app_name = "api"
api = NinjaAPI(
    title="Маршрут",
    version=__version__,
    description="Lists of a region's organisations and people, true on any date, its programmes, documents and routes,"
    " and its indicators; in the rights of a role.",
    urls_namespace="api:v1",
    docs_url=None,
    openapi_url="/openapi.json",
    auth=KeyAuth(),
)
api.add_router("", router)
api.add_router("", learning)
api.add_router("", monitoring)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """A rule said no."""
    reason = error.decision.reasons[0]
    return api.create_response(request, {"text": error.decision.text, "rule": reason.rule}, status=403)


@require_safe
@public
def guide(request: HttpRequest) -> HttpResponse:
    """The same description for a reader, made from it: nothing to fall behind."""
    schema = api.get_openapi_schema()
    return render(request, "api/guide.html", {"schema": schema, "paths": _paths(schema), "shapes": _shapes(schema)})


def _paths(schema: Any) -> list[dict[str, Any]]:
    found = []
    for address, methods in schema["paths"].items():
        for method, told in methods.items():
            answer = told["responses"][200]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
            found.append({"address": address, "method": method.upper(), "answer": _shape(answer), **told})
    return found


def _shape(name: str) -> str:
    """A page of a list bears the name of its rows in the description: `Page_Person_`."""
    return f"Page [{name[5:-1]}]" if name.startswith("Page_") else name


def _shapes(schema: Any) -> list[dict[str, Any]]:
    return [
        {"name": _shape(name), "description": told.get("description", ""), "fields": _fields(told)}
        for name, told in sorted(schema["components"]["schemas"].items())
    ]


def _fields(told: Any) -> list[tuple[str, str, str]]:
    return [(name, _type(one), one.get("description", "")) for name, one in told.get("properties", {}).items()]


def _type(one: Any) -> str:
    """A type in a word: what a reader needs of JSON Schema."""
    if "$ref" in one:
        return _shape(str(one["$ref"].rpartition("/")[2]))
    if "anyOf" in one:
        return " | ".join(_type(part) for part in one["anyOf"])
    if one.get("type") == "array":
        return f"[{_type(one['items'])}]"
    return str(one.get("format") or one.get("type", "object"))


def _open(patterns: list[Any]) -> list[Any]:
    """The session's gate lets these by: they open with a key, and `KeyAuth` answers 401 without one."""
    for pattern in patterns:
        public(pattern.callback)
    return patterns


_patterns, _, _ = api.urls
urlpatterns = [path("", guide, name="guide"), path("v1/", include((_open(_patterns), "v1")))]
