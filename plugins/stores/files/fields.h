/// The fields of a file as items show them: key folder name size modified arrived mode owner.
#pragma once

#include <sys/types.h>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "file_facts.h"
#include "winnow/page.hpp"

namespace winnow::files {

/// What stands at a key.
struct FoundFile {
  FoundFile() = default;
  FoundFile(std::string at, std::optional<FileFacts> what, std::string_view why)
      : key(std::move(at)), facts(what), obstacle(why) {}

  std::string key;
  std::optional<FileFacts> facts;  ///< nullopt: something is there, but it cannot be looked at
  std::string_view obstacle;       ///< a literal; empty: none
  std::int64_t time = WINNOW_TIME_UNREADABLE;
  std::int64_t arrived = WINNOW_TIME_UNREADABLE;  ///< only where that is asked for
};

/// Reads the fields that a selection asks for. Thread rule: one thread.
class FieldReader {
 public:
  /// Throws Error(WINNOW_BAD_CONFIG) for an unknown field, and for a time field other than "modified".
  explicit FieldReader(const Selection& selection);

  /// One value a field, in the selection's order.
  std::vector<Value> read(const FoundFile& file);

  /// One fact a field, and that of the key.
  static std::vector<Fact> facts();

 private:
  std::string owner_name(uid_t owner);

  std::vector<std::size_t> columns_;
  std::map<uid_t, std::string> owners_;
};

/// Pages of items on their way to a sink.
class ItemPages {
 public:
  ItemPages(const Selection& selection, const ItemSink& out) : fields_(selection), pages_(selection, out) {}

  /// Throws Error(WINNOW_STOPPED) when the sink wants no more; so does flush().
  void add(const FoundFile& file);
  void flush() { pages_.finish(); }

 private:
  FieldReader fields_;
  Pages pages_;
};

}  // namespace winnow::files
