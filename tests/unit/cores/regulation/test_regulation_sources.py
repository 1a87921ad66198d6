"""Facts and their sources: SOURCES.md is read, and typed territories miss the same values as their file."""

from __future__ import annotations

import pytest

from marshrut.apps.regulation.folder import own_regions, read_base, read_base_facts, read_folder
from marshrut.cores.regulation import empty_values, needs_check, read_sources


def test_a_table_of_sources():
    text = "# x\n## base/one.yaml\n| код | источник |\n|---|---|\n| P1 | https://a.example |\nтекст | P2 | нет\n"
    text += "## territories/\n"
    text += "| код | источник | дата / редакция | лицензия | что взято |\n| S5a | книга | 25 | MIT | коды |"
    found = read_sources(text)
    assert [(one.code, one.where) for one in found["one.yaml"]] == [("P1", "https://a.example")]
    assert found["territories"][0].licence == "MIT"
    assert found["territories"][0].taken == "коды"


def test_every_code_of_the_facts_is_explained():
    base = read_base_facts()
    known = {one.code for rows in base.sources.values() for one in rows}
    posts = base.facts.positions
    assert {code for one in (*posts.teaching, *posts.management) for code in one.sources} <= known
    assert {code for one in base.facts.qualification.categories for code in one.sources} <= known


@pytest.mark.parametrize("folder", own_regions(), ids=lambda folder: folder.name)
def test_typed_territories_miss_what_their_file_misses(folder):
    reading = read_folder(folder, catalogue=read_base())
    typed = sum(len(empty_values(one)) for one in reading.regulation.territories.territories)
    assert typed == len(needs_check("territories.yaml", (folder / "territories.yaml").read_bytes()))
