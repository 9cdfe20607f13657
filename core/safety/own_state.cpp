#include "core/safety/own_state.h"

#include <algorithm>
#include <sstream>

#include "core/base/encoding.h"
#include "core/base/failure.h"
#include "core/state/approvals.h"
#include "core/state/ledger.h"

namespace winnow {
namespace {

namespace fs = std::filesystem;

// Set in the state: where its TOML lies, and the path by which that was named.
constexpr const char* kPlace = "toml";
constexpr const char* kName = "toml_named";
constexpr const char* kStores = "toml_stores";  // a digest of its stores as they are written

template <class Open>
auto placed(const Config& config, const Open& open) {
  try {
    return open(config.state);
  } catch (const Failure& failure) {
    if (!config.state_place) throw;
    const std::string file = failure.place().empty() ? config.state.string() : failure.place();
    throw Failure(config.state_place->text() + ": state", file + ": " + failure.message(), failure.remedy(),
                  failure.kind());
  }
}

fs::path folder_of_state(const Config& config) {
  return fs::weakly_canonical(config.state).parent_path();
}

/// Where the TOML lies: seen from the state's folder where that lies inside the TOML's.
fs::path place_of_toml(const Config& config) {
  const fs::path file = fs::weakly_canonical(config.file);
  const fs::path folder = folder_of_state(config);
  const fs::path inside = folder.lexically_relative(file.parent_path());
  return inside.empty() || *inside.begin() == ".." ? file : file.lexically_relative(folder);
}

std::string stores_in(const Config& config) {
  std::ostringstream out;
  for (const StoreConfig& store : config.stores)
    out << store.name << '\n' << store.plugin << '\n' << store.own << '\n';
  return sha256_hex(out.str());
}

/// A TOML with the owner's stores and jobs is another form of it: beside it, as one with narrower limits, or the
/// same one, moved, where none is left at the owner's place.
bool is_other_form(const Config& config, const fs::path& owner, State& state) {
  std::error_code gone;
  const bool is_beside = owner.parent_path() == fs::weakly_canonical(config.file).parent_path();
  if (!is_beside && fs::exists(owner, gone)) return false;
  if (state.meta(kStores) != stores_in(config)) return false;
  return std::ranges::all_of(Approvals(state).jobs(), [&config](const std::string& job) {
    return std::ranges::find(config.jobs, job, &JobConfig::name) != config.jobs.end();
  });
}

/// nullopt: it is this TOML's, or nobody's yet; else that of the one whose it is.
std::optional<fs::path> owner_elsewhere(const Config& config, State& state) {
  const std::optional<std::string> place = state.meta(kPlace);
  if (!place || *place == place_of_toml(config) || state.meta(kName) == config.file.string()) return std::nullopt;
  const fs::path owner = (folder_of_state(config) / *place).lexically_normal();
  std::error_code gone;
  if (fs::equivalent(owner, config.file, gone)) return std::nullopt;
  return owner;
}

/// The same, where this one may not stand in for it.
std::optional<fs::path> other_owner(const Config& config, State& state) {
  std::optional<fs::path> owner = owner_elsewhere(config, state);
  return owner && is_other_form(config, *owner, state) ? std::nullopt : owner;
}

void require_own(const Config& config, State& state) {
  const std::optional<fs::path> owner = other_owner(config, state);
  if (!owner) return;
  throw configuration_failure(config.state_place ? config.state_place->text() + ": state" : config.file.string(),
                              "the state " + config.state.string() + " is that of another TOML, " + owner->string(),
                              "give this one a state and a bin of its own ([winnow] state, [trash] path); or, "
                              "where it is that TOML at a new "
                              "place: `winnow state take --reason \"...\"`");
}

/// A TOML that is reached by a link had its state beside the link once.
void refuse_state_beside_link(const Config& config) {
  if (config.state_is_absolute) return;
  const fs::path beside = config.file.parent_path() / config.state.lexically_relative(config.folder);
  std::error_code none;
  if (!fs::exists(beside, none) || fs::equivalent(beside, config.state, none)) return;
  throw configuration_failure(
      config.file.string(),
      "it is a link to a TOML of another folder, and a state lies beside the link: " + beside.string(),
      "say which one counts, as [winnow] state, and where its bin is, as [trash] path; without "
      "that it is " +
          config.state.string());
}

void write_owner(const Config& config, State& state) {
  state.set_meta(kPlace, place_of_toml(config).string());
  state.set_meta(kName, config.file.string());
  state.set_meta(kStores, stores_in(config));
}

}  // namespace

State open_state(const Config& config) {
  refuse_state_beside_link(config);
  State state = placed(config, State::open);
  require_own(config, state);
  return state;
}

std::optional<State> open_existing_state(const Config& config) {
  refuse_state_beside_link(config);
  std::optional<State> state = placed(config, State::open_existing);
  if (state) require_own(config, *state);
  return state;
}

void require_own_state(const Config& config) {
  try {
    open_existing_state(config);
  } catch (const Failure& failure) {
    if (failure.kind() == FailureKind::configuration) throw;
  }
}

State require_state(const Config& config) {
  std::optional<State> state = open_existing_state(config);
  if (!state) throw Failure(config.state.string(), "there is no state yet", "it comes with the first plan");
  return std::move(*state);
}

void claim_state(const Config& config, State& state) {
  const bool claimed = state.meta(kPlace) == place_of_toml(config).string() &&
                       state.meta(kName) == config.file.string() && state.meta(kStores) == stores_in(config);
  if (claimed) return;
  Transaction transaction(state);
  require_own(config, state);
  // One that stands in for the owner does not become it.
  const std::optional<fs::path> owner = owner_elsewhere(config, state);
  std::error_code gone;
  if (owner && fs::exists(*owner, gone)) return;
  write_owner(config, state);
  transaction.commit();
}

std::string take_state(const Config& config, const std::string& who, const std::string& reason, Time now) {
  std::optional<State> state = placed(config, State::open_existing);
  if (!state) throw Failure(config.state.string(), "there is no state yet", "it comes with the first plan");
  Transaction transaction(*state);
  const std::optional<fs::path> owner = other_owner(config, *state);
  write_owner(config, *state);
  Ledger(*state).append(now, "state taken",
                        {{"toml", config.file.string()},
                         {"before", owner ? owner->string() : ""},
                         {"operator", who},
                         {"reason", reason}});
  transaction.commit();
  return owner ? owner->string() : "";
}

}  // namespace winnow
