"""A small invented region as the files of a folder, and loaded under any name."""

from __future__ import annotations

from marshrut.cores.regulation import Regulation, read_catalogue, read_regulation

__all__ = [
    "BY_PLACES",
    "CATALOGUE",
    "CLAUSES",
    "COUNTING",
    "INDICATORS",
    "PEOPLE",
    "REGISTERS",
    "ROADMAP",
    "STRUCTURE",
    "files_of",
    "invented",
]

STRUCTURE = """\
region: abc
name: Пример
parent_region: null
top_level: regional
clause_prefix: ABC
system: {short: СНМС, name: null, part_of: null, coordinator: ministry, controller: controller}
levels:
- {id: federal, name: Федеральный, inside_system: false, described: absent}
- {id: regional, name: Региональный, inside_system: true, described: full}
- {id: municipal, name: Муниципальный, inside_system: true, described: full}
- {id: institutional, name: Организации, inside_system: true, described: full}
subjects:
- {id: ministry, level: regional, type: regional_authority, short: Минобр, official: Министерство Примера, many: false,
   part_of: null, subordinate_to: null, source: [ABC-1.1-01]}
- id: centre
  level: regional
  type: cnppm
  short: ЦНППМ
  official: Центр
  many: false
  part_of: ministry
  subordinate_to: ministry
  source: [ABC-1.1-01]
relations:
- {from: ministry, kind: coordinates, to: centre, what: null, source: []}
agreements: []
roles:
- {id: controller, type: order_controller, name: Контролёр, level: regional, who: [министр], held_by: null,
   appointed_by: null, rules: [], duties: [], norms: [], source: [ABC-1.1-01]}
learner_groups: []
not_in_document: []
"""
CLAUSES = """\
region: abc
document:
  kind: приказ
  number: '17'
  date: 2024-03-01
  issuer: Министерство Примера
  title: О системе
  seed: example.txt
  as_printed:
  - {where: order_head, written: 1 марта 2024 года № 17}
  - {where: annex_1, written: от 02.03.2024 № 18}
numbering: null
clauses:
- id: ABC-1.1-01
  kind: function
  actors: [ministry]
  actor_written: министерство
  says: Министерство координирует систему.
  capability: [organisations]
  seen: список
  functions: [regulation.clause-register]
- id: ABC-RM-01
  kind: measure
  actors: []
  actor_written: null
  says: Утвердить положение.
  capability: [roadmap]
  seen: приказ
  functions: [roadmap.measures]
- id: ABC-IND-01
  kind: indicator
  actors: []
  actor_written: null
  says: Доля прошедших диагностику.
  capability: [indicators]
  seen: доля
  functions: [roadmap.measures]
compared_with: null
"""
INDICATORS = """\
region: abc
where: приложение
header: null
monitoring: null
indicators:
- id: ABC-IND-01
  kind: effectiveness
  name: Доля прошедших диагностику
  unit: percent
  numerator: прошли
  denominator: все
  cumulative: false
  period: year
  population: teaching
  event: diagnosed
  comparison: at_least
  targets:
  - {year: 2024, value: 5}
  - {from_year: 2025, carry_forward: true, value: 10}
  breakdown: [region]
  source: [ABC-IND-01, ABC-RM-01]
  ambiguities: []
note: null
"""
ROADMAP = """\
region: abc
title: Меры
period: {from: 2024-01-01, to: 2025-12-31}
directions: []
sections: []
measures:
- id: ABC-RM-01
  number: '1'
  section: null
  name: Утвердить
  responsible: [ministry]
  responsible_written: [министерство]
  executors: []
  executors_written: []
  due_written: до 1 июня 2024 года
  due: {kind: date, date: 2024-06-01, precision: day}
  expected_result: приказ
  results: []
  indicators: [ABC-IND-01]
note: null
"""
REGISTERS = """\
region: abc
registers:
- id: ABC-REG-01
  kind: register
  external: false
  name: Реестр методистов
  keepers: [centre]
  keeper_written: ЦНППМ
  keeper_basis: stated
  suppliers: []
  suppliers_written: []
  updated_written: null
  fields: [человек]
  source: [ABC-1.1-01]
note: null
"""
#: What the order says of people: who is young, which of its registers is made of records.
PEOPLE = """\
region: abc
young_teachers:
  {under_age: 35, inclusive: false, years: 3, experience: teaching, source: [ABC-1.1-01], alternative: все}
registers:
- {register: ABC-REG-01, roles: [regional_methodologist]}
"""
#: How its indicator is counted: «в центре» is the centre's alone; the other reading takes any diagnostic.
COUNTING = """\
region: abc
counting:
- indicator: ABC-IND-01
  readings:
  - id: letter
    words: педагоги, которые в этом году прошли диагностику в центре, к числу педагогов
    chosen: true
    numerator: {each: person, fact: diagnosed, where: [{mark: origin, any: [centre]}], who: {staff: [teaching]}}
    denominator: {people: {staff: [teaching]}}
  - id: anywhere
    words: то же, где бы ни проходили
    numerator: {each: person, fact: diagnosed, who: {staff: [teaching]}}
    denominator: {people: {staff: [teaching]}}
"""
#: The same indicator told by places.
BY_PLACES = INDICATORS.replace("breakdown: [region]", "breakdown: [region, municipality, organisation]")
CATALOGUE = """\
functions:
- {id: regulation.clause-register, title: Пункты, capability: documents, app: regulation, evidence: пункты, peers: []}
- {id: roadmap.measures, title: Меры, capability: roadmap, app: roadmap, evidence: меры, peers: []}
"""
#: What the small structure lacks so that every role of the product has a desk.
_MORE_SUBJECTS = """\
- {id: service, level: municipal, type: municipal_methodical_service, short: ММС, official: Методическая служба района,
   many: true, part_of: null, subordinate_to: null, source: [ABC-1.1-01]}
relations:
"""
_MORE_ROLES = """\
roles:
- {id: methodologist, type: methodologist, name: Методист, level: regional, who: [методист], held_by: null,
   appointed_by: null, rules: [], duties: [], norms: [], source: [ABC-1.1-01]}
"""


def files_of(**changed: str) -> dict[str, bytes]:
    """The five files of the region; `structure=…` replaces one."""
    texts = {
        "structure": STRUCTURE,
        "clauses": CLAUSES,
        "indicators": INDICATORS,
        "roadmap": ROADMAP,
        "registers": REGISTERS,
    } | changed
    return {f"{name}.yaml": text.encode() for name, text in texts.items()}


def invented(slug: str, name: str, **more: str) -> Regulation:
    """The same region under another name, with a desk for every role: nothing in it says `abc` or «Пример». `more`:
    further files, or others instead (`counting=COUNTING`)."""
    structure = STRUCTURE.replace("relations:\n", _MORE_SUBJECTS).replace("roles:\n", _MORE_ROLES)
    assert len(slug) == 3
    files = {}
    for file, content in files_of(structure=structure, people=PEOPLE, **more).items():
        text = content.decode().replace("region: abc", f"region: {slug}").replace("ABC", slug.upper())
        files[file] = text.replace("Министерство Примера", f"Министерство «{name}»").replace("Пример", name).encode()
    catalogue, problems = read_catalogue(CATALOGUE.encode())
    assert catalogue is not None, problems
    reading = read_regulation(slug, files, catalogue=catalogue)
    assert reading.regulation is not None, reading.problems
    return reading.regulation
