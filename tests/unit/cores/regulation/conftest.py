"""A small invented region and the product's own five, as bytes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from marshrut.cores.regulation import Catalogue, Reading, read_catalogue, read_regulation

REGIONS = Path(__file__).resolve().parents[4] / "regions"

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
CATALOGUE = """\
functions:
- {id: regulation.clause-register, title: Пункты, capability: documents, app: regulation, evidence: пункты, peers: []}
- {id: roadmap.measures, title: Меры, capability: roadmap, app: roadmap, evidence: меры, peers: []}
"""


@pytest.fixture
def sample() -> dict[str, bytes]:
    """The five files of the invented region."""
    texts = {
        "structure": STRUCTURE,
        "clauses": CLAUSES,
        "indicators": INDICATORS,
        "roadmap": ROADMAP,
        "registers": REGISTERS,
    }
    return {f"{name}.yaml": text.encode() for name, text in texts.items()}


@pytest.fixture(scope="session")
def sample_catalogue() -> Catalogue:
    catalogue, problems = read_catalogue(CATALOGUE.encode())
    assert catalogue is not None, problems
    return catalogue


@pytest.fixture
def read(sample: dict[str, bytes], sample_catalogue: Catalogue) -> Callable[..., Reading]:
    """Read the invented region with some files replaced: `read(clauses=…)`."""

    def reading(**changed: str | bytes) -> Reading:
        files = dict(sample)
        for name, text in changed.items():
            files[f"{name}.yaml"] = text if isinstance(text, bytes) else text.encode()
        return read_regulation("abc", files, catalogue=sample_catalogue)

    return reading


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The product's own catalogue of functions."""
    made, problems = read_catalogue((REGIONS / "base" / "functions.yaml").read_bytes())
    assert made is not None, problems
    return made


@pytest.fixture(scope="session")
def five(catalogue: Catalogue) -> dict[str, Reading]:
    """The product's own regions, read."""
    folders = sorted(one for one in REGIONS.iterdir() if one.name != "base")
    return {
        one.name: read_regulation(one.name, {f.name: f.read_bytes() for f in one.iterdir()}, catalogue=catalogue)
        for one in folders
    }
