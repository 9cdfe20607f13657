#include "core/judge/nested.h"

#include <fstream>
#include <optional>
#include <sstream>

#include "core/base/file.h"

namespace winnow {
namespace {

namespace fs = std::filesystem;

/// A path inside its file system, as whoever mounts all of it would see it.
struct Origin {
  std::string device;  ///< "8:1"
  fs::path path;
};

/// What the kernel writes as "\040".
std::string unescaped(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 3 < text.size()) {
      out += static_cast<char>(std::stoi(text.substr(i + 1, 3), nullptr, 8));
      i += 3;
    } else {
      out += text[i];
    }
  }
  return out;
}

/// `inner` relative to `outer` by text; empty where it does not lie in it.
std::string within(const fs::path& inner, const fs::path& outer) {
  const fs::path way = inner.lexically_relative(outer);
  return way.empty() || *way.begin() == ".." ? std::string{} : way.string();
}

/// nullopt where the table of mounts cannot be read.
std::optional<Origin> origin_of(const fs::path& path) {
  std::error_code failed;
  const fs::path whole = fs::canonical(path, failed);
  if (failed) return std::nullopt;
  std::ifstream mounts("/proc/self/mountinfo");
  std::optional<Origin> out;
  std::size_t longest = 0;
  for (std::string line; std::getline(mounts, line);) {
    std::istringstream words(line);
    std::string number, parent, device, root, point;
    words >> number >> parent >> device >> root >> point;
    const fs::path at = unescaped(point);
    const std::string way = within(whole, at);
    // Of mounts on one another the last is seen.
    if (way.empty() || at.native().size() < longest) continue;
    longest = at.native().size();
    const fs::path top = unescaped(root);
    out = Origin{device, way == "." ? top : top / way};
  }
  return out;
}

}  // namespace

std::string below(const fs::path& inner, const fs::path& root) {
  std::error_code ignored;
  const fs::path whole = fs::weakly_canonical(inner, ignored);
  fs::path tail;
  for (fs::path at = whole; !at.empty(); at = at.parent_path()) {
    if (is_same_file(at, root)) return tail.empty() ? "." : tail.string();
    if (at == at.root_path()) break;
    tail = tail.empty() ? at.filename() : at.filename() / tail;
  }
  return {};
}

std::string below_any_mount(const fs::path& inner, const fs::path& root) {
  if (std::string way = below(inner, root); !way.empty()) return way;
  const std::optional<Origin> one = origin_of(inner);
  const std::optional<Origin> other = origin_of(root);
  return one && other && one->device == other->device ? within(one->path, other->path) : std::string{};
}

}  // namespace winnow
