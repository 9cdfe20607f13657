# Sourced by `postgres`, `mysql` and `mongodb`, which set `table_store` (the TOML of the store "app"), `rows` and `build`, and
# fill the table audit_logs before each of its functions is called.
plainly=${plainly-DELETE in batches}
with_a_copy=${with_a_copy-DELETE with a copy}
winnow=$build/bin/winnow
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
c++ -std=c++20 -O1 -o "$work/measure" "$here/measure.cpp"
cd "$work"
cat >winnow.toml <<TOML
[limits]
max_deletes = $rows
max_share = "100%"
[stores.app]
$table_store
allow = ["audit_logs"]
[jobs.audit]
plugin = "audit-prune"
store = "app"
target = "audit_logs"
retention = "365d"
TOML

# took COMMAND...: sets `seconds` and `megabytes` to what it cost.
took() {
  local cost
  cost=$("$work/measure" "$@") || { echo "'$*' failed" >&2; exit 1; }
  read -r seconds megabytes <<<"$cost"
}

# peer NAME SECONDS: one line of something that is not winnow.
peer() {
  printf '%-44s %8.2f s\n' "$1" "$2"
}

# figure NAME COMMAND...: winnow's, beside the peers: `deleted` and `archived`, in seconds.
figure() {
  local name=$1
  shift
  took "$winnow" "$@"
  awk -v n="$name" -v s="$seconds" -v m="$megabytes" -v d="$deleted" -v a="$archived" -v p="$plainly" -v c="$with_a_copy" 'BEGIN {
    printf "%-44s %8.2f s  %6.2f x %s  %6.2f x %s  %5d MB\n", n, s, s / d, p, s / a, c, m }'
}

# figures: everything that winnow does with the half of the rows that is old.
figures() {
  figure plan plan
  "$winnow" approve audit >/dev/null
  figure apply run --apply
  figure undo undo latest
  "$winnow" approve audit >/dev/null
  "$winnow" run --apply >/dev/null
  figure purge trash purge --job audit --reason bench --apply
}
