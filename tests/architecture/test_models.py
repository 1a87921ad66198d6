"""What imports do not see about models: where foreign keys point, who may reach rows, what a row means."""

from __future__ import annotations

import os
import re
from itertools import pairwise
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.questioner import NonInteractiveMigrationQuestioner
from django.db.migrations.state import ProjectState
from django.utils import translation

from marshrut.foundation.privacy.classes import FieldClass, classified
from marshrut.foundation.scope.manager import ScopedManager
from support.tree import PACKAGE, ROOT, layers, modules, storey_of, text_of

#: Rows that belong to no operator, and why.
OWNED_BY_NOBODY = {
    "scope.Tenant": "it is the operator",
    "accounts.FailedAttempt": "keyed hashes of a name and an address: before the sign-in nobody knows whose they are",
}
#: Foreign keys that point up, and why.
UPWARDS = {
    "scope.RoleAssignment.account": "Django's own knot: the user model is named by a setting and belongs to accounts",
}
#: Columns that say whose a row is.
OWNERS = {
    *("person_id", "attempt_id", "actor_id", "owner_id", "reader_id", "started_by", "recorded_by", "issued_by"),
    *("enrolment_id", "route_id", "evidence_id", "step_id", "away_id", "observer_id"),
}
OURS = [model for model in apps.get_models() if model.__module__.startswith("marshrut.")]
TABLE = ROOT / "docs" / "threat-model" / "personal-fields.md"


def _named(model: type[models.Model]) -> Any:
    return pytest.param(model, id=model._meta.label)


def _place(model: type[models.Model]) -> tuple[int, int]:
    """Storey and layer inside it; the lower the greater."""
    module = model.__module__
    inner = {"apps": layers("apps"), "foundation": layers("foundation")}.get(module.split(".")[1], [])
    app = module.split(".")[2]
    return storey_of(module), next((number for number, names in enumerate(inner) if app in names), 0)


@pytest.mark.parametrize("model", [_named(model) for model in OURS])
def test_foreign_keys_point_only_downwards(model: type[models.Model]) -> None:
    for field in model._meta.get_fields():
        target = field.related_model
        if field.auto_created or not field.is_relation or not isinstance(target, type) or target is model:
            continue
        name = f"{model._meta.label}.{field.name}"
        if target.__module__.startswith("marshrut."):
            if name in UPWARDS:
                assert _place(target) < _place(model), f"{name} points down: take it out of UPWARDS"
            else:
                assert _place(target) >= _place(model), f"{name} points up at {target._meta.label}"


@pytest.mark.parametrize("model", [_named(model) for model in OURS])
def test_rows_of_an_operator_are_reached_through_a_viewer(model: type[models.Model]) -> None:
    names = {field.name for field in model._meta.get_fields()}
    if model._meta.label in OWNED_BY_NOBODY:
        assert "tenant" not in names
        return
    assert "tenant" in names, f"{model._meta.label} names no operator; say in OWNED_BY_NOBODY why, if that is meant"
    for manager in model._meta.managers:
        assert isinstance(manager, ScopedManager), f"{model._meta.label}.{manager.name} answers without a viewer"
    assert type(model._meta.base_manager) is models.Manager


@pytest.mark.parametrize("model", [_named(model) for model in OURS])
def test_a_model_says_what_its_row_means(model: type[models.Model]) -> None:
    doc = model.__doc__ or ""
    assert doc.strip(), model._meta.label
    assert not doc.startswith(f"{model.__name__}("), f"{model._meta.label}: that docstring is Django's own"
    assert len(doc.split()) >= 5


def test_the_plain_managers_are_used_by_the_tree_of_places_alone() -> None:
    found = []
    for path in modules(migrations=True):
        if (PACKAGE / "foundation" / "scope") in path.parents:
            continue
        found += [
            f"{path}: {word}" for word in ("_base_manager", "_default_manager", "._plain(") if word in text_of(path)
        ]
    assert not found


def _belongs_to_a_person(model: type[models.Model]) -> bool:
    account = apps.get_model("accounts.Account")
    fields = model._meta.concrete_fields
    return model is account or any(
        field.related_model is account or field.attname in OWNERS or _is_frozen_person(field) for field in fields
    )


def _is_frozen_person(field: models.Field[Any, Any]) -> bool:
    """A copy that nothing may change has the person's key and no relation."""
    return field.attname == "person" and isinstance(field, models.UUIDField)


def _telling(field: models.Field[Any, Any]) -> bool:
    silent = (models.UUIDField, models.BooleanField, models.IntegerField, models.AutoField)
    return not field.is_relation and not isinstance(field, silent)


def test_every_field_that_belongs_to_a_person_is_classified() -> None:
    wanted = {
        f"{model._meta.label}.{field.name}"
        for model in OURS
        if _belongs_to_a_person(model)
        for field in model._meta.concrete_fields
        if _telling(field)
    }
    said = set(classified())
    assert wanted - said == set(), "say in foundation/privacy/classes.py, or in the app's ready(), what these are"
    assert said - wanted == set(), "these are classified and are no field of a person"


def test_the_table_of_personal_fields_is_written_anew() -> None:
    """`MARSHRUT_UPDATE=1` writes it."""
    lines = [
        "# Поля, которые принадлежат человеку",
        "",
        "Написано тестом `tests/architecture/test_models.py` по `foundation/privacy/classes.py`.",
        "Обновить: `MARSHRUT_UPDATE=1 pytest tests/architecture`.",
        "",
        "| Поле | Класс |",
        "| --- | --- |",
    ]
    words = {FieldClass.PERSONAL: "персональное", FieldClass.SPECIAL: "специальное", FieldClass.TECHNICAL: "служебное"}
    lines += [f"| `{name}` | {words[found]} |" for name, found in sorted(classified().items())]
    text = "\n".join(lines) + "\n"
    if os.environ.get("MARSHRUT_UPDATE"):
        TABLE.write_text(text, encoding="utf-8")
    assert TABLE.read_text(encoding="utf-8") == text


def test_migrations_follow_the_models() -> None:
    with translation.override(None):  # as the command does: labels of fields are no schema
        ours = _changed()
    assert not ours, "python -m django makemigrations"


def _changed() -> set[str]:
    loader = MigrationLoader(None)
    assert not loader.detect_conflicts()
    found = MigrationAutodetector(
        loader.project_state(), ProjectState.from_apps(apps), NonInteractiveMigrationQuestioner(specified_apps=set())
    ).changes(graph=loader.graph)
    return {label for label in found if apps.get_app_config(label).name.startswith("marshrut.")}


def test_migrations_have_telling_names() -> None:
    for path in modules(migrations=True):
        if path.parent.name != "migrations" or path.name == "__init__.py":
            continue
        assert re.fullmatch(r"\d{4}_[a-z][a-z0-9]*(_[a-z0-9]+)*", path.stem), path.name
        assert not re.search(r"_(auto|initial|alter|remove|merge)(_|$)", path.stem), f"{path.name} tells nothing"


def test_the_numbers_of_migrations_run_without_gaps() -> None:
    for folder in PACKAGE.rglob("migrations"):
        numbers = sorted(int(path.name[:4]) for path in folder.glob("[0-9]*.py"))
        assert all(after - before == 1 for before, after in pairwise([0, *numbers])), folder
