"""Two operators side by side, each with an order, people and one of each thing.

Nothing of Django is imported before a fixture runs: this file is read before the settings are.
"""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def here(db: None) -> Any:
    from integration.access.scene import build_scene

    return build_scene("abd", "Лесной край")


@pytest.fixture
def there(db: None) -> Any:
    from integration.access.scene import build_scene

    return build_scene("xyw", "Степной край")
