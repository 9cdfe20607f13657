#include "tests/unit/files/support.h"

#include <fcntl.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace winnow::files {

namespace fs = std::filesystem;

void TestHost::log(int level, std::string_view message) {
  const std::lock_guard lock(mutex_);
  if (level >= WINNOW_WARN) warnings.emplace_back(message);
}

std::int64_t TestHost::read_time(std::string_view iso) const {
  const auto time = parse_item_time(iso, Zone{});
  return time ? micros_of(*time) : WINNOW_TIME_UNREADABLE;
}

void TestBin::open(std::string_view to, std::string_view words) {
  target = to;
  header = words;
}

void TestBin::put(const winnow_piece& piece) {
  puts.push_back({piece.item, std::string(view(piece.key)), std::string(view(piece.content))});
  on_put(piece);
}

void TestBin::seal(std::span<std::uint8_t> take) {
  on_seal();
  ++sealed;
  for (const Put& put : puts) take[put.item] = std::ranges::find(keep, put.key) == keep.end() ? 1 : 0;
}

Sandbox::Sandbox() {
  std::string form = (fs::temp_directory_path() / "winnow-files-XXXXXX").string();
  REQUIRE(mkdtemp(form.data()) != nullptr);
  outer = form;
  root = outer / "root";
  fs::create_directory(root);
}

Sandbox::~Sandbox() {
  std::error_code ignored;
  fs::remove_all(outer, ignored);
}

void Sandbox::write(const std::string& path, const std::string& content) const {
  fs::create_directories(at(path).parent_path());
  std::ofstream(at(path)) << content;
  const timespec times[2] = {{1'750'372'260, 123'456'789}, {1'750'372'260, 123'456'789}};
  REQUIRE(utimensat(AT_FDCWD, at(path).c_str(), times, AT_SYMLINK_NOFOLLOW) == 0);
}

std::string Sandbox::read(const std::string& path) const {
  std::ifstream file(at(path));
  REQUIRE(file);
  std::stringstream out;
  out << file.rdbuf();
  return out.str();
}

bool Sandbox::has(const std::string& path) const {
  return fs::exists(fs::symlink_status(at(path)));
}

bool Sandbox::bin_is_empty() const {
  for (const fs::directory_entry& entry : fs::directory_iterator(at(".trash"))) {
    if (entry.path().filename() != ".identity") return false;
  }
  return true;
}

struct stat Sandbox::stat_of(const std::string& path) const {
  struct stat out {};
  REQUIRE(lstat(at(path).c_str(), &out) == 0);
  return out;
}

FilesStore& Sandbox::open(const std::string& from, const std::string& format) {
  const Value texts[] = {Value::of_text(root.string()), Value::of_text(from), Value::of_text(format)};
  const std::vector<winnow_value> values = {borrow(texts[0]), borrow(texts[1]), borrow(texts[2])};
  store_ = std::make_unique<FilesStore>(OptionValues(kOptions, values), host);
  return *store_;
}

namespace {

ItemSink into(std::vector<Seen>& out, std::size_t nfields) {
  return [&out, nfields](std::span<const winnow_item> items) {
    for (const winnow_item& item : items) {
      Seen seen{std::string(view(item.key)),
                std::string(view(item.version)),
                std::string(view(item.obstacle)),
                item.time,
                item.bytes,
                {}};
      for (std::size_t i = 0; i < nfields; ++i) seen.fields.push_back(own(item.fields[i]));
      out.push_back(std::move(seen));
    }
    return Next::more;
  };
}

}  // namespace

std::vector<Seen> Sandbox::scan(const std::string& target, std::vector<std::string> fields) {
  if (!store_) open();
  Selection selection;
  selection.target = target;
  selection.fields = std::move(fields);
  selection.page = 2;
  std::vector<Seen> out;
  store_->scan(selection, into(out, selection.fields.size()));
  return out;
}

std::vector<Seen> Sandbox::fetch(const std::vector<std::string>& keys) {
  if (!store_) open();
  const std::vector<std::string_view> views(keys.begin(), keys.end());
  std::vector<Seen> out;
  store_->fetch(Selection{}, views, into(out, 0));
  return out;
}

std::vector<std::string> Sandbox::listing(const std::string& target) {
  std::vector<std::string> out;
  for (const Seen& seen : scan(target)) {
    out.push_back(seen.obstacle.empty() ? seen.key : seen.key + " (" + seen.obstacle + ")");
  }
  std::ranges::sort(out);
  return out;
}

const winnow_permit& Sandbox::mint(winnow_action action, std::span<const std::string_view> keys) {
  permit = {};
  permit.struct_size = sizeof permit;
  permit.action = action;
  permit.count = static_cast<std::uint32_t>(keys.size());
  permit.run = borrow("run-1");
  permit.target = borrow("private/");
  permit.place = borrow(std::string_view{kPlace});
  permit.not_after = not_after;
  permit.digest = permit_digest(action, "run-1", "private/", keys);
  return permit;
}

std::vector<winnow_outcome> Sandbox::remove(const std::vector<std::string>& keys, TestBin& bin,
                                            std::uint32_t flags) {
  if (!store_) open();
  Selection selection;
  selection.target = "private/";
  selection.fields = {"name", "size"};
  selection.reason = "older than 30d";
  std::vector<winnow_item> items;
  for (const std::string& key : keys) {
    winnow_item item{};
    item.key = borrow(std::string_view{key});
    item.version = borrow(std::string_view{version});
    items.push_back(item);
  }
  const std::vector<std::string_view> views(keys.begin(), keys.end());
  std::vector<winnow_outcome> out(keys.size(), WINNOW_NOT_TRIED);
  mint(WINNOW_REMOVE, views);
  permit.flags = flags;
  store_->remove(permit, selection, items, bin, out);
  return out;
}

std::vector<winnow_outcome> Sandbox::act(winnow_action action, const TestBin& bin) {
  if (!store_) open();
  std::vector<winnow_piece> pieces;
  std::vector<std::string_view> keys;
  for (const TestBin::Put& put : bin.puts) {
    winnow_piece piece{};
    piece.item = put.item;
    piece.key = borrow(std::string_view{put.key});
    piece.content = borrow(std::string_view{put.content});
    pieces.push_back(piece);
    keys.push_back(put.key);
  }
  const winnow_header header{borrow(std::string_view{bin.target}), borrow(std::string_view{bin.header})};
  std::vector<winnow_outcome> out(pieces.size(), WINNOW_NOT_TRIED);
  switch (action) {
    case WINNOW_RESTORE: store_->restore(mint(action, keys), {&header, 1}, pieces, out); break;
    case WINNOW_PURGE: store_->purge(mint(action, keys), pieces, out); break;
    default: store_->settle(mint(action, keys), {&header, 1}, pieces, out);
  }
  return out;
}

std::vector<winnow_outcome> Sandbox::restore(const TestBin& bin) {
  return act(WINNOW_RESTORE, bin);
}
std::vector<winnow_outcome> Sandbox::purge(const TestBin& bin) {
  return act(WINNOW_PURGE, bin);
}
std::vector<winnow_outcome> Sandbox::settle(const TestBin& bin) {
  return act(WINNOW_SETTLE, bin);
}

}  // namespace winnow::files
