"""The closed lists of the schema: the code word of the data and the Russian word of the screen."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = [
    "AGREEMENT_FORMS",
    "BREAKDOWNS",
    "CAPABILITIES",
    "CLAUSE_KINDS",
    "COMPARISONS",
    "DESCRIBED",
    "EVENTS",
    "INDICATOR_KINDS",
    "INDICATOR_UNITS",
    "KEEPER_BASES",
    "LEVELS",
    "PERIODS",
    "POPULATIONS",
    "PRECISIONS",
    "PREVIOUS",
    "PRINTED_PLACES",
    "REGISTER_KINDS",
    "RELATION_KINDS",
    "RESULT_UNITS",
    "ROLE_TYPES",
    "ROOMS",
    "SUBJECT_TYPES",
    "TRENDS",
    "UNITS_OF_TIME",
    "WEEKDAYS",
]


def _words(**words: str) -> Mapping[str, str]:
    return MappingProxyType(words)


LEVELS = _words(
    federal="федеральный", regional="региональный", municipal="муниципальный", institutional="институциональный"
)
DESCRIBED = _words(full="описан", mentioned="упомянут", absent="не описан")
SUBJECT_TYPES = _words(
    federal_ministry="федеральное министерство",
    federal_operator="федеральный оператор",
    federal_body="федеральный орган или учреждение",
    regional_authority="региональный орган управления образованием",
    municipal_authority="муниципальный орган управления образованием",
    authority_unit="подразделение органа управления",
    local_administration="местная администрация",
    cnppm="центр непрерывного повышения профессионального мастерства",
    dpo_institute="институт развития образования",
    dpo_organisation="организация ДПО",
    assessment_centre="центр оценки",
    university="вуз",
    college="колледж",
    research_centre="научно-методический центр",
    regional_operator="региональный оператор",
    regional_methodical_service="региональная методическая служба",
    municipal_methodical_service="муниципальная методическая служба",
    school_methodical_service="методическая служба организации",
    methodical_council="методический совет",
    methodical_association="методическое объединение",
    umo="учебно-методическое объединение",
    community="профессиональное сообщество",
    methodologist_pool="методический актив",
    council="совет",
    innovation_site="инновационная площадка",
    internship_site="стажировочная площадка",
    infrastructure_site="объект инфраструктуры",
    education_centre="образовательный центр",
    support_institution="учреждение поддержки",
    school="образовательная организация",
    pair="пара педагогов",
)
ROLE_TYPES = _words(
    teacher="педагог",
    manager="управленческие кадры",
    head="руководитель",
    deputy_head="заместитель руководителя",
    management_team="управленческая команда",
    young_teacher="молодой педагог",
    tutor="тьютор",
    mentor="наставник",
    programme_curator="куратор программы",
    team_mentor="ментор команды",
    expert="эксперт",
    supervisor="супервизор",
    methodologist="региональный методист",
    municipal_methodologist="муниципальный методист",
    methodologist_pool="методический актив",
    scientific_supervisor="научный руководитель",
    responsible_person="ответственное лицо",
    order_controller="контролирует исполнение приказа",
    operator="оператор",
    track_member="участник трека",
    project_team_member="участник проектной команды",
    graduate="выпускник",
    other="другая роль",
)
RELATION_KINDS = _words(
    coordinates="координирует",
    interacts_with="взаимодействует с",
    works_with="работает с",
    supports="поддерживает",
    advises="консультирует",
    trains="обучает",
    monitors="ведёт мониторинг",
    analyses="анализирует",
    reviews="проводит экспертизу",
    takes_part="участвует",
    provides="обеспечивает",
    supplies_to="передаёт сведения",
    reports_to="отчитывается перед",
    notifies="уведомляет",
    created_by="создаётся",
    agrees_with="согласует с",
    equal_partners="равные партнёры",
    hands_deficits_to="передаёт выявленные дефициты",
    leads_mentoring_in="ведёт наставничество в",
    approves_indicators_of="утверждает показатели",
    submits_passport_to="представляет паспорт",
    sends_research_request_to="направляет запрос на исследование",
    agrees_head_of_cnppm_with="согласует руководителя центра с",
)
CLAUSE_KINDS = _words(
    function="функция",
    task="задача",
    mechanism="механизм",
    channel="канал",
    indicator="показатель",
    method="метод",
    register="реестр",
    measure="мера",
    concept="понятие",
    principle="принцип",
    duty="обязанность",
)
CAPABILITIES = _words(
    organisations="организации и связи",
    people="работники",
    roles="роли и ответственные",
    competencies="компетенции",
    diagnostics="диагностика",
    routes="маршруты",
    programmes="программы ДПО",
    learning="обучение",
    events="мероприятия",
    contests="конкурсы",
    communities="сообщества",
    mentoring="наставничество",
    practices="практики",
    sites="площадки",
    materials="материалы",
    research="исследования",
    wellbeing="профилактика выгорания",
    schools="школы",
    roadmap="дорожная карта",
    indicators="показатели",
    passport="паспорт",
    documents="документы",
    integration="обмен данными",
    access="доступ",
    planning="планы и поручения",
    finance="ресурсы",
    news="публикации",
)
COMPARISONS = _words(at_least="не менее", at_most="не более", exactly="ровно", rising="рост", falling="снижение")
TRENDS = _words(rising="рост", falling="снижение")
PREVIOUS = _words(
    previous_year="к прошлому году", previous_period="к прошлому периоду", previous_measurement="к прошлому замеру"
)
BREAKDOWNS = _words(
    region="регион",
    municipality="муниципальное образование",
    organisation="организация",
    community="сообщество",
    methodologist="методист",
)
POPULATIONS = _words(
    teaching="педагогические работники",
    management="управленческие кадры",
    teaching_and_management="педагогические работники и управленческие кадры",
    young_teachers="молодые педагоги",
    school_teaching="педагогические работники школ",
    non_school_teaching="педагогические работники вне школ",
    management_teams="управленческие команды",
    organisations="организации",
    schools="школы",
    programmes="программы",
    methodologists="методисты",
    events="мероприятия",
    learners="слушатели",
    graduates="выпускники",
    other="другое",
)
EVENTS = _words(
    diagnosed="прошли диагностику",
    route_created="разработан маршрут",
    upskilled_federal_register="повысили квалификацию по программам федерального реестра",
    upskilled_in_centre="повысили квалификацию в центре",
    upskilled="повысили квалификацию",
    retrained="прошли переподготовку",
    supported="получили сопровождение",
    mentoring_programme="участвуют в программе наставничества",
    mentor="являются наставниками",
    methodologist_pool="входят в методический актив",
    in_federal_register="включены в федеральный реестр",
    burnout_prevention="профилактика выгорания",
    internship_site="стажировочная площадка",
    contest_participation="участвовали в конкурсе",
    held="проведено",
    agreement_signed="заключено соглашение",
    document_approved="утверждён документ",
    other="другое",
)
INDICATOR_KINDS = _words(effectiveness="показатель приказа", roadmap="из меры дорожной карты", duty="из обязанности")
INDICATOR_UNITS = _words(
    percent="%",
    count="единиц",
    people="человек",
    teams="команд",
    yes_no="да/нет",
    trend="динамика",
    count_per_week="в неделю",
    count_per_community="на сообщество",
    people_per_methodist="человек на методиста",
)
RESULT_UNITS = _words(
    percent="%",
    count="единиц",
    people="человек",
    teams="команд",
    yes_no="да/нет",
    trend="динамика",
    hours="часов",
    documents="документов",
    agreements="соглашений",
    count_per_community="на сообщество",
)
PERIODS = _words(
    year="год",
    quarter="квартал",
    week="неделя",
    until_date="к сроку",
    at_date="на дату",
    by_request="по запросу",
    once="однократно",
)
PRECISIONS = _words(day="день", month="месяц", quarter="квартал", year="год")
UNITS_OF_TIME = _words(year="ежегодно", quarter="ежеквартально", month="ежемесячно", week="еженедельно")
WEEKDAYS = _words(monday="понедельник", tuesday="вторник", wednesday="среда", thursday="четверг", friday="пятница")
REGISTER_KINDS = _words(
    register="реестр",
    database="база данных",
    bank="банк",
    catalogue="каталог",
    list="список",
    plan="план",
    document="документ",
    document_set="комплект документов",
    order="приказ",
    agreement="соглашение",
    report="отчёт",
    passport="паспорт",
    request="запрос",
    regional_order="региональный заказ",
    system="система",
    dataset="набор данных",
)
KEEPER_BASES = _words(stated="назван в приказе", inferred="вывод по смыслу", not_stated="не назван")
AGREEMENT_FORMS = _words(two_party="двустороннее", three_party="трёхстороннее")
PRINTED_PLACES = _words(
    order_head="шапка приказа", annex_1="приложение № 1", annex_2="приложение № 2", annex_stamp="гриф приложения"
)
#: The rooms of the house that own functions.
ROOMS = frozenset(
    {
        "regulation",
        "registry",
        "competencies",
        "diagnostics",
        "programmes",
        "events",
        "communities",
        "practices",
        "routes",
        "support",
        "roadmap",
        "monitoring",
        "reports",
        "interop",
        "foundation",
        "desks",
    }
)
