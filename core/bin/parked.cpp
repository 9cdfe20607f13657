#include "core/bin/parked.h"

#include <sys/stat.h>

#include "winnow/copy.hpp"

namespace winnow {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

std::optional<std::string> path_of(const Json& json, const char* name) {
  if (!json.is_object() || !json.contains(name)) return std::nullopt;
  return name_in(json[name]);
}

Json receipt_of(const SegmentLine& line) {
  Json out = Json::parse(line.content, nullptr, /*allow_exceptions=*/false);
  return out.is_object() ? out : Json::object();
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

ParkedSight look_at(const fs::path& file, const SegmentLine& line) {
  struct stat found {};
  if (::lstat(file.c_str(), &found) != 0) return ParkedSight::unknown;
  if (!S_ISREG(found.st_mode)) return ParkedSight::no_file;
  const Json receipt = receipt_of(line);
  if (receipt.value("size", Json()) != static_cast<std::uint64_t>(found.st_size)) return ParkedSight::other_size;
  std::string nanoseconds = std::to_string(found.st_mtim.tv_nsec);
  nanoseconds.insert(0, 9 - nanoseconds.size(), '0');
  if (time_of_parked(line) != std::to_string(found.st_mtim.tv_sec) + "." + nanoseconds)
    return ParkedSight::other_time;
  return receipt.value("inode", Json()) == static_cast<std::uint64_t>(found.st_ino) ? ParkedSight::same
                                                                                    : ParkedSight::unknown;
}

std::string time_of_parked(const SegmentLine& line) {
  const Json time = receipt_of(line).value("mtime", Json());
  return time.is_string() ? time.get<std::string>() : "";
}

}  // namespace winnow
