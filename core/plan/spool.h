/// What a plan nominated, on disk: it is read back in the same order, however many millions there are, or one by
/// one.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/judge/judge.h"
#include "winnow/value.hpp"

namespace winnow {

struct PlannedItem {
  std::string key;
  std::string version;
  std::int64_t time = WINNOW_TIME_NONE;
  std::uint64_t bytes = 0;
  std::uint32_t reason = 0;       ///< a number of HostServices::reason
  std::vector<LinkedFile> files;  ///< those that go with it
  std::vector<Value> group;       ///< values of the selection's group_by
};

/// `item` has the selection's fields.
PlannedItem planned_item(const Selection& selection, const winnow_item& item, const Decision& decision);

/// A nameless file in `folder`; it vanishes with the object. Throws Failure. Thread rule: one thread.
class Spool {
 public:
  explicit Spool(const std::filesystem::path& folder);

  /// Answers the item's place.
  std::int64_t add(const PlannedItem& item);
  /// To the first item; nothing is added any more.
  void rewind();
  /// The next item, or false at the end.
  bool next(PlannedItem& item);
  /// After rewind(): the item of this place. To read on in order, rewind() again.
  PlannedItem at(std::int64_t place);

 private:
  void read(PlannedItem& item);
  void go_to(std::int64_t place);
  void put(const void* bytes, std::size_t size);
  void put(const std::string& text);
  /// The next bytes that were put, until more are asked for.
  const char* bytes(std::size_t size);
  void get(void* into, std::size_t size);
  std::string get_text();
  void write_block();

  std::filesystem::path folder_;
  Descriptor file_;
  std::string block_;         ///< what is still to be written; once all is written, what was read ahead
  std::size_t at_ = 0;        ///< in block_, while it is read
  std::size_t at_once_ = 0;   ///< bytes that are read
  std::int64_t written_ = 0;  ///< bytes, before block_
  bool is_written_ = false;   ///< rewind() was called
  std::uint64_t items_ = 0;
  std::uint64_t read_ = 0;
};

}  // namespace winnow
