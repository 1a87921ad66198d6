"""Which columns a list of each kind may have, in the order of our templates. Other headings of them: `aliases.py`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from marshrut.apps.registry.reading.aliases import OTHER_HEADINGS
from marshrut.apps.registry.reading.shapes import Field
from marshrut.apps.registry.types import ImportKind

__all__ = ["FIELDS"]

#: code (! — required) | title | kind of value | hint | example
_NAMES = """
family_name! | Фамилия | name | Полностью, в именительном падеже. | Иванова
given_name! | Имя | name | Полностью, не инициал. | Мария
patronymic | Отчество | name | Если есть. | Петровна
full_name | ФИО | full_name | Вместо трёх столбцов можно один: фамилия, имя, отчество через пробел. |
birth_date | Дата рождения | date | Число, месяц и год. По дате отличают однофамильцев. | 14.03.1984
snils | СНИЛС | snils | 11 цифр, с дефисами или без. Можно не указывать. |
code | Код работника | code | Номер человека в общей системе региона: по нему человека узнают при следующей загрузке. |
"""
_PLACE = """
organisation_code | Код организации | code | ОГРН, ИНН или код в вашей системе: надёжнее названия. |
personnel | Табельный номер | code | Номер внутри организации: в другой школе такой же номер — другой человек. |
municipality | Муниципальное образование | text | Округ или район: нужен, если названия организаций повторяются. |
"""
_STAFF = """
organisation! | Организация | text | Как в перечне организаций, полностью или кратко. | Школа № 5
post! | Должность | post | По номенклатуре. «Учитель математики» — должность «учитель», предмет «Математика». | учитель
subjects | Предметы | subjects | Через запятую. | Алгебра, Геометрия
job | Вид занятости | job | Основная, внутреннее или внешнее совместительство. Пусто — основная. | основная работа
load | Ставка | load | 1 — полная; половина — 0,5. | 1
hours | Часов в неделю | hours | Учебная нагрузка. | 18
since | Работает с | date | День, с которого человек на этой должности в этой организации. | 01.09.2015
until | Работает по | date | Последний рабочий день, если человек уже не работает. |
ended_why | Почему не работает | ended_why | Уволен, переведён. |
teaching_since | Педагогический стаж с | experience | Дата начала или число полных лет. | 01.09.2006
category | Категория | category | Из списка; нет категории — «нет». | высшая квалификационная категория
category_since | Категория присвоена | date | Дата приказа об установлении. | 25.12.2023
leave | Отпуск | leave | По уходу за ребёнком, длительный, другой. Ежегодный не нужен. |
leave_from | Отпуск с | date |  |
leave_until | Отпуск по | date | Последний день отпуска. |
"""
_ORGANISATIONS = """
name! | Наименование | text | По уставу. | Муниципальное бюджетное общеобразовательное учреждение «Школа № 5»
short | Краткое наименование | text | Как говорят и пишут в списках. | Школа № 5
kind! | Вид организации | organisation_kind | Из списка. | школа
municipality! | Муниципальное образование | text | Официальное название округа или района. |
settlement | Населённый пункт | text |  | г. Рославль
rural | Сельская | yes_no | Да или нет. | нет
ogrn | ОГРН | ogrn | 13 цифр. |
inn | ИНН | inn | 10 цифр. |
code | Код организации | code | Номер в вашей системе. |
address | Адрес | text |  |
phone | Телефон | text |  |
email | Электронная почта | email |  |
since | Работает с | date |  |
until | Работает по | date | Последний день, если организация закрыта. |
statuses | Статусы | statuses | ШНОР, ШНСУ и другие, через запятую: за год, на который составлен список. |
part_of | Входит в организацию | text | Для филиалов и подразделений. |
"""
_ROLES = """
organisation | Организация | text | Место, где человек исполняет роль. | Школа № 5
role! | Роль | role | Роль даёт приказ; должность и категория роли не дают. | наставник
direction | Направление | text | Предмет или направление, если роль — по нему. | Математика
order_number | Номер приказа | text | Без знака №. | 15-од
order_date | Дата приказа | date |  | 10.09.2025
since | Действует с | date | Пусто — с даты приказа. | 10.09.2025
until | Действует по | date | Последний день; пусто — бессрочно. |
"""


def _fields(kind: ImportKind, table: str) -> tuple[Field, ...]:
    made = []
    for line in filter(None, table.splitlines()):
        code, title, how, hint, example = (part.strip() for part in (line + " | | ").split("|")[:5])
        plain = code.rstrip("!")
        aliases = OTHER_HEADINGS.get(f"{kind.value}:{plain}", OTHER_HEADINGS.get(plain, ""))
        also = tuple(one for one in aliases.split("; ") if one)
        made.append(Field(plain, title, code.endswith("!"), how, also, hint, example))
    return tuple(made)


#: Fields of each kind of list, in the order of our templates.
FIELDS: Mapping[ImportKind, tuple[Field, ...]] = MappingProxyType(
    {
        ImportKind.STAFF: _fields(ImportKind.STAFF, _NAMES + _PLACE + _STAFF),
        ImportKind.ORGANISATIONS: _fields(ImportKind.ORGANISATIONS, _ORGANISATIONS),
        ImportKind.ROLES: _fields(ImportKind.ROLES, _NAMES + _PLACE + _ROLES),
    }
)
