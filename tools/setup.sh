#!/bin/sh
# Makes .venv from the lock files. Usage: tools/setup.sh base|dev
# uv itself comes by pip with its hashes pinned; nothing else is taken from outside the lock files.
set -eu
cd "$(dirname "$0")/.."
want="${1:-base}"
say() { printf '  %s\n' "$*"; }

find_python() {
  for name in ${PYTHON:-} python3.13 python3.12 python3.11 python3 python; do
    if "$name" -c 'import sys, venv, ensurepip; raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1; then
      echo "$name"; return
    fi
  done
  echo "Нужен CPython 3.11, 3.12 или 3.13 с модулем venv (в Debian: apt install python3-venv). Указать свой: make setup PYTHON=/путь/python3" >&2
  exit 1
}

stamp_of() { cat pyproject.toml "locks/$1.txt" package-lock.json 2>/dev/null | cksum | tr ' ' '-'; }
for made in dev base; do
  if [ -f ".venv/.made-$made" ] && [ "$(cat ".venv/.made-$made")" = "$(stamp_of "$made")" ]; then
    [ "$made" = "$want" ] || [ "$made" = dev ] && exit 0
  fi
done

if [ ! -x .bootstrap/bin/uv ] || ! cmp -s locks/bootstrap.txt .bootstrap/made-from.txt; then
  python=$(find_python)
  say "Ставлю uv (проверка по хешу), несколько секунд…"
  rm -rf .bootstrap
  "$python" -m venv .bootstrap
  .bootstrap/bin/python -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: -r locks/bootstrap.txt
  cp locks/bootstrap.txt .bootstrap/made-from.txt
fi
uv=.bootstrap/bin/uv
if [ ! -x .venv/bin/python ]; then
  python=$(find_python)
  "$uv" venv -q --clear --python "$("$python" -c 'import sys; print(sys.executable)')" .venv
fi
say "Ставлю библиотеки из locks/$want.txt, 10–60 секунд…"
"$uv" pip sync -q --python .venv/bin/python --require-hashes --compile-bytecode "locks/$want.txt"
"$uv" pip install -q --python .venv/bin/python --no-deps --no-build-isolation --compile-bytecode -e .
sh tools/assets.sh
rm -f .venv/.made-*
stamp_of "$want" > ".venv/.made-$want"
