#include "plugins/stores/s3/history.h"

#include <catch2/catch.hpp>

using namespace winnow::s3;

namespace {

/// "m*2 v1": a marker that is the current one, then a version; ids are the words.
std::vector<Version> versions(const std::string& words) {
  std::vector<Version> out;
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t end = std::min(words.find(' ', at), words.size());
    Version version;
    version.id = words.substr(at, end - at);
    version.marker = version.id[0] == 'm';
    version.latest = version.id.find('*') != std::string::npos;
    out.push_back(version);
    at = end + 1;
  }
  return out;
}

}  // namespace

TEST_CASE("history: what lies on a version, of servers that list in one order and of those that do not") {
  const auto [listed, id, expected] = GENERATE(table<std::string, std::string, Above>({
      {"v*1", "v*1", Above::nothing},
      {"m*1 v1", "v1", Above::marker},
      {"m*2 m1 v1", "v1", Above::marker},
      {"v*2 v1", "v1", Above::version},
      {"m*1 v2 v1", "v1", Above::version},
      {"m*1 v2 v1", "v2", Above::marker},
      {"v*2 m1 v1", "v1", Above::marker},
      {"v*3 v2 m1 v1", "v2", Above::version},
      {"v*3 v2 m1 v1", "v1", Above::marker},
      {"m*2 v2 m1 v1", "v2", Above::marker},
      {"m*2 v2 m1 v1", "v1", Above::marker},
      {"m1 v*2 v1", "v1", Above::unknown},  // v2 over m1 over v1, or m1 between older ones
      {"v*2 v1 m1", "v1", Above::unknown},  // versions first, then markers
      {"m*2 m1 v2 v1", "v2", Above::marker},
      {"m*2 m1 v2 v1", "v1", Above::unknown},
      {"m*1 v1", "v9", Above::unknown},
      {"", "v1", Above::unknown},
      {"m*1 v1", "m*1", Above::unknown},
  }));
  INFO(listed << ": " << id);
  CHECK(above(versions(listed), id) == expected);
}
