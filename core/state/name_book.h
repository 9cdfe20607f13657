/// Names that were read out of columns, on disk, however many there are: keys that values say, and paths that they
/// may mean besides (core/judge/links.h).
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/state/sqlite.h"

namespace winnow {

/// Who wrote a name.
struct Writer {
  std::int64_t namer = 0;    ///< a number of the caller's
  std::int64_t segment = 0;  ///< of a row in the bin: its segment and line; of a live one 0
  std::int64_t line = 0;
};

/// Of paths only digests of 64 bits are kept: that two are taken for one keeps a file too much, never too few.
/// Thread rule: one thread.
class NameBook {
 public:
  NameBook();

  /// How a path was written: as a whole, or as the end of a longer one.
  enum class Path { end, whole };

  void add_key(std::string_view key, const Writer& writer);
  void add_path(std::string_view path, Path how, const Writer& writer);
  void mark_there(std::string_view key);
  /// Keys that nobody marked, in order.
  void each_not_there(const std::function<void(const std::string& key, const Writer& writer)>& visit);

  using Accepts = std::function<bool(const Writer&)>;
  /// Somebody who wrote it, of those that `accepts` lets count.
  std::optional<Writer> who_wrote_key(std::string_view key, const Accepts& accepts);
  /// `least`: whole finds only what was written as a whole.
  std::optional<Writer> who_wrote_path(std::string_view path, Path least, const Accepts& accepts);

 private:
  Database db_;
  Transaction filling_;
  Statement add_key_, add_path_, mark_, find_key_, find_path_;
};

}  // namespace winnow
