"""What the web process does once, before its first page."""

from __future__ import annotations

import subprocess
import sys


def test_what_stays_for_good_is_out_of_the_collectors_sight_before_the_first_page() -> None:
    asked = "import gc, marshrut.config.wsgi; print(gc.get_freeze_count(), len(gc.get_objects()))"
    told = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    frozen, looked_at = map(int, told.stdout.split())
    assert frozen > 50_000
    assert looked_at < frozen / 10
