"""The audit in words: whose deed, what, by which rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from marshrut.foundation.accounts.models import Account
from marshrut.foundation.audit.queries import list_entries
from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import Viewer

__all__ = ["AREAS", "WORDS", "dress", "entries"]

AREAS = (
    ("accounts.", "о доступах"),
    ("scope.", "о местах и ролях"),
    ("privacy.", "о персональных данных"),
    ("regulation.", "о положении"),
    ("registry.", "о людях и организациях"),
    ("diagnostics.", "о диагностике"),
    ("competencies.", "о компетенциях и результатах"),
    ("api.", "о других системах"),
    ("files.", "о файлах"),
    ("jobs.", "о заданиях"),
)
WORDS = {
    "accounts.activated": "вошёл впервые или по новому коду",
    "accounts.added": "добавлен человек",
    "accounts.closed": "доступ закрыт",
    "accounts.code-burnt": "код остановлен после многих неверных попыток",
    "accounts.password-changed": "сменён пароль",
    "accounts.second-factor-dropped": "снят второй фактор",
    "accounts.second-factor-set": "подключён второй фактор",
    "accounts.signed-in": "вход",
    "accounts.slip-issued": "выдан листок с кодом",
    "accounts.key-made": "сделан ключ для другой системы",
    "accounts.key-ended": "закрыт ключ другой системы",
    "diagnostics.instrument-recorded": "загружен инструмент диагностики",
    "diagnostics.instrument-in-use": "инструмент введён в использование",
    "diagnostics.instrument-retired": "инструмент больше не предлагается",
    "diagnostics.draft-dropped": "убран черновик инструмента",
    "diagnostics.results-sent": "прислан файл с результатами",
    "diagnostics.results-rechecked": "файл с результатами проверен ещё раз",
    "diagnostics.results-dropped": "файл с результатами отменён до применения",
    "diagnostics.results-line-answered": "названо, чей результат или какой верен",
    "diagnostics.results-apply-asked": "начата запись результатов",
    "diagnostics.results-undo-asked": "начата отмена результатов",
    "diagnostics.results-checked": "файл с результатами проверен",
    "diagnostics.results-applied": "записаны результаты диагностики",
    "diagnostics.results-undone": "отменены результаты диагностики",
    "diagnostics.keys-sent": "загружен файл ключей участников",
    "diagnostics.test-begun": "начат тест",
    "diagnostics.test-handed-in": "сдан тест",
    "diagnostics.test-over": "время теста вышло",
    "diagnostics.text-marked": "проверен развёрнутый ответ",
    "diagnostics.attempt-annulled": "попытка аннулирована",
    "diagnostics.campaign-planned": "записана диагностика",
    "diagnostics.campaign-announced": "диагностика объявлена",
    "diagnostics.campaign-widened": "приглашены новые люди",
    "diagnostics.campaign-opened": "диагностика открыта снова",
    "diagnostics.campaign-closed": "диагностика завершена",
    "diagnostics.campaign-cancelled": "диагностика отменена",
    "diagnostics.reminded": "напомнили о диагностике",
    "diagnostics.participant-excused": "человека не ждут на диагностике",
    "diagnostics.participant-asked-again": "человека снова ждут на диагностике",
    "diagnostics.paper-typed-in": "внесены ответы с бумаги",
    "diagnostics.past-recorded": "заведены выдуманные диагностики",
    "api.people-read": "другая система прочла список людей",
    "api.employments-read": "другая система прочла список работ",
    "api.changes-read": "другая система прочла изменения",
    "audit.person-erased": "стёрты значения персональных полей в журнале",
    "competencies.accompaniment-ended": "прекращено закрепление",
    "competencies.accompaniment-given": "человек закреплён за сопровождающим",
    "competencies.appeal-answered": "дан ответ тому, кто не согласен с результатом",
    "competencies.appealed": "человек не согласен с результатом",
    "competencies.care-recorded": "заведены выдуманные закрепления",
    "competencies.evidence-recorded": "записаны результаты по компетенциям",
    "competencies.evidence-withdrawn": "отозваны результаты",
    "competencies.exported": "выгружена сводка по компетенциям",
    "competencies.figures-made": "собрана сводка по группам",
    "competencies.judged-again": "результаты пересмотрены",
    "competencies.opened-by-command": "результаты человека открыты с сервера",
    "competencies.share-recalled": "человек закрыл свои результаты коллеге",
    "competencies.thresholds-followed": "результаты пересмотрены по новым порогам",
    "competencies.shared": "человек открыл свои результаты коллеге",
    "files.kept": "сохранён файл",
    "jobs.started": "начато задание",
    "jobs.stop-asked": "задание остановлено",
    "privacy.answered": "показано уведомление или получен ответ о согласии",
    "privacy.purpose-changed": "изменён текст основания",
    "privacy.recalled": "отозвано согласие",
    "regulation.declaration-revoked": "отозвано заявление о неисполнении пункта",
    "regulation.declared-not-executed": "заявлено о неисполнении пункта",
    "regulation.order-made": "заведено положение",
    "regulation.printed-chosen": "выбрано, какой реквизит печатать",
    "regulation.proof-attached": "приложено подтверждение к пункту",
    "regulation.proof-withdrawn": "снято подтверждение",
    "regulation.responsibility-ended": "человек больше не отвечает за пункт",
    "regulation.responsible-appointed": "назначен ответственный за пункт",
    "regulation.revision-loaded": "загружено прочтение положения",
    "regulation.version-opened": "открыта редакция положения",
    "registry.demonstration-made": "заведены демонстрационные данные",
    "registry.absences-answered": "названы причины, почему кого-то нет в списке",
    "registry.layout-taught": "объяснены столбцы чужого файла",
    "registry.line-answered": "дан ответ, кто это в строке списка",
    "registry.demonstration-sent": "записаны присланные списки выдуманного региона",
    "registry.lines-answered": "дан один ответ, кто это в нескольких строках списка",
    "registry.answers-withdrawn": "взят назад общий ответ на строки списка",
    "registry.list-applied": "список применён",
    "registry.list-apply-asked": "начато применение списка",
    "registry.list-checked": "список проверен",
    "registry.list-dropped": "список отклонён до применения",
    "registry.list-narrowed": "список признан дополнением",
    "registry.list-rechecked": "список отправлен на новую проверку",
    "registry.list-reminded": "напомнили о списке работников",
    "registry.list-sent": "прислан список",
    "registry.list-undo-asked": "начата отмена списка",
    "registry.list-undone": "список отменён",
    "registry.access-joined": "вход и запись в списке связаны",
    "registry.access-parted": "вход и запись в списке разделены",
    "registry.category-added": "записана квалификационная категория",
    "registry.correction-answered": "дан ответ на просьбу исправить сведения",
    "registry.correction-asked": "человек попросил исправить сведения о себе",
    "registry.details-corrected": "исправлены имя или даты человека",
    "registry.exported": "выгружен список",
    "registry.file-asked": "начата выгрузка большого списка",
    "registry.file-taken": "скачан собранный файл со списком",
    "registry.fact-ended": "закончена запись о человеке",
    "registry.fact-withdrawn": "запись о человеке признана ошибкой",
    "registry.hired": "записана работа человека",
    "registry.leave-added": "записан отпуск",
    "registry.member-added": "человек включён в управленческую команду",
    "registry.name-changed": "сменилось имя человека",
    "registry.person-added": "человек внесён в список",
    "registry.place-added": "внесена организация",
    "registry.place-changed": "изменены сведения об организации",
    "registry.place-closed": "организация закрыта",
    "registry.place-fact-added": "дополнена карточка организации",
    "registry.place-fact-ended": "закончена запись об организации",
    "registry.place-moved": "организация перенесена под другое место",
    "registry.place-succeeded": "организация передана преемнику",
    "registry.succession-undone": "передача преемнику отменена",
    "registry.role-given": "записана роль по положению",
    "registry.work-corrected": "исправлена запись о работе",
    "registry.work-ended": "работа человека закончена",
    "registry.work-withdrawn": "запись о работе признана ошибкой",
    "registry.merged": "две записи о человеке объединены",
    "registry.unmerged": "записи о человеке разъединены",
    "registry.told-apart": "сказано, что похожие записи — о разных людях",
    "registry.claim-settled": "решено, чей это работник",
    "scope.node-added": "добавлено место",
    "scope.node-moved": "место перенесено",
    "scope.role-ended": "роль закончена",
    "scope.role-given": "дана роль",
    "scope.tenant-made": "заведён оператор данных",
}


def entries(viewer: Viewer, asked: Mapping[str, Any]) -> Any:
    """The audit narrowed by area and days (both included)."""
    until = asked.get("until")
    return list_entries(
        viewer,
        action=asked.get("area") or "",
        since=asked.get("since"),
        until=until + timedelta(days=1) if until else None,
    )


def dress(viewer: Viewer, rows: Iterable[Any]) -> None:
    """Names beside ids: one query for a page."""
    rows = list(rows)
    ids = {row.actor_id for row in rows} | {row.person_id for row in rows}
    names = {account.pk: account.full_name for account in Account.objects.of(viewer).filter(pk__in=ids - {None})}
    for row in rows:
        row.words = WORDS.get(row.action, row.action)
        row.actor = names.get(row.actor_id, "") or (f"система: {row.purpose}" if row.purpose else "—")
        row.person = names.get(row.person_id, "")
        row.role_title = Role(row.actor_role).title if row.actor_role else ""
