"""Every address with what it answers to whom. The table is the promise; `test_matrix.py` keeps it.

Columns: name of the address, method, what the address names (or `-`), what is sent (or `-`), then what is answered to
nobody and to T teacher, S school, M municipal methodologist, R regional methodologist, C centre, G governing body,
A administrator; last the right that the page is about (or `-`). A row starts anew: nothing of the row before is left.

200 the page · 302 done, or led elsewhere · 401 the session is over · 403 not for this role · 404 not there for you ·
422 a rule said no, on the page with the form.
"""

from __future__ import annotations

from dataclasses import dataclass

from integration.access.matrix_bank import BANK
from integration.access.matrix_care import CARE, CARE_SENT
from integration.access.matrix_drafts import DRAFTS, DRAFTS_SENT
from integration.access.matrix_figures import MONITORING, MONITORING_SENT
from integration.access.matrix_monitoring import PAPERS, PAPERS_SENT
from integration.access.matrix_programmes import PROGRAMMES, SENT_TO_PROGRAMMES
from integration.access.matrix_routes import ROUTES, ROUTES_SENT
from integration.access.matrix_scales import SCALES, SCALES_SENT
from marshrut.foundation.scope.types import Right, Role

__all__ = ["ROLES", "SENT", "TABLE", "Row", "rows"]

ROLES = (
    Role.TEACHER,
    Role.SCHOOL,
    Role.MUNICIPAL_METHODOLOGIST,
    Role.REGIONAL_METHODOLOGIST,
    Role.CENTRE,
    Role.GOVERNING_BODY,
    Role.ADMINISTRATOR,
)

#: What forms send: field → word of the scene (`@word`) or the value itself.
SENT = {
    "-": {},
    "everybody": {"everybody": "1"},
    "person": {"person": "@account"},
    "list": {"names": "Осинина Майя", "role": "teacher", "node": "@school"},
    "reason": {"reason": "перевод"},
    "role": {"role": "centre", "node": "@district", "since": "@today"},
    "paper": {"purpose": "@consent", "given_on": "@yesterday"},
    "wording": {"title": "Результаты", "text": "Новый текст", "reference": ""},
    "place": {"name": "Дальний округ", "kind": "municipality", "parent": "@district", "since": "@today"},
    "theme": {"theme": "dark"},
    "appoint": {"person": "@spare", "order_number": "7-к", "order_date": "@today", "since": "@today"},
    "proof": {"title": "Протокол", "dated": "@today"},
    "newcomer": {
        "family_name": "Ольхина",
        "given_name": "Ия",
        "node": "@school",
        "post": "учитель",
        "job": "main",
        "since": "@today",
    },
    "somebody": {"person": "@person"},
    "access": {"account": "@account"},
    "category": {"code": "first", "awarded_on": "@yesterday"},
    "ended": {"last": "@today", "why": "dismissed"},
    "newschool": {"name": "Школа № 9", "kind": "school", "parent": "@district", "since": "@today"},
    "condition": {"kind": "growth_point", "since": "@today"},
    "status": {"code": "risk", "year": "2020"},
    "granted": {"granted": "yes"},
    "wish": {"what": "name", "text": "Ё, а не Е"},
    "printed": {"what": "number", "value": "18"},
    "key": {"name": "сайт", "until": "@tomorrow"},
    "new": {"answer": "new"},
    "together": {"answer": "new", "line": "@line"},
    "why": {"everybody": "1", "reason": "dismissed"},
    "sure": {"sure": "1", "skip_wrong": "1"},
    "pair": {"kept": "@person", "gone": "@twin"},
    "disagree": {"text": "Интернет пропадал"},
    "reply": {"words": "Пройдите ещё раз"},
    "colleague": {"search": "Соснин", "account": "@colleague", "until": "@tomorrow"},
    "care": {
        "who": "Ясенева",
        "whom": "Соснин",
        "person": "@person",
        "companion": "@companion",
        "order_number": "12-к",
        "order_date": "@today",
        "since": "@today",
    },
    "rule": {
        "roles": "municipal_methodologist",
        "deed": "look",
        "order_number": "14-к",
        "order_date": "@today",
        "since": "@today",
    },
    "over": {"last": "@today", "why": "перевод"},
    "outside": {"way": "outside", "since": "@today"},
    "answer": {"item": "@item", "press": "@press", "kind": "single", "value": "a"},
    "diagnostic": {
        "title": "Проба",
        "purpose": "Зачем",
        "version": "@version",
        "stage": "entry",
        "opens_on": "@today",
        "closes_on": "@tomorrow",
        "place": "@school_text",
        "sure": "1",
    },
    "place_of": {"node": "@school_text"},
    "reason_why": {"reason": "командировка"},
    "skipped": {"answer": "skip"},
    **SENT_TO_PROGRAMMES,
    **ROUTES_SENT,
    **CARE_SENT,
    **DRAFTS_SENT,
    **SCALES_SENT,
    **MONITORING_SENT,
    **PAPERS_SENT,
}

TABLE = """
home                            GET  -                    -          302  302 302 302 302 302 302 302  -
accounts:sign-in                GET  -                    -          200  302 302 302 302 302 302 302  -
accounts:sign-in                POST -                    -          200  302 302 302 302 302 302 302  -
accounts:second-factor          GET  -                    -          302  302 302 302 302 302 302 302  -
accounts:sign-out               POST -                    -          401  302 302 302 302 302 302 302  -
accounts:activate               GET  -                    -          200  200 200 200 200 200 200 200  -
accounts:activate               GET  login                -          200  200 200 200 200 200 200 200  -
accounts:choose-role            GET  -                    -          302  200 200 200 200 200 200 200  -
accounts:choose-role            POST -                    -          401  302 302 302 302 302 302 302  -
accounts:password               GET  -                    -          302  200 200 200 200 200 200 200  -
accounts:second-factor-setup    GET  -                    -          302  200 200 200 200 200 200 200  -
accounts:people                 GET  -                    -          302  403 200 403 403 403 403 200  list
accounts:add-people             GET  -                    -          302  403 200 403 403 403 403 200  list
accounts:add-people             POST -                    list       401  403 200 403 403 403 403 200  list
accounts:slips                  POST -                    everybody  401  403 302 403 403 403 403 302  list
accounts:slips                  POST -                    person     401  403 200 403 403 403 403 200  list
accounts:close                  GET  account              -          302  403 200 403 403 403 403 200  list
accounts:close                  POST account              reason     401  403 302 403 403 403 403 302  list
accounts:give-role              GET  account              -          302  403 403 403 403 403 403 200  list
accounts:give-role              POST account              role       401  403 403 403 403 403 403 302  list
accounts:end-role               GET  account,assignment   -          302  403 200 403 403 403 403 200  list
accounts:end-role               POST account,assignment   reason     401  403 302 403 403 403 403 302  list
accounts:drop-factor            POST account              -          401  403 403 403 403 403 403 302  list
privacy:notice                  GET  -                    -          302  302 302 302 302 302 302 302  -
privacy:notice                  POST -                    -          401  302 302 302 302 302 302 302  -
privacy:mine                    GET  -                    -          302  200 200 200 200 200 200 200  -
privacy:card                    GET  account              -          302  403 200 403 403 403 403 200  list
privacy:paper                   GET  account              -          302  403 200 403 403 403 403 200  list
privacy:paper                   POST account              paper      401  403 302 403 403 403 403 302  list
privacy:recall                  POST me,consent           -          401  302 302 403 403 403 403 302  -
privacy:purposes                GET  -                    -          302  403 403 403 403 403 403 200  -
privacy:change-purpose          GET  consent              -          302  403 403 403 403 403 403 200  -
privacy:change-purpose          POST consent              wording    401  403 403 403 403 403 403 302  -
ui:living                       GET  -                    -          200  200 200 200 200 200 200 200  -
ui:pick                         GET  places               -          302  200 200 200 200 200 200 200  -
ui:theme                        POST -                    theme      302  302 302 302 302 302 302 302  -
files:download                  GET  file                 -          302  200 200 404 404 404 404 200  -
jobs:jobs                       GET  -                    -          302  200 200 200 200 200 200 200  -
jobs:job                        GET  job                  -          302  404 200 404 404 404 404 200  -
jobs:stop                       POST running              -          401  404 302 404 404 404 404 302  -
jobs:retry                      POST job                  -          401  404 302 404 404 404 404 302  -
governing:front                 GET  -                    -          302  200 200 200 200 200 200 200  -
governing:report                GET  docx                 -          302  200 200 200 200 200 200 200  -
governing:report                GET  xlsx                 -          302  200 200 200 200 200 200 200  -
governing:structure             GET  -                    -          302  200 200 200 200 200 200 200  -
governing:clauses               GET  -                    -          302  200 200 200 200 200 200 200  -
governing:clause                GET  clause               -          302  200 200 200 200 200 200 200  -
governing:indicators            GET  -                    -          302  200 302 302 302 302 302 302  -
governing:roadmap               GET  -                    -          302  200 200 200 200 200 200 200  -
governing:registers             GET  -                    -          302  200 200 200 200 200 200 200  -
governing:editions              GET  -                    -          302  200 200 200 200 200 200 200  -
governing:choose-printed        POST -                    printed    401  403 403 403 403 403 302 302  -
governing:appoint               POST clause               appoint    401  422 422 422 422 422 302 302  -
governing:end                   POST clause,responsible   reason     401  403 403 403 403 403 302 302  -
governing:prove                 POST clause               proof      401  302 422 422 422 422 302 302  -
governing:withdraw              POST clause,proof         reason     401  302 403 403 403 403 302 302  -
governing:declare               POST clause               reason     401  422 422 422 422 422 422 422  -
governing:revoke                POST clause,declared      reason     401  302 403 403 403 403 302 302  -
facts:territories               GET  -                    -          302  200 200 200 200 200 200 200  -
facts:posts                     GET  -                    -          302  200 200 200 200 200 200 200  -
facts:subjects                  GET  -                    -          302  200 200 200 200 200 200 200  -
facts:standards                 GET  -                    -          302  200 200 200 200 200 200 200  -
facts:categories                GET  -                    -          302  200 200 200 200 200 200 200  -
facts:unchecked                 GET  -                    -          302  200 200 200 200 200 200 200  -
facts:sources                   GET  -                    -          302  200 200 200 200 200 200 200  -
administrator:front             GET  -                    -          302  403 403 403 403 403 403 200  -
administrator:doctor            GET  -                    -          302  403 403 403 403 403 403 200  -
administrator:backup            POST -                    -          401  403 403 403 403 403 403 302  -
administrator:audit             GET  -                    -          302  403 403 403 403 403 403 200  -
administrator:backup            POST -                    -          401  403 403 403 403 403 403 302  -
administrator:places            GET  -                    -          302  403 403 403 403 403 403 200  -
administrator:add-place         GET  -                    -          302  403 403 403 403 403 403 200  -
administrator:add-place         POST -                    place      401  403 403 403 403 403 403 302  -
api:guide                       GET  -                    -          200  200 200 200 200 200 200 200  -
api:v1:openapi-json             GET  -                    -          200  200 200 200 200 200 200 200  -
api:v1:api-root                 GET  -                    -          404  404 404 404 404 404 404 404  -
api:v1:territories              GET  -                    -          401  401 401 401 401 401 401 401  -
api:v1:organisations            GET  -                    -          401  401 401 401 401 401 401 401  -
api:v1:people                   GET  -                    -          401  401 401 401 401 401 401 401  -
api:v1:employments              GET  -                    -          401  401 401 401 401 401 401 401  -
api:v1:changes                  GET  -                    -          401  401 401 401 401 401 401 401  -
api:v1:indicators               GET  -                    -          401  401 401 401 401 401 401 401  -
api:v1:participation            GET  places               -          401  401 401 401 401 401 401 401  -
api:v1:programmes_on_offer      GET  -                    -          401  401 401 401 401 401 401 401  -
api:v1:cohorts                  GET  -                    -          401  401 401 401 401 401 401 401  -
api:v1:completions              GET  -                    -          401  401 401 401 401 401 401 401  -
api:v1:routes_of_people         GET  -                    -          401  401 401 401 401 401 401 401  -
accounts:keys                   GET  -                    -          302  200 200 200 200 200 200 200  -
accounts:keys                   POST -                    key        401  200 200 200 200 200 200 200  -
accounts:end-key                POST key                  -          401  404 302 404 404 404 404 404  -
start:front                     GET  -                    -          302  403 403 200 403 200 403 200  list
help:front                      GET  -                    -          302  200 200 200 200 200 200 200  -
help:tour                       GET  -                    -          302  200 200 200 200 200 200 302  -
help:guide                      GET  teacher              -          302  200 200 200 200 200 200 200  -
help:picture                    GET  start.png            -          302  200 200 200 200 200 200 200  -
registry:staff                  GET  -                    -          302  403 200 200 403 200 200 200  list
registry:staff-book             GET  -                    -          302  403 200 200 403 200 200 200  list
registry:staff-book             POST -                    -          401  403 200 200 403 200 200 200  list
registry:made-list              GET  made                 -          302  403 200 404 404 404 404 404  -
registry:add-person             GET  -                    -          302  403 200 200 403 200 403 200  list
registry:add-person             POST -                    newcomer   401  403 302 302 403 302 403 302  list
registry:without-access         GET  -                    -          302  403 200 403 403 403 403 200  list
registry:give-access            POST -                    somebody   401  403 200 403 403 403 403 200  list
registry:person                 GET  person               -          302  403 200 200 403 200 200 200  list
registry:person-history         GET  person               -          302  403 200 200 403 200 200 200  list
registry:link-access            POST person               access     401  403 302 403 403 403 403 302  list
registry:change                 GET  person,leave         -          302  403 200 200 403 200 403 200  list
registry:change                 POST person,category      category   401  403 302 302 403 302 403 302  list
registry:change-line            GET  person,end-work,work -          302  403 200 200 403 200 403 200  list
registry:change-line            POST person,end-work,work ended      401  403 302 302 403 302 403 302  list
registry:organisations          GET  -                    -          302  403 200 200 200 200 200 200  -
registry:organisations-book     GET  -                    -          302  403 200 200 200 200 200 200  -
registry:organisations-book     POST -                    -          401  403 200 200 200 200 200 200  -
registry:add-organisation       GET  -                    -          302  403 403 200 403 200 403 200  -
registry:add-organisation       POST -                    newschool  401  403 403 302 403 302 403 302  -
registry:organisation           GET  school               -          302  403 200 200 200 200 200 200  -
registry:organisation-history   GET  school               -          302  403 200 200 200 200 200 200  -
registry:change-place           GET  school,condition     -          302  403 200 200 403 200 403 200  -
registry:change-place           POST school,condition     condition  401  403 302 302 403 302 403 302  -
registry:change-place           POST school,status        status     401  403 422 302 403 302 403 302  -
registry:change-place-line      GET  school,end-condition,room -     302  403 200 200 403 200 403 200  -
registry:change-place-line      POST school,end-condition,room ended 401  403 302 302 403 302 403 302  -
registry:undo-take-over         POST succession           reason     401  403 403 404 403 302 403 302  -
registry:registers              GET  -                    -          302  403 200 200 403 200 200 200  list
registry:register               GET  register             -          302  403 200 200 403 200 200 200  list
registry:register-book          GET  register             -          302  403 200 200 403 200 200 200  list
registry:register-book          POST register             -          401  403 200 200 403 200 200 200  list
registry:requests               GET  -                    -          302  403 200 200 403 200 403 200  list
registry:answer-request         POST request              granted    401  403 302 302 403 302 403 302  list
registry:search                 GET  -                    -          302  200 200 200 200 200 200 200  -
registry:mine                   GET  -                    -          302  200 200 200 200 200 200 200  -
registry:mine                   POST -                    wish       401  302 404 404 302 404 404 404  -
registry:my-json                GET  -                    -          302  200 200 200 200 200 200 200  -
registry:my-book                GET  -                    -          302  200 200 200 200 200 200 200  -
registry:lists                  GET  -                    -          302  403 200 200 403 200 403 200  list
registry:senders                GET  -                    -          302  403 200 200 403 200 403 200  list
registry:remind                 POST -                    everybody  401  403 403 302 403 302 403 302  list
registry:send-list              GET  staff_kind           -          302  403 200 200 403 200 403 200  list
registry:send-list              POST staff_kind           -          401  403 200 200 403 200 403 200  list
registry:template               GET  staff_kind           -          302  403 200 200 403 200 403 200  list
registry:list                   GET  list                 -          302  403 200 200 403 200 403 200  list
registry:list-errors            GET  list                 -          302  403 200 200 403 200 403 200  list
registry:teach-columns          POST list                 -          401  403 302 302 403 302 403 302  list
registry:answer-line            POST list,line            new        401  403 302 302 403 302 403 302  list
registry:answer-together        POST list                 together   401  403 302 302 403 302 403 302  list
registry:withdraw-together      POST list                 -          401  403 302 302 403 302 403 302  list
registry:answer-absences        POST list                 why        401  403 302 302 403 302 403 302  list
registry:apply-list             POST list                 sure       401  403 302 302 403 302 403 302  list
registry:narrow-list            POST list                 -          401  403 302 302 403 302 403 302  list
registry:recheck-list           POST list                 -          401  403 302 302 403 302 403 302  list
registry:drop-list              POST list                 -          401  403 302 302 403 302 403 302  list
registry:undo-list              POST applied              reason     401  403 302 302 403 302 403 302  list
registry:identity               GET  -                    -          302  403 200 200 403 200 403 200  list
registry:merge                  POST -                    pair       401  403 302 302 403 302 403 302  list
registry:apart                  POST -                    pair       401  403 302 302 403 302 403 302  list
registry:unmerge                POST merge                -          401  403 302 302 403 302 403 302  list
registry:settle                 POST employment           outside    401  403 302 302 403 302 403 302  list
competencies:framework          GET  -                    -          302  200 200 200 200 200 200 200  -
competencies:profiles           GET  -                    -          302  200 200 200 200 200 200 200  -
competencies:mine               GET  -                    -          302  200 200 200 200 200 200 200  -
competencies:share              GET  -                    -          302  200 200 200 200 200 200 200  -
competencies:share              POST -                    colleague  401  302 422 422 422 422 422 422  -
competencies:recall-share       POST share                -          401  302 404 404 404 404 404 404  -
competencies:appeal             GET  competency           -          302  200 404 404 200 404 404 404  -
competencies:appeal             POST competency           disagree   401  302 404 404 422 404 404 404  -
competencies:person             GET  judged               -          302  200 404 404 200 200 404 404  -
competencies:care               GET  -                    -          302  200 200 200 200 200 200 200  -
competencies:appeals            GET  -                    -          302  200 200 200 200 200 200 200  -
competencies:answer-appeal      POST appeal               reply      401  404 404 404 302 404 404 404  -
competencies:groups             GET  -                    -          302  403 200 200 200 200 200 403  count
competencies:groups-book        GET  -                    -          302  403 200 200 200 200 200 403  count
competencies:subjects           GET  -                    -          302  403 200 200 200 200 200 403  count
competencies:subjects-book      GET  -                    -          302  403 200 200 200 200 200 403  count
competencies:typical            GET  -                    -          302  403 200 200 200 200 200 403  count
competencies:typical-book       GET  -                    -          302  403 200 200 200 200 200 403  count
competencies:typical-letter     GET  -                    -          302  403 200 200 200 200 200 403  count
school:front                    GET  -                    -          302  403 200 403 403 403 403 403  list
diagnostics:mine                GET  -                    -          302  200 200 200 200 200 200 200  -
diagnostics:before              GET  campaign             -          302  200 404 404 404 404 404 404  -
diagnostics:begin               POST campaign             -          401  302 404 404 404 404 404 404  -
diagnostics:take                GET  attempt              -          302  200 404 404 404 404 404 404  -
diagnostics:status              GET  attempt              -          302  200 404 404 404 404 404 404  -
diagnostics:answer              POST attempt              answer     401  302 404 404 404 404 404 404  -
diagnostics:hand-in             POST attempt              -          401  302 404 404 404 404 404 404  -
diagnostics:outcome             GET  attempt              -          302  302 404 404 404 404 404 404  -
diagnostics:campaigns           GET  -                    -          302  403 200 200 200 200 200 200  list
diagnostics:add-campaign        GET  -                    -          302  403 200 200 403 200 403 403  list
diagnostics:add-campaign        POST -                    diagnostic 401  403 302 302 403 422 403 403  list
diagnostics:campaign            GET  campaign             -          302  403 200 200 200 200 200 200  list
diagnostics:campaign-book       GET  campaign             -          302  403 200 200 200 200 200 200  list
diagnostics:passed              GET  campaign             -          302  403 200 200 200 200 200 200  list
diagnostics:paper               GET  campaign             -          302  403 200 200 200 200 200 200  list
diagnostics:announce            POST planned              -          401  403 302 302 403 302 403 403  list
diagnostics:invite              POST campaign             -          401  403 302 302 403 302 403 403  list
diagnostics:move-campaign       POST campaign,closed      -          401  403 302 302 403 302 403 403  list
diagnostics:remind              POST campaign             place_of   401  403 302 302 403 302 403 403  list
diagnostics:excuse              POST participant          reason_why 401  403 302 302 403 302 403 403  list
diagnostics:type-in             GET  participant          -          302  403 200 200 403 200 403 403  list
diagnostics:type-in             POST participant          -          401  403 302 302 403 302 403 403  list
diagnostics:annul               GET  marking              -          302  403 403 403 403 200 403 403  list
diagnostics:annul               POST marking              -          401  403 403 403 403 422 403 403  list
diagnostics:annul               POST marking              reason_why 401  403 403 403 403 302 403 403  list
diagnostics:texts               GET  -                    -          302  403 403 403 200 200 403 403  -
diagnostics:mark                GET  marking              -          302  403 403 403 200 200 403 403  -
diagnostics:mark                POST marking              -          401  403 403 403 302 302 403 403  -
mine:front                      GET  -                    -          302  200 403 403 200 403 403 403  -
municipality:front              GET  -                    -          302  403 403 200 403 403 403 403  list
centre:front                    GET  -                    -          302  403 403 403 403 200 403 403  list
"""
TABLE += BANK.lstrip() + PROGRAMMES.strip() + ROUTES.rstrip() + DRAFTS.rstrip() + MONITORING.rstrip() + PAPERS.rstrip()
TABLE += SCALES.rstrip() + CARE.rstrip()


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    name: str
    method: str
    names: tuple[str, ...]
    sends: dict[str, str]
    nobody: int
    answers: dict[Role, int]
    right: Right | None

    def __str__(self) -> str:
        return f"{self.method} {self.name}({', '.join(self.names)})"


def rows() -> list[Row]:
    """The table, read."""
    found = []
    for line in filter(str.strip, TABLE.splitlines()):
        name, method, names, sends, nobody, *answers, right = line.split()
        found.append(
            Row(
                name,
                method,
                () if names == "-" else tuple(names.split(",")),
                SENT[sends],
                int(nobody),
                dict(zip(ROLES, map(int, answers), strict=True)),
                None if right == "-" else Right(right),
            )
        )
    return found
