#include "core/bin/parked.h"

#include "winnow/copy.hpp"

namespace winnow {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

std::optional<std::string> path_of(const Json& json, const char* name) {
  if (!json.is_object() || !json.contains(name)) return std::nullopt;
  return name_in(json[name]);
}

}  // namespace

std::optional<fs::path> parked_file(const SegmentPart& part, const SegmentLine& line) {
  const auto root = path_of(Json::parse(part.header, nullptr, /*allow_exceptions=*/false), "root");
  const auto parked = path_of(Json::parse(line.content, nullptr, /*allow_exceptions=*/false), "parked");
  if (!root || !parked) return std::nullopt;
  const fs::path below = fs::path(*parked).lexically_normal();
  if (below.is_absolute() || below.string().starts_with("..")) return std::nullopt;
  return fs::path(*root) / below;
}

}  // namespace winnow
