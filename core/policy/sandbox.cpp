#include "core/policy/sandbox.h"

#include <cstdlib>
#include <filesystem>

#include "core/base/text.h"

namespace winnow {
namespace {

constexpr int kInstructions = 1000;       ///< between two looks at the clock
constexpr int kInstructionsOnLarge = 20;  ///< the same once a large block exists: copying it takes milliseconds
constexpr std::size_t kLargeBlock = 64 * 1024;
constexpr std::size_t kWork = 64 * 1024;  ///< bytes of work of C functions between two looks
constexpr std::size_t kLongestMessage = 600;
constexpr std::size_t kLongestChunkName = 50;  ///< Lua abbreviates longer ones in its messages

/// Runs the body that stands on the stack as light userdata. A C++ exception is kept for run() to throw again;
/// Lua's own errors are exceptions too, of a type that is none of ours, and go on.
int trampoline(lua_State* lua) {
  const auto* body = static_cast<const std::function<void(lua_State*)>*>(lua_touserdata(lua, 1));
  auto* passing = static_cast<std::exception_ptr*>(lua_touserdata(lua, 2));
  lua_settop(lua, 0);
  try {
    (*body)(lua);
  } catch (const std::exception&) {
    *passing = std::current_exception();
  }
  if (*passing) return luaL_error(lua, "an exception passes");
  return 0;
}

}  // namespace

Sandbox::Sandbox(std::string file, const PolicyLimits& limits, const Clock& clock)
    : file_(std::move(file)),
      chunk_(std::filesystem::path(file_).filename()),
      limits_(limits),
      clock_(clock),
      memory_limit_(limits.memory) {
  if (chunk_.empty() || chunk_.size() > kLongestChunkName) chunk_ = "policy";
  lua_ = lua_newstate(&Sandbox::allocate, this);
  if (lua_ == nullptr) throw std::bad_alloc();
  *static_cast<Sandbox**>(lua_getextraspace(lua_)) = this;
  watch(Watch::always);
}

Sandbox::~Sandbox() {
  lua_close(lua_);
}

Sandbox& Sandbox::of(lua_State* lua) {
  return **static_cast<Sandbox**>(lua_getextraspace(lua));
}

void Sandbox::watch(Watch watch) {
  lua_sethook(lua_, &Sandbox::on_count, watch == Watch::always ? LUA_MASKCOUNT : 0, kInstructions);
}

void Sandbox::run(const std::function<void(lua_State*)>& body) {
  if (!failure_.empty()) throw Error(WINNOW_BROKEN, failure_);
  looked_ = clock_.since_boot();
  passing_ = nullptr;
  lua_settop(lua_, 0);
  lua_pushcfunction(lua_, &trampoline);
  lua_pushlightuserdata(lua_, const_cast<std::function<void(lua_State*)>*>(&body));
  lua_pushlightuserdata(lua_, &passing_);
  const int status = lua_pcall(lua_, 2, 0, 0);
  if (status != LUA_OK) fail(status);
}

void Sandbox::run_chunk(std::string_view text) {
  if (text.size() > limits_.source) {
    raise(Fault::script, "the policy is longer than " + human_bytes(limits_.source));
  }
  if (luaL_loadbufferx(lua_, text.data(), text.size(), ("@" + chunk_).c_str(), "t") != LUA_OK) lua_error(lua_);
  lua_insert(lua_, -2);
  lua_setupvalue(lua_, -2, 1);
  lua_call(lua_, 0, 1);
}

void Sandbox::fail(int status) {
  if (passing_) {
    failure_ = "the policy has failed before";
    std::rethrow_exception(passing_);
  }
  std::string message;
  if (exhausted_) {
    const std::string line = blamed_line_ > 0 ? ":" + std::to_string(blamed_line_) : "";
    message =
        file_ + line + ": " +
        (fault_ == Fault::time ? time_message() : "used more than " + human_bytes(memory_limit_) + " of memory");
  } else if (lua_type(lua_, -1) == LUA_TSTRING) {
    std::size_t size = 0;
    const char* const text = lua_tolstring(lua_, -1, &size);
    message.assign(text, std::min(size, kLongestMessage));
    if (message.starts_with(chunk_ + ":")) {
      message.replace(0, chunk_.size(), file_);
    } else {
      message.insert(0, file_ + ": ");
    }
  } else {
    message = file_ + ": the script raised an error value of type " + luaL_typename(lua_, -1);
  }
  if (status == LUA_ERRMEM && !exhausted_) message = file_ + ": the machine is out of memory";
  lua_settop(lua_, 0);
  failure_ = printable(message);
  throw Error(WINNOW_BROKEN, failure_);
}

void Sandbox::raise(Fault fault, const std::string& message) {
  fault_ = fault;
  luaL_error(lua_, "%s", message.c_str());
  std::abort();  // luaL_error does not return
}

void Sandbox::raise_at(int line, Fault fault, const std::string& message) {
  fault_ = fault;
  lua_pushstring(lua_, (chunk_ + ":" + std::to_string(line) + ": " + message).c_str());
  lua_error(lua_);
  std::abort();
}

void Sandbox::charge(std::size_t bytes) {
  work_ += bytes;
  if (work_ > kWork && time_is_up()) raise(Fault::time, time_message());
}

std::string Sandbox::time_message() const {
  return "took longer than " + std::to_string(deadline_.count() / 1000) + " ms";
}

/// The time before the first look in a call is counted from the last look before it: too early rather than too
/// late.
bool Sandbox::time_is_up() {
  work_ = 0;
  const Span now = clock_.since_boot();
  if (seen_call_ != call_) {
    seen_call_ = call_;
    started_ = looked_;
  }
  looked_ = now;
  return now - started_ > deadline_;
}

void Sandbox::on_count(lua_State* lua, lua_Debug*) {
  Sandbox& self = of(lua);
  if (self.time_is_up()) self.raise(Fault::time, self.time_message());
}

void* Sandbox::allocate(void* self, void* block, std::size_t old_size, std::size_t new_size) {
  Sandbox& sandbox = *static_cast<Sandbox*>(self);
  if (block == nullptr) old_size = 0;  // there it tells what kind of object is made
  if (new_size == 0) {
    std::free(block);
    sandbox.used_ -= old_size;
    return nullptr;
  }
  if (new_size > old_size && !sandbox.grant(new_size - old_size, new_size)) return nullptr;
  void* const out = std::realloc(block, new_size);
  if (out != nullptr) sandbox.used_ += new_size - old_size;
  return out;
}

/// Whether a block of `whole` bytes may grow by `growth`. Once refused, Lua frees what it can and asks again: the
/// answer stays no, so that a script cannot live at the limit, collecting garbage at every step.
bool Sandbox::grant(std::size_t growth, std::size_t whole) {
  if (exhausted_) return false;
  const bool large = whole > kLargeBlock && lua_ != nullptr;
  work_ += growth;
  if (large && work_ > kWork && time_is_up()) {
    fault_ = Fault::time;
    blame();
    return false;
  }
  if (growth > memory_limit_ || used_ > memory_limit_ - growth) {
    fault_ = Fault::memory;
    blame();
    return false;
  }
  if (large && lua_gethookcount(lua_) != kInstructionsOnLarge) {
    lua_sethook(lua_, &Sandbox::on_count, LUA_MASKCOUNT, kInstructionsOnLarge);
  }
  return true;
}

/// Lua's error for a failed allocation names no line, so it is looked up here, which allocates nothing.
void Sandbox::blame() {
  exhausted_ = true;
  lua_Debug frame;
  for (int level = 0; lua_ != nullptr && lua_getstack(lua_, level, &frame) != 0; ++level) {
    lua_getinfo(lua_, "l", &frame);
    if (frame.currentline > 0) {
      blamed_line_ = frame.currentline;
      return;
    }
  }
}

}  // namespace winnow
