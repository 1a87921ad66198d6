#!/bin/sh
# Everything that must hold before a merge. Goes on after a failure, so that one run shows all of them.
set -u
cd "$(dirname "$0")/.."
bin=.venv/bin
failed=""
step() {
  name="$1"; shift
  printf '  %s… ' "$name"
  if out=$("$@" 2>&1); then echo "сошлось"; else echo "НЕТ"; printf '%s\n' "$out"; failed="$failed «$name»"; fi
}
step "оформление кода" $bin/ruff format --check .
step "правила кода" $bin/ruff check .
# Templates are linted, not reformatted: djlint's formatter moves white space inside lines of text, which the page shows.
step "правила шаблонов" $bin/djlint src --lint --quiet
step "типы" $bin/mypy
step "направление импортов" $bin/lint-imports
step "миграции соответствуют моделям" env DJANGO_SETTINGS_MODULE=marshrut.config.settings \
  $bin/python -m django makemigrations --check --dry-run
. tools/browser.sh
$bin/pytest -q -n 2 --dist loadgroup || failed="$failed «тесты»"
[ -z "$failed" ] || { echo "Не сошлось:$failed" >&2; exit 1; }
