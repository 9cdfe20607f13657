/// One history of a table, its files and winnow, made from one number: the application writes, jobs run, people
/// hold, undo and release, time passes, and in most runs something fails at some moment. After each step the
/// promises of docs/safety.md are asked of what there is.
///
///   History history(4711, std::cout);
///   if (const auto broken = history.run()) std::cout << *broken;      // the same on every machine
///
/// What fails, in a run: nothing; a call, with an error; a call that worked and whose answer is lost; the process,
/// which dies with an exception that nothing in winnow knows; a call that hangs for hours; the application, which
/// writes meanwhile; the store, which lies about what it did. Thread rule: one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>

namespace winnow {

/// What came about, so that a simulation in which nothing happens is noticed.
struct Happened {
  std::uint64_t removed = 0, restored = 0, purged = 0, died = 0, failed = 0, conflicts = 0, at_limit = 0;
  void add(const Happened& other);
};

class History {
 public:
  /// `told`: where each step is told, or nullptr.
  History(std::uint64_t seed, std::ostream* told);

  /// Lives it. Answers the promise that was broken, or nothing.
  std::optional<std::string> run();
  const Happened& happened() const { return happened_; }

 private:
  std::uint64_t seed_;
  std::ostream* told_;
  Happened happened_;
};

}  // namespace winnow
