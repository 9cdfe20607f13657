/// What a job leaves alone because another job of the TOML names it.
#pragma once

#include <string>
#include <vector>

#include "core/judge/rule.h"

namespace winnow {

/// What the items of a job are: of files and objects any target of the store may be named.
enum class ItemsAre { rows, files };

/// The columns in which other jobs say that rows name what `job` works on, or files that go with its rows: their
/// `files` and `references`. Of a job over the bin: those of all jobs, since a purge asks them all. What the job
/// itself and its stores say is not among them. Pure.
std::vector<Reference> named_by_other_jobs(const JobConfig& job, ItemsAre items, const Config& config);

/// A standing hold on a target of the store that is neither there nor answered by what the store allows, in words;
/// empty: none. What was renamed is not to go while the hold on it waits for a person. Thread rule: one thread.
std::string unanswered_hold(const OpenStore& store, World& world);

}  // namespace winnow
