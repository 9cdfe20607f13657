#include "core/plugin/asking.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <new>

#include "core/base/clock.h"
#include "core/base/failure.h"

namespace winnow {
namespace {

AskedPage own_page;
AskedPage* asked_now = &own_page;
const Asking* innermost = nullptr;

bool is_main_thread() {
  return ::gettid() == ::getpid();
}

}  // namespace

AskedPage& asked_page() {
  return *asked_now;
}

void share_asked_page() {
  void* const shared =
      ::mmap(nullptr, sizeof(AskedPage), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) throw system_failure("", "cannot get memory", errno);
  asked_now = new (shared) AskedPage;
}

Asking::Asking(const std::string& who) : who_(who) {
  if (!is_main_thread()) return;
  since_ = std::max<std::int64_t>(SystemClock().since_boot().count(), 1);
  before_ = innermost;
  innermost = this;
  show(who_, since_);
}

Asking::~Asking() {
  if (innermost != this) return;
  innermost = before_;
  if (before_ == nullptr) {
    asked_now->since = 0;
  } else {
    show(before_->who_, before_->since_);
  }
}

void Asking::show(const std::string& who, std::int64_t since) {
  const std::size_t length = std::min(who.size(), AskedPage::kMostWords - 1);
  std::copy_n(who.data(), length, asked_now->who);
  asked_now->who[length] = '\0';
  asked_now->since = since;
}

}  // namespace winnow
