#include "core/config/shipped_folders.h"

#include <algorithm>

#include "core/base/failure.h"

namespace winnow {

namespace fs = std::filesystem;

std::vector<fs::path> shipped_folders(std::string_view kind) {
  const fs::path prefix = fs::read_symlink("/proc/self/exe").parent_path().parent_path();
  std::vector<fs::path> out = {prefix / "lib/winnow" / kind, prefix / WINNOW_LIBDIR / "winnow" / kind};
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

void require_folder(std::string_view kind, const fs::path& folder, const std::string& remedy) {
  if (fs::is_directory(folder)) return;
  const std::vector<fs::path> shipped = shipped_folders(kind);
  if (std::ranges::find(shipped, folder) != shipped.end()) return;
  throw Failure("", "[winnow] " + std::string(kind) + " names " + folder.string() + " (no such folder)", remedy);
}

}  // namespace winnow
