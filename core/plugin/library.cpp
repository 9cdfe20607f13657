#include "core/plugin/library.h"

#include <boost/dll/library_info.hpp>
#include <boost/dll/shared_library.hpp>
#include <map>

#include "core/base/encoding.h"
#include "core/base/failure.h"
#include "core/base/file.h"
#include "core/plugin/asking.h"
#include "core/plugin/registry.h"
#include "core/plugin/trust.h"
#include "winnow/tables.hpp"

namespace winnow {
namespace {

namespace fs = std::filesystem;

const std::string kSymbol = "winnow_library_v" + std::to_string(WINNOW_ABI_MAJOR);
constexpr std::string_view kAnyMajor = "winnow_library_v";

void check_exports(const fs::path& file) {
  std::vector<std::string> symbols;
  try {
    symbols = boost::dll::library_info(file).symbols();
  } catch (const std::exception&) {
    throw Failure(file.string(), "this is not a shared library", "build it with winnow_add_plugin()");
  }
  std::string other;
  for (const std::string& symbol : symbols) {
    if (symbol == kSymbol) return;
    if (symbol.starts_with(kAnyMajor)) other = symbol;
  }
  if (other.empty()) {
    throw Failure(file.string(), "this is not a winnow plugin: it does not export " + kSymbol,
                  "end its source with WINNOW_LIBRARY(...)");
  }
  throw Failure(file.string(),
                "it is built for another ABI: it exports " + other + ", this winnow needs " + kSymbol,
                "build it against this version's SDK");
}

const winnow_library* load(const fs::path& file) {
  // Loaded libraries stay in this list until the process ends.
  static auto& loaded = *new std::map<fs::path, boost::dll::shared_library>;
  const std::string who = "library " + file.string();
  const Asking asking(who);
  try {
    auto& library = loaded[file];
    if (!library.is_loaded())
      library.load(file, boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
    return library.get<const winnow_library*(std::uint32_t)>(kSymbol)(WINNOW_ABI_MINOR);
  } catch (const std::exception& error) {
    throw Failure(file.string(), std::string("cannot load it: ") + error.what());
  }
}

}  // namespace

void check_pin(const fs::path& file, const std::string& pin) {
  const std::string sha256 = sha256_hex(read_file(file));
  if (sha256 == pin) return;
  throw Failure(file.string(), "not loaded: its sha256 is " + sha256 + ", the TOML pins " + pin,
                "if you meant to replace it, write the new sum");
}

std::vector<LoadedPlugin> load_library(const fs::path& file, const std::optional<std::string>& pin) {
  if (const std::string words = distrust(file, Trust::file_and_folders); !words.empty()) {
    throw Failure(file.string(), "not loaded, others could change it: " + words);
  }
  const fs::path real = fs::canonical(file);
  if (pin) check_pin(real, *pin);
  check_exports(real);
  const winnow_library* const library = load(real);
  if (const std::string flaw = flaw_of(library); !flaw.empty()) {
    throw Failure(file.string(), "broken plugin: " + flaw, "ask its author; `winnow plugin check` says more");
  }
  std::vector<LoadedPlugin> out;
  for (const winnow_plugin* const* plugin = library->plugins; *plugin != nullptr; ++plugin) {
    if (const std::string flaw = flaw_of(schema_of({file, *plugin})); !flaw.empty())
      throw Failure(file.string(), "broken plugin: " + flaw, "its author writes defaults as a TOML has them");
    out.push_back({file, *plugin});
  }
  return out;
}

}  // namespace winnow
