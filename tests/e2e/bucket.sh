# Sourced by the stories about buckets, after story.sh; `s3_do` is the program that sends one request.

# new_bucket NAME plain|versioned: sets `bucket`, a new one.
new_bucket() {
  bucket=$1-$$
  "$s3_do" PUT "$bucket" </dev/null >out.txt
  [ "$2" = plain ] || "$s3_do" PUT "$bucket" '?versioning' \
    <<<'<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>'
}

# put KEY CONTENT [NAME:VALUE]...
put() {
  local key=$1 content=$2
  shift 2
  printf %s "$content" | "$s3_do" PUT "$bucket/$key" "$@" >/dev/null
}

keys() {
  "$s3_do" GET "$bucket" '?list-type=2' "?prefix=${1-}" | grep -oP '<Key>\K[^<]*' | sort || true
}
# Every object that lives, with a digest of its content, what was said about it and its tags.
contents() {
  local key
  keys | { grep -v '^\.trash/' || true; } | while read -r key; do
    echo "$key $("$s3_do" GET "$bucket/$key" | sha256sum | cut -c1-16) $("$s3_do" HEAD "$bucket/$key" |
      grep -E '^(content-type|x-amz-meta|etag)' | sort | tr -d '\r' | tr '\n' ' ')" \
      "$("$s3_do" GET "$bucket/$key" '?tagging' 2>/dev/null | grep -oP '<Tag>.*</Tag>' || true)"
  done
}
bin() { keys .trash/; }
# versions KEY: how many versions and markers of it are there, or copies in the bin.
versions() {
  { "$s3_do" GET "$bucket" '?versions' | grep -oP "<Key>\\K[^<]*" || true; } | grep -cF "$1" || true
}

toml() {
  local write_once=
  [ -z "${WINNOW_TEST_S3_WRITE_ONCE-}" ] || write_once='keys = "write-once"'
  cat >winnow.toml <<TOML
[stores.store]
plugin = "s3"
bucket = "$bucket"
endpoint = "$WINNOW_TEST_S3_ENDPOINT"
access_key = "\${WINNOW_TEST_S3_ACCESS_KEY}"
secret_key = "\${WINNOW_TEST_S3_SECRET_KEY}"
allow = ["dumps/"]
time = { from = "name", format = "crm_%Y-%m-%d.dump" }
$write_once
${1-}
[jobs.dumps]
policy = "older_than.lua"
store = "store"
target = "dumps/"
column = "modified"
retention = "90d"
hold_if = { "tag.keep" = "yes" }
limits = { max_share = "100%" }
TOML
}
