/// winnow/tables.hpp - whether a library's tables are whole: the same question for the host and for the checks.
#pragma once

#include <string>

#include "winnow/plugin.h"

namespace winnow {
namespace border {

inline bool is_whole(const winnow_store& store) {
  return store.struct_size >= WINNOW_STORE_1_0 && store.identity != nullptr && store.inspect != nullptr &&
         store.total != nullptr && store.scan != nullptr && store.fetch != nullptr && store.remove != nullptr &&
         store.restore != nullptr && store.settle != nullptr;
}

inline std::string flaw_of(const winnow_plugin* plugin) {
  if (plugin->struct_size < WINNOW_PLUGIN_1_0) return "its table is too small";
  if (plugin->id == nullptr || plugin->version == nullptr || plugin->summary == nullptr ||
      plugin->options == nullptr) {
    return "id, version, summary or options are missing";
  }
  if ((plugin->job != nullptr) == (plugin->store != nullptr)) return "it must be exactly one of job and store";
  if (plugin->create == nullptr || plugin->destroy == nullptr) return "create or destroy is missing";
  if (plugin->job != nullptr && (plugin->job->struct_size < WINNOW_JOB_1_0 || plugin->job->plan == nullptr)) {
    return "its job has no plan()";
  }
  if (plugin->store != nullptr && !is_whole(*plugin->store)) return "its store lacks a required member";
  for (const winnow_option* const* row = plugin->options; *row != nullptr; ++row) {
    if ((*row)->struct_size < WINNOW_OPTION_1_0 || (*row)->name == nullptr || (*row)->help == nullptr) {
      return "an option has no name or no help";
    }
  }
  return {};
}

}  // namespace border

/// What is missing in a library's tables; empty: they are whole. A table must be as large as it was in 1.0 and may
/// be of any size beyond, older or newer than the reader's own. [pure]
inline std::string flaw_of(const winnow_library* library) {
  if (library == nullptr) return "winnow_library_v1 answers nothing";
  if (library->struct_size < WINNOW_LIBRARY_1_0) return "its library table is too small";
  if (library->plugins == nullptr || *library->plugins == nullptr) return "it holds no plugin";
  for (const winnow_plugin* const* plugin = library->plugins; *plugin != nullptr; ++plugin) {
    if (std::string flaw = border::flaw_of(*plugin); !flaw.empty()) return flaw;
  }
  return {};
}

}  // namespace winnow
