/// The kinds of gates, one maker each; gates.cpp has the table of them. Each checks the keys of its row and throws
/// Failure (configuration). `folder`: of the TOML, to which paths are relative.
#pragma once

#include <filesystem>

#include "core/config/entry.h"
#include "core/safety/gates.h"

namespace winnow {

std::unique_ptr<Gate> make_file_empty(const Section& row, const std::filesystem::path& folder);
std::unique_ptr<Gate> make_file_fresh(const Section& row, const std::filesystem::path& folder);
std::unique_ptr<Gate> make_http(const Section& row, const std::filesystem::path& folder);
std::unique_ptr<Gate> make_command(const Section& row, const std::filesystem::path& folder);

}  // namespace winnow
