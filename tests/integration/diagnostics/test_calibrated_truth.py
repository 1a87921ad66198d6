"""Where real mastery is known: what calibrated items say is nearer to it, and as sure as it says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from django.db import transaction

from marshrut.apps.competencies.models import Judgement
from marshrut.apps.diagnostics.models import Calibration
from marshrut.apps.diagnostics.services.calibrating import forget_scale
from marshrut.demo import making
from marshrut.demo.diagnosing import truth_behind

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SEED = 1


@pytest.fixture
def ground() -> str:
    """A region's order, loaded; nobody in it."""
    from integration.regulation.places import load_place
    from marshrut.apps.regulation.folder import own_regions, read_base, read_folder

    path = next(one for one in own_regions() if one.name == "smolensk")
    regulation = read_folder(path, catalogue=read_base()).regulation
    assert regulation is not None
    load_place(regulation)
    return path.name


def standing_now(viewer: Any, on: Any) -> Any:
    return Judgement.objects.of(viewer).filter(since__lte=on).exclude(until__lte=on)


def compare(viewer: Any, region: Any) -> dict[str, float]:
    truth = truth_behind(region, seed=SEED)
    fields = ("person_id", "competency", "standing", "mean", "low", "high", "last_on", "p_below")
    rows = list(standing_now(viewer, region.today).filter(sources=1).values_list(*fields))
    rows = [row for row in rows if row[1] != "task_design"]
    real = np.array([truth.mastery(row[0], row[1], row[6]) for row in rows])
    mean, low, high, below = (np.array([row[k] for row in rows], dtype=float) for k in (3, 4, 5, 7))
    said = np.array([row[2] for row in rows])
    out = {
        "rows": len(rows),
        "rmse": float(np.sqrt(np.mean((mean - real) ** 2))),
        "bias": float(np.mean(mean - real)),
        "inside": float(np.mean((low <= real) & (real <= high))),
        "width": float(np.mean(high - low)),
        "brier": float(np.mean((below - (real < 0.5)) ** 2)),
    }
    for word, right in (("likely", real < 0.5), ("sound", real >= 0.5), ("strong", real >= 0.75)):
        out[f"{word}_n"] = int(np.sum(said == word))
        out[f"{word}_right"] = float(np.mean(right[said == word])) if np.any(said == word) else 1.0
    return out


def test_calibrated_items_come_nearer_to_the_truth(ground: str, tmp_path: Any) -> None:
    """Narrower intervals that still hold four of five people, more deficits found, none of them by guessing more."""
    region, _ = making.load_region(tmp_path, ground, staff=1500, seed=SEED)
    viewer = making.viewer_of(ground)
    scaled = compare(viewer, region)
    with transaction.atomic():
        Calibration.objects.of(viewer).update(state="retired")
        forget_scale(viewer)
    counted = compare(viewer, region)
    assert scaled["rows"] > 1500
    assert 0.76 < scaled["inside"] < 0.9, "the interval of four in five is one"
    assert scaled["inside"] < counted["inside"], "counted shares are surer of nothing than they say"
    assert scaled["width"] < 0.95 * counted["width"]
    assert scaled["rmse"] <= counted["rmse"] + 0.005
    assert scaled["likely_n"] > 1.3 * counted["likely_n"]
    for word, least in (("likely", 0.8), ("sound", 0.94), ("strong", 0.8)):
        assert scaled[f"{word}_right"] > least
