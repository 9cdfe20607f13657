# Sourced by the stories: a folder of its own that vanishes at the end, and the words to say what is expected.
# Each story sets -euo pipefail and takes the program as its first argument.
winnow=$(realpath "$1")
story=$(basename "$0")
work=$(mktemp -d)
trap 'chmod -R u+rwX "$work"; rm -rf "$work"' EXIT
cd "$work"

fail() {
  echo "$story: $1" >&2
  exit 1
}

# left_out WHY: what cannot be tried here is no failure, except where everything must be.
left_out() {
  echo "$story: nothing was tried: $1"
  [ "${CI-}" != true ] || exit 1
  exit 77
}

# expect STATUS COMMAND...: runs it with its output in out.txt and err.txt.
expect() {
  local wanted=$1 got=0
  shift
  "$@" >out.txt 2>err.txt || got=$?
  [ "$got" = "$wanted" ] || fail "'$*' answered $got, not $wanted: $(cat out.txt err.txt)"
}

# with TOML COMMAND...: as if that stood in winnow.toml, whose the state is.
with() {
  local got=0 toml=$1
  shift
  cp winnow.toml winnow.toml.before
  cp "$toml" winnow.toml
  "$@" || got=$?
  mv winnow.toml.before winnow.toml
  return "$got"
}

# json FILTER: of what the last command printed with --json.
json() {
  jq -rc "$1" out.txt
}

# same WHAT WANTED GOT
same() {
  [ "$2" = "$3" ] || fail "$1: expected $2, got $3; $(cat out.txt err.txt)"
}

# A digest of all that a tree holds and that undo must bring back: names, kinds, modes, owners, contents, and the
# times of files (a folder's time is that of its last change, an undo included).
tree() {
  (cd "$1" && find . -path ./.trash -prune -o -type d -printf '%p %m %U:%G\n' -o -printf '%p %y %m %U:%G %T@ %l\n' \
    -type f -exec sha256sum {} \;) | sort | sha256sum
}

passed() {
  echo "$story: passed"
}
