/// Stores that keep whole files of the host's: what was put is there, alone, until it is dropped.
#include "store_bench.h"

namespace winnow::conformance {
namespace {

constexpr std::string_view kFolder = "conformance";
constexpr std::string_view kName = "conformance/a-run/a.job/1.r1.jsonl.zst";

/// The files of one instance.
class Files {
 public:
  explicit Files(const Subject& subject) : instance_(subject) {}

  /// Whether the store says that it keeps such files.
  bool are_kept() {
    const winnow_store& store = instance_.store();
    const int members = (WINNOW_HAS(&store, put_file) ? 1 : 0) + (WINNOW_HAS(&store, get_file) ? 1 : 0) +
                        (WINNOW_HAS(&store, list_files) ? 1 : 0) + (WINNOW_HAS(&store, drop_file) ? 1 : 0);
    require(members == 0 || members == 4,
            "it has some of put_file, get_file, list_files and drop_file, and not all");
    return members == 4;
  }

  winnow_code put(std::string_view content) {
    winnow_error error{};
    return instance_.store().put_file(instance_.self(), borrow(kName), borrow(content), &error);
  }
  std::vector<std::string> get() {
    return texts([&](const winnow_text_sink* sink, winnow_error* error) {
      expect_ok(instance_.store().get_file(instance_.self(), borrow(kName), sink, error), *error, "get_file");
    });
  }
  std::vector<std::string> list() {
    return texts([&](const winnow_text_sink* sink, winnow_error* error) {
      expect_ok(instance_.store().list_files(instance_.self(), borrow(kFolder), sink, error), *error, "list_files");
    });
  }
  void drop() {
    winnow_error error{};
    expect_ok(instance_.store().drop_file(instance_.self(), borrow(kName), &error), error, "drop_file");
  }

 private:
  template <class Ask>
  static std::vector<std::string> texts(const Ask& ask) {
    std::vector<std::string> out;
    const winnow_text_sink sink{&out, [](void* ctx, winnow_text text) noexcept -> std::int32_t {
                                  static_cast<std::vector<std::string>*>(ctx)->emplace_back(view(text));
                                  return 0;
                                }};
    winnow_error error{};
    ask(&sink, &error);
    return out;
  }

  Instance instance_;
};

}  // namespace

void keeps_files(const Subject& subject) {
  Files files(subject);
  if (!files.are_kept()) return;  // a promise that it does not make
  Bench bench(subject);
  const std::vector<std::string> none;
  require(files.get() == none && files.list() == none, "it shows a file that nobody put");
  const std::string content("any\0bytes\n", 10);
  require(files.put(content) == WINNOW_OK, "it cannot keep a file");
  require(files.put(content) == WINNOW_OK, "it does not take the same file twice");
  require(files.put("another content") != WINNOW_OK, "it takes another content for a file that it has");
  Files other(subject);
  require(other.get() == std::vector{content}, "another instance does not get the file as it was put");
  require(other.list() == std::vector{std::string(kName)}, "another instance does not list exactly that file");
  bench.require_untouched("once a file of the host's is kept");
  other.drop();
  require(files.get() == none && files.list() == none, "what was dropped is still there");
  files.drop();
}

}  // namespace winnow::conformance
