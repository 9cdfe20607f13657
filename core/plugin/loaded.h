/// Loaded plugins as winnow::Job and winnow::Store: the C tables of the border behind the C++ interfaces.
///
/// An error code becomes an Error; what a sink or a bin throws passes through the plugin as "stop" and comes out
/// here again. Thread rule: one call at a time on an instance.
#pragma once

#include <memory>
#include <vector>

#include "core/plugin/library.h"
#include "winnow/job.hpp"
#include "winnow/store.hpp"

namespace winnow {

/// `config`: one value for each declared option, in order. `host` must outlive the instance. Throws Error.
std::unique_ptr<Job> make_job(const LoadedPlugin& plugin, const std::vector<Value>& config, Host& host);
std::unique_ptr<Store> make_store(const LoadedPlugin& plugin, const std::vector<Value>& config, Host& host);

}  // namespace winnow
