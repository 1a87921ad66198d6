# Finds a Chromium for the browser tests and exports MARSHRUT_CHROMIUM. To be sourced: `. tools/browser.sh`
# Order: the one named already, the machine's, Playwright's own, Debian's (as root). Without any, the browser tests say so and fail.

marshrut_find_chromium() {
  for name in "${MARSHRUT_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable chrome; do
    [ -n "$name" ] && path=$(command -v "$name" 2>/dev/null) && "$path" --version >/dev/null 2>&1 && { echo "$path"; return 0; }
  done
  .venv/bin/python - <<'PYTHON' 2>/dev/null
import sys
from pathlib import Path
from playwright.sync_api import sync_playwright
with sync_playwright() as play:
    path = Path(play.chromium.executable_path)
    if path.is_file():
        sys.stdout.write(str(path))
sys.exit(not path.is_file())
PYTHON
}

MARSHRUT_CHROMIUM=$(marshrut_find_chromium) || {
  echo "  Chromium не найден: пробую загрузку Playwright…"
  .venv/bin/playwright install chromium >/dev/null 2>&1
  MARSHRUT_CHROMIUM=$(marshrut_find_chromium)
} || {
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "  Ставлю chromium из Debian, минута-другая…"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } >/dev/null 2>&1
    MARSHRUT_CHROMIUM=$(marshrut_find_chromium)
  fi
} || true
export MARSHRUT_CHROMIUM
if [ -z "$MARSHRUT_CHROMIUM" ]; then
  echo "  Chromium так и не найден: тесты в браузере не пройдут. Поставьте его (Debian: apt-get install chromium)" >&2
  echo "  или укажите свой: MARSHRUT_CHROMIUM=/путь/chromium make test" >&2
fi
true
