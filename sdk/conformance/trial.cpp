#include "trial.h"

#include <dlfcn.h>
#include <sys/mman.h>

#include <cmath>

#include "winnow/tables.hpp"

namespace winnow::conformance {

void Term::tell_the_parent() {
  void* const shared = ::mmap(nullptr, sizeof(Name), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) throw std::runtime_error("no memory can be shared");
  first_late_ = new (shared) Name(nullptr);
}

namespace {

Term& term_of(void* host) {
  return static_cast<TestHost*>(host)->term();
}

}  // namespace

TestHost::TestHost() {
  table_.struct_size = sizeof table_;
  table_.abi_minor = WINNOW_ABI_MINOR;
  table_.ctx = this;
  table_.log = [](void* ctx, std::int32_t, winnow_text) noexcept { term_of(ctx).called("host.log"); };
  table_.now = [](void* ctx) noexcept -> std::int64_t {
    term_of(ctx).called("host.now");
    return 1'790'000'000'000'000;
  };
  table_.stopping = [](void* ctx) noexcept -> std::int32_t {
    term_of(ctx).called("host.stopping");
    return 0;
  };
  table_.read_time = [](void* ctx, winnow_text iso) noexcept -> std::int64_t {
    term_of(ctx).called("host.read_time");
    int y = 0, mo = 0, d = 0, h = 0, mi = 0;
    double s = 0;
    const std::string text(view(iso));
    if (std::sscanf(text.c_str(), "%d-%d-%d%*[T ]%d:%d:%lf", &y, &mo, &d, &h, &mi, &s) < 3)
      return WINNOW_TIME_UNREADABLE;
    const std::chrono::year_month_day date{std::chrono::year(y), std::chrono::month(static_cast<unsigned>(mo)),
                                           std::chrono::day(static_cast<unsigned>(d))};
    if (!date.ok()) return WINNOW_TIME_UNREADABLE;
    const std::int64_t minutes = std::chrono::sys_days(date).time_since_epoch().count() * 1440LL + h * 60 + mi;
    return minutes * 60'000'000 + std::llround(s * 1e6);
  };
  table_.reason = [](void* ctx, winnow_text words) noexcept -> std::uint32_t {
    term_of(ctx).called("host.reason");
    auto& known = static_cast<TestHost*>(ctx)->reasons_;
    const std::string text(view(words));
    for (std::size_t i = 0; i < known.size(); ++i) {
      if (known[i] == text) return static_cast<std::uint32_t>(i + 1);
    }
    known.push_back(text);
    return static_cast<std::uint32_t>(known.size());
  };
  table_.finding = [](void* ctx, winnow_text, double, std::int32_t, winnow_text) noexcept {
    term_of(ctx).called("host.finding");
  };
  table_.own_paths = [](void* ctx, const winnow_text_sink*) noexcept { term_of(ctx).called("host.own_paths"); };
}

const winnow_library* load(const std::string& file) {
  void* const library = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw Flaw(::dlerror());
  void* const entry = ::dlsym(library, "winnow_library_v1");
  require(entry != nullptr, "it does not export winnow_library_v1");
  return reinterpret_cast<const winnow_library* (*)(std::uint32_t)>(entry)(WINNOW_ABI_MINOR);
}

const winnow_plugin& plugin_of(const Subject& subject) {
  const winnow_library* const library = load(subject.file);
  const std::string flaw = flaw_of(library);
  require(flaw.empty(), flaw);
  return *library->plugins[0];
}

Instance::Instance(const winnow_plugin& plugin, const std::vector<Value>& values) : plugin_(plugin) {
  Lender lender;
  std::vector<winnow_value> lent;
  for (const Value& value : values) lent.push_back(lender.lend(value));
  winnow_error error{};
  expect_ok(plugin.create(host_.table(), lent.data(), lent.size(), &self_, &error), error, "create");
}

Instance::Instance(const Subject& subject) : Instance(plugin_of(subject), values_of(plugin_of(subject), subject)) {}

void expect_ok(winnow_code code, const winnow_error& error, const char* call) {
  if (code == WINNOW_OK) return;
  const std::string words(error.message, ::strnlen(error.message, sizeof error.message));
  throw Flaw(std::string(call) + " answers " + std::to_string(code) +
             (words.empty() ? " without a word" : ": " + words));
}

}  // namespace winnow::conformance
