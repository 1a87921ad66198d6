"""What a campaign's form offers: instruments in use, the viewer's places, words of the staff list."""

from __future__ import annotations

from datetime import date

from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.competencies.types import Depth
from marshrut.apps.diagnostics.models import InstrumentVersion
from marshrut.apps.diagnostics.queries.campaigns import list_versions
from marshrut.apps.diagnostics.types import InstrumentState
from marshrut.apps.registry.dictionaries import dictionaries
from marshrut.apps.registry.types import StaffCategory
from marshrut.foundation.scope.queries import list_under
from marshrut.foundation.scope.types import NodeKind, Role
from marshrut.foundation.scope.viewer import Viewer

__all__ = ["campaign_choices", "origin_of", "results_choices"]

Choices = list[tuple[str, str]]


def campaign_choices(viewer: Viewer, *, on: date) -> dict[str, Choices]:
    """Field → choices; a field that is not named offers nothing."""
    words = dictionaries(viewer, on=on)
    places = [(str(viewer.node_id), viewer.place_name)]
    narrower = NodeKind.MUNICIPALITY if viewer.role is Role.CENTRE else None
    places += [(str(node.pk), str(node)) for node in list_under(viewer, viewer.node_path, on=on, kind=narrower)]
    versions = [
        (str(one.pk), f"{one.instrument.title}, версия {one.number}" + (f", {one.minutes} мин" if one.minutes else ""))
        for one in list_versions(viewer)
    ]
    found: dict[str, Choices] = {
        "version": versions,
        "place": list(dict(places).items()),
        "staff": [(one.value, one.title) for one in StaffCategory if one is not StaffCategory.OTHER],
        "post": [(one, one) for one in sorted(words.posts)],
        "subject": [(one, one) for one in words.subjects],
        "role": [(one.code, one.many) for one in words.staff_roles.values()],
        "status": [(one.code, one.short) for one in words.school_statuses.values()],
    }
    if words.young_teachers is not None:
        found["young"] = [("yes", "только молодые педагоги")]
    return found


#: From whom results of one's own campaigns come: codes of origins in the framework's data.
_ORIGINS = {Role.CENTRE: "centre", Role.MUNICIPAL_METHODOLOGIST: "municipal", Role.SCHOOL: "school"}


def origin_of(viewer: Viewer) -> str:
    """From whom results of the viewer's own campaigns come."""
    return _ORIGINS.get(viewer.role, "other")


def results_choices(viewer: Viewer, *, on: date) -> dict[str, Choices]:
    """What the form of a file with results offers."""
    words = framework(viewer, on)
    rows = InstrumentVersion.objects.of(viewer).exclude(state=InstrumentState.DRAFT).select_related("instrument")
    rows = rows.filter(adaptive={})  # a column an item: nobody is given all items of an adaptive one
    versions = [(str(one.pk), f"{one.instrument.title}, версия {one.number}") for one in rows.order_by("-number")]
    return {
        "depth": [(one.value, one.title) for one in Depth],
        "origin": [(one.code, one.name) for one in words.origins.values()],
        "version": versions,
        "competency": [(code, one.title) for code, one in words.competencies.items()],
    }
