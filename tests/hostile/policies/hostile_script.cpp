#include "tests/hostile/policies/hostile_script.h"

#include <algorithm>
#include <sstream>

#include "core/base/file.h"

namespace winnow {
namespace {

constexpr std::string_view kEnds = "-- ends:";
constexpr std::string_view kRepeat = "--@ ";

std::string unfold(const std::string& text) {
  std::istringstream lines(text);
  std::string out;
  for (std::string line; std::getline(lines, line);) {
    const auto at = line.find_first_not_of(' ');
    if (at == std::string::npos || line.compare(at, kRepeat.size(), kRepeat) != 0) {
      out += line + "\n";
      continue;
    }
    std::size_t digits = 0;
    const std::size_t count = std::stoul(line.substr(at + kRepeat.size()), &digits);
    const std::string repeated = line.substr(at + kRepeat.size() + digits + 1);
    for (std::size_t i = 0; i < count; ++i) out += repeated;
    out += "\n";
  }
  return out;
}

HostileScript read_script(const std::filesystem::path& file) {
  HostileScript out;
  out.name = file.parent_path().filename() / file.stem();
  const std::string text = read_file(file);
  if (!text.starts_with("--")) {
    out.text = text;
    return out;
  }
  std::istringstream lines(text);
  std::string what, ends;
  std::getline(lines, what);
  std::getline(lines, ends);
  const std::string ending = ends.substr(std::min(ends.size(), kEnds.size() + 1));
  out.keeps = ending == "keeps";
  if (!out.keeps) out.message = ending;
  out.text = unfold(text);
  return out;
}

}  // namespace

bool HostileScript::expects(const std::string& said) const {
  if (message.empty()) return true;
  constexpr std::string_view kOr = " | ";
  for (std::size_t from = 0; from != std::string::npos;) {
    const std::size_t to = message.find(kOr, from);
    if (said.find(message.substr(from, to - from)) != std::string::npos) return true;
    from = to == std::string::npos ? to : to + kOr.size();
  }
  return false;
}

std::vector<HostileScript> hostile_scripts(const std::string& kind) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(WINNOW_HOSTILE_SCRIPTS) / kind)) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<HostileScript> out;
  for (const std::filesystem::path& file : files) out.push_back(read_script(file));
  return out;
}

}  // namespace winnow
