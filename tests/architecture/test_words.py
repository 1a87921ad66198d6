"""Regions are data: no word of theirs stands in the sources. What the screen may not say of people, it does not say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

from support.tree import PACKAGE, ROOT, line_of, templates, text_of

REGIONS = ROOT / "regions"
#: Shorter beginnings of names would meet ordinary words.
SHORTEST = 6
#: Where it may be said: the state's own title, the declaration by a responsible person, and rules that speak of it.
MAY_SAY_NOT_EXECUTED = {
    "apps/regulation/types.py": "the title of the state",
    "apps/regulation/rules.py": "who may say it",
    "apps/regulation/reports.py": "what was declared, in the report",
    "desks/governing/forms.py": "the form of the declaration",
    "desks/governing/words.py": "the state in a headline, when it was declared",
    "desks/governing/deeds.py": "the deed",
    "apps/regulation/services/deeds.py": "the service that takes it",
    "desks/templates/governing/clauses.html": "that no records do not mean it",
    "desks/templates/governing/clause.html": "the declaration and its form",
}


def _sources() -> Iterator[Path]:
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in {".py", ".html", ".css", ".js", ".svg", ".md", ".sql", ".txt", ".toml"}:
            yield path


def _stem(word: str) -> str:
    """«Красноярский» and «Красноярского» begin alike."""
    return re.sub(r"(ский|ская|ское|ского|ской|ия|ий|а|о|ы|и)$", lambda m: m[0][:2] if len(m[0]) > 2 else "", word)


@cache
def _region_words() -> dict[str, str]:
    """Pattern → where it comes from: names, codes' prefixes, numbers of orders."""
    found: dict[str, str] = {}
    for folder in sorted(REGIONS.iterdir()):
        if not (folder / "structure.yaml").is_file():
            continue
        structure = yaml.safe_load(text_of(folder / "structure.yaml"))
        document = yaml.safe_load(text_of(folder / "clauses.yaml"))["document"]
        territories = (
            yaml.safe_load(text_of(folder / "territories.yaml")) if (folder / "territories.yaml").is_file() else {}
        )
        found[rf"\b{re.escape(folder.name)}\b"] = f"{folder.name}: its folder"
        found[rf"\b{structure['clause_prefix']}-(?=[\dA-Z])"] = f"{folder.name}: codes of its clauses and indicators"
        names = [structure["name"], structure["parent_region"] or "", territories.get("region_name") or ""]
        for word in re.findall(r"[А-ЯЁ][а-яё]+", " ".join(names)):
            if len(_stem(word)) >= SHORTEST:
                found[rf"(?i)\b{_stem(word)}"] = f"{folder.name}: its name"
        number = str(document["number"])
        plain = number.isdigit()
        found[rf"№\s*{number}\b" if plain else rf"(?<![\w-]){re.escape(number)}(?![\w-])"] = f"{folder.name}: its order"
    return found


def test_the_words_of_regions_are_what_they_should_be() -> None:
    """The net has meshes of the right size: it catches what it must and lets ordinary words through."""
    patterns = _region_words()
    caught = ("Красноярского края", "KRS-IND-01", "tazovsky", "№ 785", "504-ОД", "Кузбассе", "Смоленская")
    for sample in caught:
        assert any(re.search(pattern, sample) for pattern in patterns), sample
    for sample in ("Лесной район", "Красный цвет", "№ 7850", "TAZ", "область", "приказ № 5-к"):
        assert not any(re.search(pattern, sample) for pattern in patterns), sample


@pytest.mark.parametrize(
    "pattern",
    [pytest.param(one, id=where.replace(": ", "-").replace(" ", "-")) for one, where in _region_words().items()],
)
def test_no_word_of_a_region_stands_in_the_sources(pattern: str) -> None:
    found = [
        f"{line_of(path, match.start())}: {match[0]} ({_region_words()[pattern]})"
        for path in _sources()
        for match in re.finditer(pattern, text_of(path))
    ]
    assert not found, "\n".join(found)


def test_not_executed_is_said_only_where_a_person_declares_it() -> None:
    found = [
        line_of(path, match.start())
        for path in _sources()
        if path.suffix in {".py", ".html", ".js"} and str(path.relative_to(PACKAGE)) not in MAY_SAY_NOT_EXECUTED
        for match in re.finditer(r"(?i)не\s+исполня(ет|ют)ся", text_of(path))
    ]
    assert not found, found
    for name in MAY_SAY_NOT_EXECUTED:
        assert re.search(r"(?i)не\s+исполня", text_of(PACKAGE / name)), (
            f"{name} no longer says it: take it off the list"
        )


def test_screen_texts_are_for_russian_readers() -> None:
    """A heading, a button or a label without one Cyrillic letter is a text nobody translated."""
    words = r"<(h1|h2|h3|button|label|th)\b[^>]*>([^<{]*[A-Za-z]{3,}[^<{]*)</\1>"
    found = [
        f"{line_of(path, match.start())}: {match[2].strip()}"
        for path in templates()
        for match in re.finditer(words, text_of(path))
        if not re.search(r"[А-Яа-яЁё]", match[2])
    ]
    assert not found, found
