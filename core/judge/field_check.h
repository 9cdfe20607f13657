/// Whether what a job asks of items is there: a column that is not would be NULL in silence.
#pragma once

#include <string>
#include <vector>

#include "core/config/config.h"
#include "winnow/job.hpp"

namespace winnow {

/// The names of the target's fields, where the store tells them; else none, and any may be there.
std::vector<std::string> field_names(const std::vector<Fact>& facts);

/// Throws Failure unless `known` has it, with the place of the job's `key`; an empty one: the rule's own column of
/// times.
void check_field(const std::string& field, const std::vector<std::string>& known, const JobConfig& job,
                 const std::string& key);

/// The same of a field that the rule asks for by itself, so that no key of the TOML is to blame.
void check_asked_field(const std::string& field, const std::vector<std::string>& known, const JobConfig& job);

}  // namespace winnow
