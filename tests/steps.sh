# Sourced by scripts of several steps, each of which counts as one test; they go on after one that failed.
passed=0
failed=0

# step NAME COMMAND...: runs it, and says how long it took.
step() {
  local name=$1 began=$SECONDS
  shift
  echo "== $name"
  if "$@"; then
    passed=$((passed + 1))
    echo "== $name: passed, $((SECONDS - began)) s"
  else
    failed=$((failed + 1))
    echo "== $name: FAILED, $((SECONDS - began)) s"
  fi
}

# The last line, and the status.
end_steps() {
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ]
}
