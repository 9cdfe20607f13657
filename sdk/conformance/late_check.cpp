/// What a plugin was handed is not its own for ever: sinks and bins end with the call that brought them, the host's
/// table with the instance.
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <thread>

#include "store_bench.h"

namespace winnow::conformance {
namespace {

/// What one call of a store is handed. Each sink answers that it wants more.
struct Sinks {
  Term term{};
  winnow_text_sink text{&term, [](void* ctx, winnow_text) noexcept { return called(ctx, "a sink of texts"); }};
  winnow_fact_sink fact{&term,
                        [](void* ctx, const winnow_fact*) noexcept { return called(ctx, "the sink of facts"); }};
  winnow_dependants_sink dependants{
      &term, [](void* ctx, const winnow_dependants*) noexcept { return called(ctx, "the sink of dependants"); }};
  winnow_dependant_row_sink dependant_row{&term, [](void* ctx, const winnow_dependant_row*) noexcept {
                                            return called(ctx, "the sink of dependant rows");
                                          }};
  winnow_referrer_sink referrer{
      &term, [](void* ctx, const winnow_referrer*) noexcept { return called(ctx, "the sink of referrers"); }};
  winnow_parked_sink parked{
      &term, [](void* ctx, const winnow_parked*) noexcept { return called(ctx, "the sink of parked copies"); }};

  static std::int32_t called(void* term, const char* function) noexcept {
    static_cast<Term*>(term)->called(function);
    return 0;
  }
};

/// Makes one call, and says that the time of its sinks is over. Whether it answers well is asked by other checks.
template <class Call>
void make(const Call& call) {
  Sinks& sinks = lasting<Sinks>();
  winnow_error error{};
  call(sinks, &error);
  sinks.term.end();
}

void use_store(const Subject& subject) {
  const Instance instance(subject);
  const winnow_store& store = instance.store();
  void* const self = instance.self();
  const winnow_text target = borrow(std::string_view{subject.target});
  make([&](Sinks& sinks, winnow_error* error) { store.identity(self, &sinks.text, error); });
  if (WINNOW_HAS(&store, targets))
    make([&](Sinks& sinks, winnow_error* error) { store.targets(self, &sinks.text, error); });
  if (WINNOW_HAS(&store, parked))
    make([&](Sinks& sinks, winnow_error* error) { store.parked(self, &sinks.parked, error); });
  if (WINNOW_HAS(&store, list_files)) {
    make([&](Sinks& sinks, winnow_error* error) {
      store.list_files(self, borrow(std::string_view{"conformance"}), &sinks.text, error);
    });
  }
  if (subject.target.empty()) return;
  make([&](Sinks& sinks, winnow_error* error) { store.inspect(self, target, &sinks.fact, error); });
  Bench bench(subject);
  const std::vector<std::string> keys = bench.keys();
  bench.fetch(keys);
  std::vector<winnow_text> lent;
  for (const std::string& key : keys) lent.push_back(borrow(std::string_view{key}));
  if (WINNOW_HAS(&store, dependants)) {
    make([&](Sinks& sinks, winnow_error* error) {
      store.dependants(self, target, lent.data(), lent.size(), &sinks.dependants, error);
    });
  }
  if (WINNOW_HAS(&store, dependant_rows)) {
    make([&](Sinks& sinks, winnow_error* error) {
      store.dependant_rows(self, target, lent.data(), lent.size(), &sinks.dependant_row, error);
    });
  }
  if (WINNOW_HAS(&store, referrers)) {
    make([&](Sinks& sinks, winnow_error* error) {
      store.referrers(self, target, lent.data(), lent.size(), &sinks.referrer, error);
    });
  }
  Box& box = lasting<Box>(Box::Answer::fail, keys.size());  // its seal fails, so that nothing goes
  bench.remove(box, keys);
  box.term().end();
}

/// Uses the plugin, and ends as a program does, so that its destructors run.
[[noreturn]] void use_and_end(const Subject& subject) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  try {
    if (plugin_of(subject).job != nullptr) {
      use_job(subject);
    } else {
      use_store(subject);
    }
  } catch (const std::exception&) {
    // Other checks tell what was wrong, and what could not be tried; a plugin that was hardly used may call back
    // too.
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  std::exit(0);
}

}  // namespace

void calls_nothing_too_late(const Subject& subject) {
  values_of(plugin_of(subject), subject);  // left out here: what is never used calls nothing, early or late
  Term::tell_the_parent();
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("no process can be started");
  if (child == 0) use_and_end(subject);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (const char* const late = Term::late(); late != nullptr)
    throw Flaw(std::string(late) + " is called after its call has returned, or the instance is destroyed");
  if (WIFSIGNALED(status))
    throw Flaw("used, destroyed and ended, its process was killed by " +
               std::string(::strsignal(WTERMSIG(status))));
}

}  // namespace winnow::conformance
