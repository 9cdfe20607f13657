/// Bind mounts below the root, in a mount namespace of the test's own; they share the device number of what they
/// show.
#include <sched.h>
#include <sys/mount.h>

#include <catch2/catch.hpp>

#include "tests/unit/files/support.h"

using namespace winnow;
using namespace winnow::files;
namespace fs = std::filesystem;

namespace {

/// Mounts that end with the test.
class Mounts {
 public:
  bool possible() const { return possible_; }
  void bind(const fs::path& from, const fs::path& to) {
    fs::create_directories(to);
    REQUIRE(mount(from.c_str(), to.c_str(), nullptr, MS_BIND, nullptr) == 0);
    mounted_.push_back(to);
  }
  ~Mounts() {
    for (const fs::path& path : mounted_) umount2(path.c_str(), MNT_DETACH);
  }

 private:
  bool possible_ = unshare(CLONE_NEWNS) == 0 && mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
  std::vector<fs::path> mounted_;
};

}  // namespace

TEST_CASE("files mounts: what is mounted below the root is shown once, never entered and never removed") {
  Sandbox box;
  Mounts mounts;
  if (!mounts.possible()) {
    WARN("not tried: this account may not mount");
    return;
  }
  box.write("private/a");
  box.write("other/x");
  mounts.bind(box.at("other"), box.at("private/mnt"));
  CHECK(box.listing("private/") == std::vector<std::string>{"private/a", "private/mnt (other_device)"});
  CHECK(box.fetch({"private/mnt/x"}).at(0).obstacle == "other_device");
  TestBin bin;
  CHECK(box.remove({"private/a", "private/mnt/x"}, bin) == Outcomes{WINNOW_DONE, WINNOW_REFUSED});
  CHECK_THAT(box.host.warnings.at(0), Catch::Contains("other_device"));
  CHECK(box.has("other/x"));
}

TEST_CASE("files mounts: a bin that is a mount of its own is refused before anything is put") {
  Sandbox box;
  Mounts mounts;
  if (!mounts.possible()) {
    WARN("not tried: this account may not mount");
    return;
  }
  box.write("private/a");
  fs::create_directory(box.outer / "bin");
  mounts.bind(box.outer / "bin", box.at(".trash"));
  TestBin bin;
  CHECK(box.remove({"private/a"}, bin) == Outcomes{WINNOW_REFUSED});
  CHECK(bin.puts.empty());
  CHECK(box.has("private/a"));
  const auto facts = box.open().inspect("private/");
  CHECK(facts.back().name == "bin_elsewhere");
}

TEST_CASE("files mounts: a folder that is mounted over after it was looked at keeps its file") {
  Sandbox box;
  Mounts mounts;
  if (!mounts.possible()) {
    WARN("not tried: this account may not mount");
    return;
  }
  box.write("private/a");
  fs::create_directory(box.outer / "over");
  TestBin bin;
  bin.on_seal = [&] { mounts.bind(box.outer / "over", box.at("private")); };
  CHECK(box.remove({"private/a"}, bin) == Outcomes{WINNOW_FAILED});
  CHECK_FALSE(box.has(kPlace));
}
