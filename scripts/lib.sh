# Sourced by the scripts beside it: where things are, and how to say what goes on.
set -euo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
CACHE="$ROOT/.cache"
VENV="$CACHE/venv"
OPENVINO="$CACHE/openvino"
DIST="$ROOT/dist"
export ROOT CACHE VENV OPENVINO DIST
export LC_ALL=C.UTF-8

say() { printf '== %s\n' "$*" >&2; }
note() { printf '   %s\n' "$*" >&2; }

# fail STATUS TEXT...: what is wrong and what to do about it, then out.
fail() {
    local status="$1"
    shift
    printf 'error: %s\n' "$*" >&2
    exit "$status"
}
