"""Reading the five orders with every check, against plain parsing of the same files."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from marshrut.apps.regulation import folder as folders
from shape import Row, best, promise


@promise
def reading() -> Iterator[Row]:
    """The whole check (types, references, positions for messages) costs no more than a few plain parses."""
    paths = folders.own_regions()
    catalogue = folders.read_base()
    texts = [path.read_text(encoding="utf-8") for one in paths for path in sorted(one.glob("*.yaml"))]
    plain = best(lambda: [yaml.load(text, yaml.CSafeLoader) for text in texts])
    ours = best(lambda: [folders.read_folder(path, catalogue=catalogue) for path in paths])
    yield Row(
        "Прочесть и проверить все приказы",
        1000 * ours,
        "мс",
        "yaml.CSafeLoader",
        1000 * plain,
        promised=3,
        of_ratio=True,
    )
