#include "inspecting.h"

#include "parking/bin.h"
#include "target.h"

namespace winnow::s3 {

namespace {

/// Names no object: a copy of it can never be made, and whether it was refused for that or for want of a right
/// tells whether this account may write to the bin.
constexpr std::string_view kNowhere = ".trash/.no-such-object-50b1f2c08c9b4fd2";

bool may_copy_into_bin(const Bucket& bucket) {
  Request copy = bucket.request("PUT", std::string(kNowhere) + "-copy");
  copy.headers["x-amz-copy-source"] = bucket.copy_source(kNowhere);
  return bucket.ask(copy, Repeat::yes).status != 403;
}

bool overlap(std::string_view one, std::string_view other) {
  return one.starts_with(other) || other.starts_with(one);
}

void warn_of_lifecycle(const Bucket& bucket, Host& host, std::string_view prefix, Versioning versioning) {
  try {
    const std::optional<std::string> found = bucket.configuration("lifecycle");
    if (!found) return;
    const bool has_own_files = !bucket.list(std::string(parking::kOwnFolder) + "/", "", 1).objects.empty();
    for (const std::string& words : rules_against(read_lifecycle(*found), {prefix, versioning, has_own_files})) {
      host.log(WINNOW_WARN, "bucket " + bucket.name() + ": " + words);
    }
  } catch (const Refusal& refused) {
    host.log(WINNOW_INFO, std::string(refused.what()) + "; a rule that empties the bin would not be seen");
  }
}

std::string words_against(const LifecycleRule& rule, const std::string& what, int days) {
  return "the lifecycle rule \"" + rule.id + "\" takes away " + what +
         (days > 0 ? " after " + std::to_string(days) + (days == 1 ? " day" : " days") : "") +
         (rule.narrowed ? " (those that its filter names)" : "") + ", which nothing brings back then";
}

}  // namespace

std::vector<std::string> rules_against(const std::vector<LifecycleRule>& rules, const Kept& kept) {
  const bool versions = kept.versioning == Versioning::enabled;
  std::vector<std::string> out;
  for (const LifecycleRule& rule : rules) {
    if (!versions && rule.expires && overlap(rule.prefix, std::string(parking::kBinFolder) + "/")) {
      out.push_back(words_against(rule, "copies in the bin", *rule.expires));
    }
    if (versions && rule.noncurrent && overlap(rule.prefix, kept.prefix)) {
      out.push_back(words_against(rule, "removed versions", *rule.noncurrent));
    }
    if (kept.has_own_files && rule.expires && overlap(rule.prefix, std::string(parking::kOwnFolder) + "/")) {
      out.push_back(words_against(rule, "copies of rows below .winnow/", *rule.expires));
    }
  }
  return out;
}

std::vector<Fact> inspect_target(const Bucket& bucket, Host& host, std::string_view text) {
  const Target target = read_target(text);
  const Listing some = bucket.list(target.prefix, "", 1);
  std::vector<Fact> out = FieldReader::facts();
  const auto block = [&out](const char* name, const std::string& remedy) {
    out.push_back({WINNOW_FACT_BLOCKER, WINNOW_NULL, name, remedy});
  };
  std::optional<Versioning> versioning;
  try {
    versioning = bucket.versioning();
  } catch (const Refusal& refused) {
    block("unknown_versioning", std::string(refused.what()) + "; it needs s3:GetBucketVersioning");
  }
  try {
    if (!some.objects.empty() && trouble_with(some.objects.front().key).empty())
      bucket.head(some.objects.front().key);
  } catch (const Refusal& refused) {
    block("not_readable", std::string(refused.what()) + "; it needs s3:GetObject");
  }
  if (versioning && *versioning != Versioning::enabled && !may_copy_into_bin(bucket)) {
    block("not_writable", "this account may not write below .trash/; it needs s3:PutObject there");
  }
  warn_of_lifecycle(bucket, host, target.prefix, versioning.value_or(Versioning::never));
  return out;
}

}  // namespace winnow::s3
