/// Fields of an item that no store has and the host answers itself, where a rule asks for them:
///
///   referenced       whether anything names the item, see links.h
///   refers.NAME      how many rows of another target point at it, as the policy's `refers` says
///   dated            of files and objects: the date that the key bears, see core/policy/dated_key.h
///   series, series_folder, series_unit   the key without that date, its folder, and the backup that it is a part
///   of
///   stays            of files and objects: whether it stays whatever the rule says of it
///
/// They stand at the end of a selection's fields, so that those before them are the store's.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/judge/setup.h"

namespace winnow {

inline constexpr std::string_view kReferencedField = "referenced";
inline constexpr std::string_view kStaysField = "stays";

/// Whether the host answers that field for the job. `known`: the fields that the store says it has; they go first.
bool is_host_field(const std::string& name, const Setup& setup, const std::vector<std::string>& known);

/// Shows items with the setup's host fields at their end; without any, as they are. A page at once: each other
/// target is asked once. Thread rule: one thread.
class WithHostFields {
 public:
  explicit WithHostFields(const Setup& setup) : setup_(setup) {}

  /// Where apply follows a plan file: whether it lists exactly this item. All others stay.
  void follow(std::function<bool(const winnow_item&)> listed) { listed_ = std::move(listed); }

  /// The views end with the next call, or with those of `items`. Throws Error or Failure when another target cannot
  /// be asked.
  std::span<const winnow_item> operator()(std::span<const winnow_item> items);

 private:
  bool stays(const winnow_item& item, const NamedBy& named) const;

  const Setup& setup_;
  std::function<bool(const winnow_item&)> listed_;
  std::vector<winnow_item> items_;
  std::vector<winnow_value> fields_;
  std::vector<std::string> texts_;
};

}  // namespace winnow
