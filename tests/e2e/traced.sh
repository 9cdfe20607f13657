# Sourced by stories that stop winnow at a point: a run under strace that is stopped or signalled at its nth call.
# A supervisor makes none of the calls used here (rename), so they are its worker's.

strace -qq -o /dev/null true 2>/dev/null || left_out "processes cannot be traced here"

seen=() # processes that strace spoke of: a story that fails must not leave them behind, stopped
trap 'kill -9 "${seen[@]}" 2>/dev/null || true; rm -rf "$work"' EXIT

# traced INJECTION COMMAND...: begins COMMAND in the background, its output in traced.out; sets `traced` to the pid to
# wait for.
traced() {
  local injection=$1
  shift
  rm -f traced.log
  mkfifo traced.log
  strace -f -o traced.log -e trace=execve,kill,rename -e "inject=$injection" "$@" >traced.out 2>traced.err &
  traced=$!
  exec 9<traced.log
}

# Reads what strace says up to a line with these words; answers the process that it is about in `pid`.
wait_for() {
  local rest
  while read -r -u 9 pid rest; do
    seen+=("$pid")
    [[ $rest != *"$1"* ]] || return 0
  done
  fail "strace never said '$1'; $(cat traced.out traced.err)"
}

# Waits for the traced command's end; it must answer STATUS.
ended() {
  local got=0
  cat <&9 >rest.log # or strace would wait for a reader
  wait "$traced" || got=$?
  seen=()
  [ "$got" = "$1" ] || fail "the traced run answered $got, not $1: $(cat traced.out traced.err)"
}
