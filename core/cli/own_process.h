/// A command that asks plugins works in a process of its own, so that one that ends the process, crashes or never
/// answers is told of, and no command ends with status 0 before its last word.
#pragma once

#include <optional>
#include <streambuf>
#include <string>

#include "core/config/config.h"

namespace winnow {

/// Forks before anything is opened. In the child: nullopt, it does the work. In the parent, once that has ended:
/// the exit status; what did not come to its end is a Failure that names the plugin that was being asked. Signals
/// to stop reach the child; one that ended it from outside (SIGKILL, SIGTERM, ...) ends the parent likewise.
std::optional<int> in_own_process();

/// In the child, when all was said. In any other process it does nothing.
void say_ended(int status);

/// No answer of a plugin may take longer than the longest deadline of the jobs; without one on each, it may.
void limit_answers(const Config& config);

/// Holds back what is printed, so that a document stands on standard output only where its command came to its end.
/// What is longer than a mebibyte flows on: a listing may be of any length.
class HeldBack final : public std::streambuf {
 public:
  /// Stands before `to` until it is destroyed; what it still holds then is lost.
  explicit HeldBack(std::ostream& to);
  HeldBack(const HeldBack&) = delete;
  HeldBack& operator=(const HeldBack&) = delete;
  ~HeldBack() override;
  /// Hands on what is held.
  void let_go();

 protected:
  int_type overflow(int_type c) override;
  std::streamsize xsputn(const char* text, std::streamsize n) override;

 private:
  std::ostream& to_;
  std::streambuf* const before_;
  std::string held_;
};

}  // namespace winnow
