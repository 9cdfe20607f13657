#include "batch.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "parking/text.h"
#include "walk.h"

namespace winnow::files {

winnow_outcome outcome_of(const PathError& error) {
  switch (error.number()) {
    case ENOENT: return WINNOW_GONE;
    case ELOOP:
    case ENOTDIR:
    case EXDEV:
    case EINVAL:
    case ENAMETOOLONG: return WINNOW_REFUSED;
    default: return WINNOW_FAILED;
  }
}

bool attempt(Host& host, std::string_view key, winnow_outcome& outcome, const std::function<void()>& step) {
  const auto settle_for = [&](winnow_outcome found, const char* why) {
    outcome = found;
    const bool ordinary = found == WINNOW_GONE || found == WINNOW_CHANGED;
    host.log(ordinary ? WINNOW_INFO : WINNOW_WARN, shown(key) + ": " + why);
    return false;
  };
  try {
    step();
    return true;
  } catch (const Setback& setback) {
    return settle_for(setback.outcome(), setback.what());
  } catch (const PathError& error) {
    const char* obstacle = error.number() == EXDEV ? "other_device: " : error.number() == ELOOP ? "symlink: " : "";
    return settle_for(outcome_of(error), (obstacle + std::string(error.what())).c_str());
  }
}

void check_key(std::string_view key) {
  if (!is_walkable(key)) throw Setback(WINNOW_REFUSED, "the key is no path below the root");
  if (lies_in_own_folder(key)) throw Setback(WINNOW_REFUSED, "lies in a folder of winnow's own");
  if (key.ends_with(kMetaSuffix)) throw Setback(WINNOW_REFUSED, "has the name of a meta file of the bin");
}

void check_whole(Progress progress) {
  if (progress == Progress::stopped) throw Error(WINNOW_DENIED, "the permit ended before the batch was done");
}

int move_file(int from, int to, const std::string& name) {
  return renameat2(from, name.c_str(), to, name.c_str(), RENAME_NOREPLACE) == 0 ? 0 : errno;
}

}  // namespace winnow::files
