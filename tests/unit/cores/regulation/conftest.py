"""A small invented region and the product's own five, as bytes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from marshrut.cores.regulation import Catalogue, Reading, read_catalogue, read_regulation
from support.invented_region import CATALOGUE, files_of

REGIONS = Path(__file__).resolve().parents[4] / "regions"


@pytest.fixture
def sample() -> dict[str, bytes]:
    """The five files of the invented region."""
    return files_of()


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
