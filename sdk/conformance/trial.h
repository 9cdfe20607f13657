/// One check at work, in its child process: the loaded plugin, a host for it, and the words for what is wrong.
#pragma once

#include <atomic>
#include <cstring>
#include <deque>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "conformance.h"
#include "winnow/page.hpp"
#include "winnow/permit.hpp"
#include "winnow/plugin.h"
#include "winnow/selection.hpp"

namespace winnow::conformance {

/// What a check found wrong.
class Flaw : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};
/// Why a check says nothing about this plugin.
class LeftOut : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Thrown by a check at its end, where all that it tried holds: what it has not tried.
class InPart : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

inline void require(bool holds, const std::string& otherwise) {
  if (!holds) throw Flaw(otherwise);
}

/// UTF-8 as well, as JSON demands.
inline bool is_one_line_of_json(std::string_view text) {
  return text.find('\n') == std::string_view::npos && nlohmann::json::accept(text);
}

/// Until when a plugin may call the functions that it was handed. What such functions touch must outlive the
/// plugin's instance, or a call that comes too late would crash where it should be counted: see lasting().
class Term {
 public:
  void end() { over_ = true; }
  /// Each handed function begins with this.
  void called(const char* function) {
    const char* none = nullptr;
    if (over_) first_late_->compare_exchange_strong(none, function);
  }
  /// The first function of all that was called too late, or NULL: a literal of the host's.
  static const char* late() { return *first_late_; }
  /// From here on a process that is forked tells its parent too.
  static void tell_the_parent();

 private:
  using Name = std::atomic<const char*>;
  static inline Name own_ = nullptr;
  static inline Name* first_late_ = &own_;
  std::atomic<bool> over_ = false;
};

/// An object that stays until the process ends, which is soon: it is that of one check.
template <class Object, class... Arguments>
Object& lasting(Arguments&&... arguments) {
  return *new Object{std::forward<Arguments>(arguments)...};
}

/// A host as plugins see it: a frozen clock, reasons by number.
class TestHost {
 public:
  TestHost();
  TestHost(const TestHost&) = delete;
  TestHost& operator=(const TestHost&) = delete;
  const winnow_host* table() const { return &table_; }
  std::size_t reasons() const { return reasons_.size(); }
  Term& term() { return term_; }

 private:
  winnow_host table_{};
  Term term_;
  std::vector<std::string> reasons_;
};

/// Loads the library; throws Flaw.
const winnow_library* load(const std::string& file);

/// The first plugin of the library, once its tables are known to be whole; throws Flaw.
const winnow_plugin& plugin_of(const Subject& subject);

/// One value an option: those of the subject, else the declared default, else NULL; throws LeftOut where a required
/// one is missing, or a default is none.
std::vector<Value> values_of(const winnow_plugin& plugin, const Subject& subject);

/// Throws Flaw where the subject asks for what no plugin of this kind has, or gives an option that this one does
/// not take: nothing is tried then.
void require_fit(const Subject& subject);

/// An instance that is destroyed at the end.
class Instance {
 public:
  Instance(const winnow_plugin& plugin, const std::vector<Value>& values);
  explicit Instance(const Subject& subject);
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;
  ~Instance() {
    plugin_.destroy(self_);
    host_.term().end();
  }
  void* self() const { return self_; }
  TestHost& host() const { return host_; }
  const winnow_job& job() const { return *plugin_.job; }
  const winnow_store& store() const { return *plugin_.store; }

 private:
  const winnow_plugin& plugin_;
  TestHost& host_ = lasting<TestHost>();
  void* self_ = nullptr;
};

/// Throws Flaw with the plugin's own words unless the code is WINNOW_OK.
void expect_ok(winnow_code code, const winnow_error& error, const char* call);

/// A check as it stands in a table.
struct Check {
  const char* name;
  const char* explanation;
  void (*run)(const Subject& subject);
};
std::vector<Check> loading_checks();  ///< where one of them fails, nothing else can be tried
std::vector<Check> general_checks();
std::vector<Check> job_checks();
std::vector<Check> store_checks();
void declares_its_options(const Subject& subject);  ///< of jobs and stores
void settles_after_death(const Subject& subject);   ///< a check of stores, as the next
void keeps_files(const Subject& subject);
void knows_itself(const Subject& subject);
void filters_as_the_host(const Subject& subject);
void calls_nothing_too_late(const Subject& subject);  ///< of jobs and stores
void use_job(const Subject& subject);                 ///< plans, and reviews; throws as the checks of jobs do

}  // namespace winnow::conformance
