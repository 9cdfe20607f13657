# Sourced by the stories about replicas, after story.sh: an apply that waits for one.

# begin_waiting: an apply in the background, until it says that it waits.
mkfifo said
begin_waiting() {
  local line waits=no
  "$winnow" -v run --apply >said 2>&1 &
  run=$!
  exec 3<said
  : >run.txt
  while [ $waits = no ] && read -r line <&3; do
    echo "$line" >>run.txt
    case $line in *"waits: "*) waits=yes ;; esac
  done
  [ $waits = yes ] || fail "it did not wait: $(cat run.txt)"
}
# end_waiting: its status, and the rest of what it says in run.txt.
end_waiting() {
  cat <&3 >>run.txt
  wait $run
}
