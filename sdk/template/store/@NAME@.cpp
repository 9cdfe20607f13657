/// @NAME@: JSON documents. A target is a folder below `root`, an item a file KEY.json in it. Whoever writes documents
/// holds a lock on the folder (flock) meanwhile, as this store does.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <winnow/copy.hpp>
#include <winnow/export.hpp>
#include <winnow/page.hpp>

namespace {

using namespace winnow;
namespace fs = std::filesystem;
using Json = nlohmann::json;

const Options kOptions = {option("root", WINNOW_TEXT).path().required().help("folder that holds the targets")};

/// An open folder, locked until it is closed.
struct Locked {
  const int fd;
  explicit Locked(const fs::path& folder) : fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (::flock(fd, LOCK_EX) != 0) throw Error(WINNOW_UNAVAILABLE, folder.string() + " cannot be locked");
  }
  Locked(const Locked&) = delete;
  ~Locked() { ::close(fd); }
  void sync() const {
    if (::fsync(fd) != 0) throw Error(WINNOW_UNAVAILABLE, "the folder cannot be synced");
  }
};

class @CLASS@ final : public Store {
 public:
  @CLASS@(const OptionValues& options, Host& host) : host_(host), root_(fs::canonical(options.text("root"))) {}

  std::string identity() override { return "@NAME@:" + root_.string(); }

  std::vector<Fact> inspect(std::string_view) override { return {{WINNOW_FACT_KEY, WINNOW_TEXT, "key", "file name"}}; }
  std::optional<std::uint64_t> total(std::string_view target) override { return keys(target).size(); }

  void scan(const Selection& selection, const ItemSink& out) override { show(selection, keys(selection.target), out); }
  void fetch(const Selection& selection, std::span<const std::string_view> keys, const ItemSink& out) override {
    show(selection, {keys.begin(), keys.end()}, out);
  }

  void remove(const winnow_permit& permit, const Selection& selection, std::span<const winnow_item> items, Bin& bin,
              std::span<winnow_outcome> outcomes) override {
    check_permit(permit, WINNOW_REMOVE, keys_of(items));
    const Locked folder(folder_of(selection.target));
    bin.open(selection.target, "{}");
    std::vector<std::string> texts(items.size());  // of those that were put
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::optional<std::string> text = read(selection.target, view(items[i].key));
      outcomes[i] = !text ? WINNOW_GONE : version(*text) != view(items[i].version) ? WINNOW_CHANGED : WINNOW_REFUSED;
      if (outcomes[i] != WINNOW_REFUSED) continue;
      Page now(selection.fields.size());
      add(now, selection, view(items[i].key), *text);
      std::string content;
      append_text(content, texts[i] = *text);
      bin.put({i, borrow(std::string_view{selection.target}), items[i].key, now.items()[0].fields, now.items()[0].time,
               borrow(std::string_view{content})});
    }
    std::vector<std::uint8_t> take(items.size(), 0);
    bin.seal(take);  // from here on the copies are safe; take says which documents may go
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (take[i] != 1 || texts[i].empty()) continue;
      require_in_time(permit);
      outcomes[i] = fs::remove(path_of(selection.target, view(items[i].key))) ? WINNOW_DONE : WINNOW_GONE;
    }
    folder.sync();
  }

  void restore(const winnow_permit& permit, std::span<const winnow_header>, std::span<const winnow_piece> pieces,
               std::span<winnow_outcome> outcomes) override {
    check_permit(permit, WINNOW_RESTORE, keys_of(pieces));
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const Locked folder(folder_of(view(pieces[i].target)));
      const winnow_outcome found = compare(pieces[i]);
      outcomes[i] = found == WINNOW_SAME ? WINNOW_DONE : found == WINNOW_CHANGED ? WINNOW_OCCUPIED : write(pieces[i]);
      folder.sync();
    }
  }
  void settle(const winnow_permit& permit, std::span<const winnow_header>, std::span<const winnow_piece> pieces,
              std::span<winnow_outcome> outcomes) override {
    check_permit(permit, WINNOW_SETTLE, keys_of(pieces));
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      Locked(folder_of(view(pieces[i].target))).sync();  // waits for a session that still holds the lock
      outcomes[i] = compare(pieces[i]);
    }
  }
  void purge(const winnow_permit&, std::span<const winnow_piece>, std::span<winnow_outcome>) override {
    throw Error(WINNOW_UNSUPPORTED, "copies lie in the host's bin");
  }
  void lock(std::string_view) override {}

 private:
  fs::path folder_of(std::string_view target) const { return below(root_, std::string(target)); }
  fs::path path_of(std::string_view target, std::string_view key) const {
    return below(folder_of(target), std::string(key) + ".json");
  }
  static fs::path below(const fs::path& folder, const std::string& name) {
    if (name.starts_with('.') || name.find('/') != name.npos) throw Error(WINNOW_BAD_CONFIG, name + " is no file name");
    return folder / name;
  }
  std::vector<std::string> keys(std::string_view target) const {
    std::vector<std::string> out;
    for (const auto& entry : fs::directory_iterator(folder_of(target))) {
      if (entry.path().extension() == ".json") out.push_back(entry.path().stem().string());
    }
    return out;
  }
  std::optional<std::string> read(std::string_view target, std::string_view key) const {
    std::ifstream in(path_of(target, key), std::ios::binary);
    return in ? std::optional(std::string(std::istreambuf_iterator<char>(in), {})) : std::nullopt;
  }
  winnow_outcome write(const winnow_piece& piece) const {
    const fs::path path = path_of(view(piece.target), view(piece.key));
    const std::string text = parse(view(piece.content)).get<std::string>();
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    const bool whole = fd >= 0 && ::write(fd, text.data(), text.size()) == ssize_t(text.size()) && ::fsync(fd) == 0;
    if (fd >= 0) ::close(fd);
    if (fd >= 0 && !whole) fs::remove(path);
    return whole ? WINNOW_DONE : WINNOW_FAILED;
  }
  winnow_outcome compare(const winnow_piece& piece) const {
    const std::optional<std::string> now = read(view(piece.target), view(piece.key));
    return !now ? WINNOW_DONE : parse(view(piece.content)) == *now ? WINNOW_SAME : WINNOW_CHANGED;
  }
  static Json parse(std::string_view text) { return Json::parse(text, nullptr, /*allow_exceptions=*/false); }
  static std::string version(std::string_view text) {
    return std::to_string(permit_digest(0, {}, {}, std::span(&text, 1)));
  }

  void add(Page& page, const Selection& selection, std::string_view key, std::string_view text) const {
    const Json document = parse(text);
    const auto member = [&](const std::string& name) {
      if (!document.is_object() || !document.contains(name)) return Value::null();
      return value_in(document[name]).value_or(Value::other(document[name].dump()));
    };
    const Value time = member(selection.time_field);
    const Page::Place at = page.add();
    at.item.key = page.keep(key);
    at.item.version = page.keep(version(text));
    at.item.bytes = text.size();
    if (!time.is_null()) at.item.time = time.is_words() ? host_.read_time(time.text) : WINNOW_TIME_UNREADABLE;
    for (std::size_t i = 0; i < at.fields.size(); ++i) {
      const bool is_time = selection.fields[i] == selection.time_field;
      at.fields[i] = is_time ? time_value(at.item.time) : page.keep(borrow(member(selection.fields[i])));
    }
  }
  void show(const Selection& selection, std::vector<std::string> keys, const ItemSink& out) const {
    while (!keys.empty()) {
      Page page(selection.fields.size());
      for (; !keys.empty() && page.size() < page_size(selection); keys.pop_back()) {
        if (const auto text = read(selection.target, keys.back())) add(page, selection, keys.back(), *text);
      }
      if (!page.empty() && out(page.items()) == Next::stop) throw Error(WINNOW_STOPPED, "stopped");
    }
  }

  Host& host_;
  fs::path root_;
};

}  // namespace

WINNOW_LIBRARY(winnow::plugin<@CLASS@>(
    {.id = "@NAME@", .version = "0.1.0", .summary = "JSON documents in folders", .options = kOptions}))
