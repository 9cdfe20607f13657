/// The fields of an object as items show them: key folder name size modified etag storage_class, and tag.NAME.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "answers.h"
#include "parking/time_rule.h"
#include "winnow/page.hpp"

namespace winnow::s3 {

/// An object, with its tags where they were asked for.
struct FoundObject {
  ObjectFacts facts;
  std::map<std::string, std::string> tags;
  std::string_view obstacle;  ///< a literal; empty: none
};

/// What an item's version is: it changes whenever the object is written.
std::string version_of(const ObjectFacts& facts);

/// The part of the key before its last slash, and what comes after it.
std::string_view folder_of(std::string_view key);
std::string_view name_of(std::string_view key);

/// Reads the fields that a selection asks for. Thread rule: const after construction.
class FieldReader {
 public:
  /// Throws Error(WINNOW_BAD_CONFIG) for an unknown field, and for a time field other than "modified".
  FieldReader(const Selection& selection, const parking::TimeRule& times, const Host& host);

  bool wants_tags() const { return wants_tags_; }
  std::int64_t time_of(const FoundObject& object) const;
  void add(Pages& pages, const FoundObject& object) const;
  /// One value a field, in the selection's order.
  std::vector<Value> read(const FoundObject& object) const;

  /// One fact a field, and that of the key.
  static std::vector<Fact> facts();

 private:
  std::vector<std::string> fields_;
  const parking::TimeRule& times_;
  const Host& host_;
  bool wants_tags_ = false;
};

}  // namespace winnow::s3
