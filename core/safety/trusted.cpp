#include "core/safety/trusted.h"

#include "core/base/failure.h"
#include "core/plugin/trust.h"
#include "core/policy/folders.h"

namespace winnow {
namespace {

namespace fs = std::filesystem;

void look(const fs::path& file, Trust how, std::vector<Distrusted>& out) {
  std::error_code ignored;
  if (!fs::exists(file, ignored)) return;
  try {
    if (std::string words = distrust(file, how); !words.empty()) out.push_back({file, std::move(words)});
  } catch (const Failure& failure) {
    out.push_back({file, failure.what()});
  }
}

void refuse(const std::vector<Distrusted>& found, std::string_view act) {
  if (found.empty()) return;
  throw configuration_failure(found.front().path.string(),
                              std::string(act) + " refuses it: " + found.front().words);
}

}  // namespace

std::vector<Distrusted> distrusted_state(const Config& config) {
  std::vector<Distrusted> out;
  look(config.state, Trust::file_and_folders, out);
  for (const char* beside : {"-wal", "-shm", "-journal"}) look(config.state.string() + beside, Trust::file, out);
  const fs::path leases = config.state.parent_path() / "leases";
  look(leases, Trust::file, out);
  std::error_code ignored;
  for (const auto& lock : fs::directory_iterator(leases, ignored)) look(lock.path(), Trust::file, out);
  look(config.trash, Trust::file_and_folders, out);
  return out;
}

std::vector<Distrusted> distrusted_inputs(const Config& config) {
  std::vector<Distrusted> out;
  look(config.file, Trust::file, out);
  for (const fs::path& file : config.env_files) look(file, Trust::file, out);
  for (const JobConfig& job : config.jobs) {
    // One that is not there fails its own job only.
    if (job.policy.empty()) continue;
    if (const auto policy = PolicyFolders::of(config).look_up(job.policy)) look(*policy, Trust::file, out);
  }
  return out;
}

void check_state_trust(const Config& config, std::string_view act) {
  refuse(distrusted_state(config), act);
}

void check_trust(const Config& config, std::string_view act) {
  refuse(distrusted_inputs(config), act);
  refuse(distrusted_state(config), act);
}

}  // namespace winnow
