"""Checks that ask the database, as the application's own role: what it may do is part of what is checked."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import psycopg

from marshrut.foundation.database import roles, schema
from marshrut.foundation.database.checks import Check, Place, bad, ok, warn

__all__ = ["DATABASE_CHECKS", "Session"]

Session = psycopg.Connection[Any]
ROLES_CURE = "marshrut prepare --parts schema; на своём сервере: marshrut database roles --print"
CLOCK_SECONDS = 5
BEAT_SECONDS = 60
QUEUE_MINUTES = 15
JOBS = """
SELECT count(*) FILTER (WHERE j.status = 'failed'),
  count(*) FILTER (WHERE j.status = 'doing' AND (w.id IS NULL OR w.last_heartbeat < now() - interval '2 minutes')),
  count(*) FILTER (WHERE j.status = 'todo' AND coalesce(j.scheduled_at < now() - make_interval(mins => %s), true)
    AND (SELECT max(at) FROM procrastinate_events e WHERE e.job_id = j.id) < now() - make_interval(mins => %s))
FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
WHERE j.status IN ('failed', 'doing', 'todo')
"""


def _one(session: Session, query: str, *values: object) -> tuple[Any, ...]:
    row: tuple[Any, ...] | None = session.execute(query, values).fetchone()
    return row if row is not None else ()


def powers(session: Session, place: Place) -> Check:  # noqa: ARG001 - every check is asked alike
    """The application must not be able to change the schema or what was written into the audit."""
    wrong = []
    facts = _one(
        session,
        "SELECT rolsuper, rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication,"
        " has_schema_privilege('public', 'CREATE'), has_database_privilege(current_database(), 'CREATE'),"
        " EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        "  AND (pg_has_role(relowner, 'MEMBER') OR has_table_privilege(oid, 'TRUNCATE, TRIGGER')))"
        " FROM pg_roles WHERE rolname = current_user",
    )
    words = ("это суперпользователь", "может менять роли и базы", "может создавать таблицы", "может создавать схемы",
             "владеет таблицами или может их очищать")  # fmt: skip
    wrong += [word for word, fact in zip(words, facts, strict=True) if fact]
    schema.set_up()
    for table in schema.append_only_tables():
        found = _one(
            session,
            "SELECT has_table_privilege(c, 'DELETE') OR has_any_column_privilege(c, 'UPDATE')"
            " FROM to_regclass(format('public.%%I', %s::text)) c WHERE c IS NOT NULL",
            table,
        )
        if found and found[0]:
            wrong.append(f"может переписать {table}")
    user = session.info.user
    return bad(f"роль {user}: {', '.join(wrong)}", ROLES_CURE) if wrong else ok(f"роль {user}: только данные")


def extensions(session: Session, place: Place) -> Check:  # noqa: ARG001
    """Trees, search and periods rest on these."""
    found = {row[0] for row in session.execute("SELECT extname FROM pg_extension").fetchall()}
    absent = [extension for extension in roles.EXTENSIONS if extension not in found]
    return bad(f"нет: {', '.join(absent)}", ROLES_CURE) if absent else ok(", ".join(roles.EXTENSIONS))


def migrations(session: Session, place: Place) -> Check:  # noqa: ARG001
    """Does the database have the shape that the code expects?"""
    from django.db.migrations.exceptions import InconsistentMigrationHistory, NodeNotFoundError

    schema.set_up()
    try:
        pending = schema.pending_migrations()
    except (InconsistentMigrationHistory, NodeNotFoundError) as error:
        return bad(f"история миграций не сходится: {error}", "восстановите копию: marshrut restore ФАЙЛ --replace")
    if pending:
        return bad(f"не применены: {', '.join(pending[:3])}, всего {len(pending)}", "marshrut prepare")
    return ok("применены все")


def clocks(session: Session, place: Place) -> Check:  # noqa: ARG001
    """A server with another time writes terms that have not come."""
    apart = abs((_one(session, "SELECT clock_timestamp()")[0] - datetime.now(UTC)).total_seconds())
    if apart > CLOCK_SECONDS:
        return warn(f"расходятся с часами приложения на {apart:.0f} с", "timedatectl set-ntp true на обеих машинах")
    return ok("идут вместе с часами приложения")


def worker(session: Session, place: Place) -> Check:  # noqa: ARG001
    """Does anybody do the jobs?"""
    if not _one(session, "SELECT to_regclass('public.procrastinate_workers') IS NOT NULL")[0]:
        return bad("таблиц очереди нет", "marshrut prepare")
    beat = _one(session, "SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers")[0]
    if beat is None or beat > BEAT_SECONDS:
        words = "никто не работает" if beat is None else f"молчит {float(beat) / 60:.0f} мин"
        return bad(words, "marshrut up (или служба: python -m django procrastinate worker)")
    return ok(f"отзывалась {float(beat):.0f} с назад")


def jobs(session: Session, place: Place) -> Check:  # noqa: ARG001
    """Jobs that failed, stand still or wait too long."""
    if not _one(session, "SELECT to_regclass('public.procrastinate_jobs') IS NOT NULL")[0]:
        return bad("таблиц очереди нет", "marshrut prepare")
    failed, stalled, late = _one(session, JOBS, QUEUE_MINUTES, QUEUE_MINUTES)
    wrong = [
        f"{word}: {count}"
        for word, count in (("с ошибкой", failed), ("зависли", stalled), ("ждут давно", late))
        if count
    ]
    cure = "страница «Задания» администратора: повторить или отменить"
    return warn(", ".join(wrong), cure) if wrong else ok("ошибок и зависших нет")


DATABASE_CHECKS = {
    "Права приложения": powers,
    "Расширения": extensions,
    "Миграции": migrations,
    "Часы сервера базы": clocks,
    "Очередь заданий": worker,
    "Задания": jobs,
}
