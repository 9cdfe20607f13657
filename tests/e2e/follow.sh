# Sourced by the stories that follow a page of the docs word by word, after story.sh. A block with a title is written to
# that file; a block of sh is run, and must answer 0 or what its exit= says; each line of a block of text must stand in
# what the last sh printed.

files=0 runs=0 texts=0

# one_block INFO TEXT LINE: what a reader does with it.
one_block() {
  local info=$1 text=$2 line=$3 status=0 wanted=0
  case $info in
    *title=*)
      local file=${info#*title=\"}
      printf '%s' "$text" >"${file%\"*}"
      files=$((files + 1))
      ;;
    sh*)
      [[ $info == *exit=* ]] && wanted=${info#*exit=}
      # As its reader sees it: on a terminal, which has no colours here and no width.
      printf '%s' "$text" >block.sh
      NO_COLOR=1 script -qefc "bash -euo pipefail block.sh" /dev/null >typed.txt 2>&1 </dev/null || status=$?
      tr -d '\r' <typed.txt >out.txt
      [ "$status" = "$wanted" ] || fail "line $line of the page answered $status, not $wanted: $(cat out.txt)"
      runs=$((runs + 1))
      ;;
    text)
      while IFS= read -r expected; do
        grep -qF -- "$expected" out.txt || fail "line $line of the page: \"$expected\" is not in: $(cat out.txt)"
      done <<<"${text%$'\n'}"
      texts=$((texts + 1))
      ;;
    *) fail "line $line of the page: a block that nothing is done with" ;;
  esac
}

# follow PAGE: counts what it did in files, runs and texts.
follow() {
  local number=0 begun=0 info='' text='' line
  while IFS= read -r line; do
    number=$((number + 1))
    if [[ $line == '```'* && $begun = 0 ]]; then
      begun=$number info=${line#'```'} text=''
    elif [[ $line == '```' ]]; then
      one_block "$info" "$text" "$begun"
      begun=0
    elif [ "$begun" != 0 ]; then
      text+=$line$'\n'
    fi
  done <"$1"
  [ "$begun" = 0 ] || fail "a block of the page has no end"
}
