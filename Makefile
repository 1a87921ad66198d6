# Everything a newcomer needs. Each target makes the environment it needs by itself.
.DEFAULT_GOAL := help
.PHONY: help setup dev up reset test check fast bench doctor
MARSHRUT := .venv/bin/marshrut
PYTEST := .venv/bin/pytest

help: ## что можно сделать
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

setup: ## окружение .venv из файлов locks/ (после этого отвечает .venv/bin/marshrut)
	@sh tools/setup.sh base

dev:
	@sh tools/setup.sh dev

up: setup ## запустить всё; первый раз с выдуманными людьми: REGION=папка STAFF=число, DEMO=no без них; PORT=8001; Ctrl-C останавливает
	@$(MARSHRUT) up

reset: setup ## забыть базу, файлы и ключ (спросит)
	@$(MARSHRUT) reset

doctor: setup ## что не так и что делать
	@$(MARSHRUT) doctor

test: dev ## все тесты, и в настоящем браузере; ARGS='-k слово' часть
	@. tools/browser.sh && $(PYTEST) -n 2 --dist loadgroup $(ARGS)

check: dev ## всё, что должно сойтись перед слиянием: несколько минут
	@sh tools/check.sh

fast: dev ## стиль и быстрые тесты: секунды
	@.venv/bin/ruff format --check -q . && .venv/bin/ruff check -q .
	@$(PYTEST) -q -n 2 -m "not slow" tests/unit tests/architecture

bench: dev ## обещания о скорости; ONLY=имя одно
	@.venv/bin/python benchmarks/run.py $(ONLY)
