# Shared by the rules: breaches are printed as they are found and make the rule fail at its end.
breaches=0

breach() {
  echo "$1"
  breaches=$((breaches + 1))
}

# Reads breaches, one a line.
breach_each() {
  local line
  while IFS= read -r line; do breach "$line"; done
}

# Drops // comments, so that prose about a thing is not taken for the thing. Reads and writes grep -n lines.
without_comments() {
  sed -E 's,^([^:]*:[0-9]+:)(.*)//.*$,\1\2,'
}

end_of_rule() {
  if [ "$breaches" != 0 ]; then
    echo "$(basename "$0"): $breaches breaches"
    exit 1
  fi
}
