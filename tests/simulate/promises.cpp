#include "tests/simulate/promises.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace winnow {
namespace {

namespace fs = std::filesystem;

using Copies = std::multimap<std::string, FlakyRow>;

bool has_copy(const Copies& copies, const std::string& key, const FlakyRow& row) {
  const auto [begin, end] = copies.equal_range(key);
  return std::any_of(begin, end, [&row](const auto& copy) { return copy.second == row; });
}

}  // namespace

void Happened::add(const Happened& other) {
  removed += other.removed;
  restored += other.restored;
  purged += other.purged;
  died += other.died;
  failed += other.failed;
  conflicts += other.conflicts;
  at_limit += other.at_limit;
}

void broken(const std::string& promise, const std::string& what) {
  throw Broken{promise + ": " + what};
}

void Promises::begin(Doing doing) {
  doing_ = doing;
  back_.clear();
  began_ = sweep_.now();
}

void Promises::notice() {
  const FlakyRows& rows = sweep_.table.rows;
  for (const auto& [key, row] : live_) {
    const auto now = rows.find(key);
    const std::string name = key + " " + row.note;
    if (now != rows.end() && now->second == row) continue;
    if (now != rows.end()) broken("nothing is overwritten", name);
    if (doing_ != Doing::removing) broken("only apply removes", name);
    const bool old = row.deleted_at != WINNOW_TIME_NONE && row.deleted_at < micros_of(began_ - kKeep);
    if (!old) broken("nothing goes that should stay", name);
    if (held_.contains(key)) broken("what is held stays", name);
    if (!owed_.insert({{key, row}, began_}).second) broken("nothing is removed twice", name);
    removals_.push_back(began_);
    ++happened_.removed;
  }
  for (const auto& [key, row] : rows) {
    if (live_.contains(key)) continue;
    const Version version{key, row};
    const bool owed = owed_.erase(version) > 0 || half_back_.contains(version);
    if (doing_ != Doing::restoring || !owed) {
      broken("only undo brings back, and exactly what went", key + " " + row.note);
    }
    back_.insert(version);
    ++happened_.restored;
  }
  live_ = rows;
  std::erase_if(removals_, [this](Time at) { return at <= began_ - std::chrono::hours(24); });
  if (removals_.size() > kMaxDeletes) broken("limits hold", std::to_string(removals_.size()) + " rows in a day");
  if (removals_.size() == kMaxDeletes) ++happened_.at_limit;
}

void Promises::ask() {
  notice();
  nothing_lost();
  files_stand();
  sweep_.check_ledger();
}

void Promises::nothing_lost() {
  const Copies copies = sweep_.all_copies();
  for (auto owed = owed_.begin(); owed != owed_.end();) {
    const auto& [key, row] = owed->first;
    if (has_copy(copies, key, row)) {
      ++owed;
      continue;
    }
    const std::string name = key + " " + row.note;
    if (doing_ != Doing::purging) broken("nothing leaves without a copy", name);
    if (held_.contains(key)) broken("what is held is not purged", name);
    if (owed->second > began_ - kBinKeep) broken("nothing is purged before its time", name);
    ++happened_.purged;
    owed = owed_.erase(owed);
  }
}

void Promises::broke_off() {
  half_back_.insert(back_.begin(), back_.end());
  const Copies copies = sweep_.all_copies();
  for (const auto& [key, row] : live_) {
    if (has_copy(copies, key, row)) half_back_.insert({key, row});
  }
}

void Promises::ask_after(Lie lie) {
  if (lie == Lie::never_seals) return;
  const Copies copies = sweep_.all_copies();
  for (const auto& [key, row] : live_) {
    if (sweep_.table.rows.contains(key) || has_copy(copies, key, row)) continue;
    broken("nothing leaves without a copy, whatever the store says", key + " " + row.note);
  }
}

/// No live row is without its file, and the file of a row in the bin is there, wherever it lies.
void Promises::files_stand() {
  std::set<std::string> there;
  for (const auto& entry : fs::recursive_directory_iterator(sweep_.uploads())) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path());
    std::string content;
    std::getline(in, content);
    there.insert(content);
  }
  for (const auto& [key, row] : live_) {
    if (!row.file.empty() && !sweep_.has_file(row.file)) broken("a live row has its file", key + " " + row.file);
  }
  for (const auto& [version, at] : owed_) {
    const std::string& file = version.second.file;
    if (file.empty() || dropped_.contains(file)) continue;
    const std::string content = file.substr(file.find('/') + 1);
    if (there.contains(content)) continue;
    // A purge destroys the file before the copy: one that died in between leaves a row that cannot come back.
    const bool was_to_go = doing_ == Doing::purging && at <= began_ - kBinKeep && !held_.contains(version.first);
    if (!was_to_go) broken("a row in the bin has its file", version.first + " " + file);
    dropped_.insert(file);
  }
}

void Promises::ask_all_back() const {
  for (const auto& [version, at] : owed_) {
    const bool file_destroyed = dropped_.contains(version.second.file);  // it stays in the bin and is named
    if (!live_.contains(version.first) && !file_destroyed)
      broken("undo brings back all", version.first + " " + version.second.note);
  }
}

void Promises::ask_index() {
  const FlakyRows binned = sweep_.binned();
  for (const auto& [version, at] : owed_) {
    if (!binned.contains(version.first)) broken("what went is in the bin by its index", version.first);
  }
}

}  // namespace winnow
