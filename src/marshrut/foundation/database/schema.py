"""What the code expects of the database, asked of Django: migrations, which tables may only grow. Imports Django.

A model says it itself: `append_only = True` (rows are only added), `erasable_by_privacy = True` (the privacy role may
overwrite values in it).
"""

from __future__ import annotations

import os

from marshrut.foundation.database import roles, urls
from marshrut.foundation.database.home import home_folder

__all__ = [
    "append_only_tables",
    "count_again",
    "grant_all",
    "known_migrations",
    "migrate",
    "pending_migrations",
    "privacy_tables",
    "set_up",
]


def set_up() -> None:
    """Load Django with our settings, once."""
    import django
    from django.apps import apps

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marshrut.config.settings")
    if not apps.ready:
        django.setup()


def append_only_tables() -> list[str]:
    """Tables to which the application may only add."""
    return _tables("append_only")


def privacy_tables() -> list[str]:
    """Tables in which the privacy role may overwrite values."""
    return _tables("erasable_by_privacy")


def _tables(mark: str) -> list[str]:
    from django.apps import apps

    described = [model._meta for model in apps.get_models(include_auto_created=True) if getattr(model, mark, False)]
    return sorted({options.db_table for options in described if options.managed})


def known_migrations() -> set[tuple[str, str]]:
    """Every migration that this version of the code brings."""
    from django.db.migrations.loader import MigrationLoader

    return set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {})


def pending_migrations(alias: str = "default") -> list[str]:
    """Migrations that the code brings and the database has not seen."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections[alias])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def migrate(alias: str = "owner") -> list[str]:
    """Apply what is pending, as the owner; returns what was applied."""
    from django.core.management import call_command

    pending = pending_migrations(alias)
    if pending:
        call_command("migrate", database=alias, interactive=False, verbosity=0)
    return pending


def grant_all(alias: str = "owner") -> None:
    """Give every table its rights, by what the models say."""
    from django.db import connections

    found = urls.addresses(os.environ, home_folder(os.environ))
    names = roles.Names(*(found.name_of(role) for role in ("owner", "default", "privacy")))
    if names.owner != names.app:  # one role for everything on a foreign server: doctor says what is wrong with that
        roles.grant(connections[alias], append_only_tables(), privacy_tables(), names=names)


def count_again(alias: str = "owner") -> None:
    """Fresh statistics after very many rows: pages are quick at once, not after autovacuum has come by in a minute.

    The application's own role may not: the statistics are the owner's.
    """
    from django.db import connections

    with connections[alias].cursor() as cursor:
        cursor.execute("ANALYZE")
