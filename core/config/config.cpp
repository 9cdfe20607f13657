#include "core/config/config.h"

#include <cstdlib>

#include "core/base/failure.h"
#include "core/base/text.h"

namespace winnow {
namespace {

/// The one of that name; `kind` is "store" or "job", for the message. Whoever wrote another stands in no file, but
/// on the command line, which main gives as the place.
template <class Row>
const Row& find_row(const std::vector<Row>& rows, const std::string& name, const char* kind, const Config& config) {
  std::vector<std::string> names;
  for (const Row& row : rows) {
    if (row.name == name) return row;
    names.push_back(row.name);
  }
  std::string known;
  for (const std::string& one : names) {
    known += (known.empty() ? config.file.filename().string() + " has " : ", ") + one;
  }
  const std::string meant = did_you_mean(name, names);
  throw configuration_failure("", std::string("there is no ") + kind + " \"" + printable(name) + "\"",
                              !meant.empty()  ? meant
                              : known.empty() ? std::string("write a [") + kind + "s.NAME] table"
                                              : known);
}

const Place kNowhere;  // of a job that no file holds

}  // namespace

const Place& JobConfig::place(const std::string& key) const {
  for (const std::string& candidate : {key, std::string{}}) {
    if (const auto at = places.find(candidate); at != places.end()) return at->second;
  }
  return kNowhere;
}

const StoreConfig& Config::store(const std::string& wanted) const {
  return find_row(stores, wanted, "store", *this);
}

const JobConfig& Config::job(const std::string& wanted) const {
  return find_row(jobs, wanted, "job", *this);
}

std::filesystem::path find_config(const std::string& option) {
  const char* const variable = std::getenv("WINNOW_CONFIG");
  std::filesystem::path file = "winnow.toml";
  if (!option.empty()) {
    file = option;
  } else if (variable != nullptr && *variable != '\0') {
    file = variable;
  }
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) {
    const bool asked = file != "winnow.toml";
    throw configuration_failure(file.string(), "no such file",
                                asked ? "check -c FILE and WINNOW_CONFIG"
                                      : "go to its folder, give it with -c FILE, or begin with winnow init");
  }
  if (!std::filesystem::is_regular_file(file, ignored) && !std::filesystem::is_directory(file, ignored)) {
    throw configuration_failure(file.string(), "it is no regular file, and the process of each job reads it again",
                                "write it to a file, and name that with -c");
  }
  return file;
}

}  // namespace winnow
