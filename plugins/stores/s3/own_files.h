/// Whole files of the host's own, as objects below .winnow/, where nothing is ever an item: its bin, if the TOML
/// says so. What each does is said at put_file and its like in plugin.h; all throw Error. Thread rule: any, for
/// different names.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bucket.h"

namespace winnow::s3 {

void put_own(const Bucket& bucket, std::string_view name, std::string_view content);
std::optional<std::string> get_own(const Bucket& bucket, std::string_view name);
std::vector<std::string> list_own(const Bucket& bucket, std::string_view folder);
void drop_own(const Bucket& bucket, Versioning versioning, std::string_view name);

}  // namespace winnow::s3
