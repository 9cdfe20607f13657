/// What a plugin declares of itself, as JSON and as a page of the reference docs.
#pragma once

#include <iosfwd>
#include <nlohmann/json.hpp>

#include "core/plugin/library.h"

namespace winnow {

/// {"id", "version", "kind": "job"|"store", "summary", "file", "sha256", "column", "retention", "options": [...]}
/// Thread rule: pure, as all here.
nlohmann::ordered_json facts_of(const LoadedPlugin& plugin);

/// For people at a terminal.
void print_plugin(const nlohmann::ordered_json& facts, std::ostream& out);
/// The section of a reference page.
void print_markdown(const nlohmann::ordered_json& facts, std::ostream& out);

}  // namespace winnow
