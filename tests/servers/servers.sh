# Sourced by the scripts that start real servers for the tests, on loopback and on ports that nobody uses.
cache=${WINNOW_TEST_SERVERS:-${XDG_CACHE_HOME:-$HOME/.cache}/winnow-test-servers}
started=()

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# wait_for_port PORT: until somebody listens, for a minute at most.
wait_for_port() {
  python3 - "$1" <<'PY'
import socket, sys, time
end = time.monotonic() + 60
while time.monotonic() < end:
    try:
        socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1).close()
        sys.exit(0)
    except OSError:
        time.sleep(0.05)
sys.exit(1)
PY
}

# start LOG COMMAND...: in the background; stop_servers ends it.
start() {
  local log=$1
  shift
  "$@" >"$log" 2>&1 &
  started+=($!)
}

stop_servers() {
  local one
  for one in "${started[@]}"; do kill "$one" 2>/dev/null || true; done
  for one in "${started[@]}"; do wait "$one" 2>/dev/null || true; done
  started=()
}

# once RESULT COMMAND...: makes RESULT if it is not there, one process at a time.
once() {
  local result=$1
  shift
  mkdir -p "$(dirname "$result")"
  (
    flock 9
    [ -e "$result" ] || "$@" >&2
  ) 9>"$(dirname "$result")/.lock"
}

# not_here WHY: what cannot be tried is no failure, except where everything must be.
not_here() {
  echo "nothing was tried: $1" >&2
  [ "${CI-}" != true ] || exit 1
  exit 77
}
