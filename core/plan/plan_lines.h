/// The lines of a plan file: one JSON object an item (docs/plan-files.md).
#pragma once

#include <cstdio>
#include <string>

#include "winnow/plugin.h"

namespace winnow {

/// Which items are written.
enum class PlanDetail { decided, all };  ///< all: kept ones too

/// Writes to a descriptor that it does not own. Thread rule: one thread.
class PlanLines {
 public:
  PlanLines(int fd, PlanDetail detail, std::string job, std::string store, std::string target);
  ~PlanLines();
  PlanLines(const PlanLines&) = delete;
  PlanLines& operator=(const PlanLines&) = delete;

  /// The part's first line.
  void begin(const std::string& header) { line(header); }

  enum class Verdict { nominate, refuse, keep };
  void item(const winnow_item& item, Verdict verdict, std::string_view reason);
  /// A file that goes with the item `of`.
  void file(std::string_view store, std::string_view key, std::uint64_t bytes, std::string_view of);
  /// How many rows of `target` hang on the nominated items and go, or lose their reference, with them.
  void along(std::string_view target, std::uint64_t rows);
  /// Throws Failure if anything could not be written.
  void finish();

 private:
  void line(const std::string& text);
  std::FILE* file_;
  PlanDetail detail_;
  std::string job_, store_, target_;
  bool broken_ = false;
};

}  // namespace winnow
