#include "core/policy/sandbox.h"

#include <bit>
#include <climits>
#include <cstdlib>
#include <filesystem>

#include "core/base/text.h"

namespace winnow {
namespace {

// Instructions between two looks at the clock. One instruction on a text takes up to 25 ns a byte (to order texts
// of zero bytes, Lua calls strcoll() for each), so the looks become denser as texts become longer.
constexpr int kInstructions = 1000;
constexpr int kInstructionsOnLarge = 20;
constexpr std::size_t kLargeText = 4 * 1024;
constexpr std::size_t kLargeBlock = 64 * 1024;  ///< of a table or a stack; texts of that size: every instruction
constexpr std::size_t kLongestText = 4 * 1024 * 1024;
/// What Lua tells of a new block: the kind of object; or that it is none, as for the nodes of a table.
constexpr int kNoObject = 0;
constexpr int kGrowing = -1;
/// A table that doubles its nodes (lobject.h: 24 bytes each) moves the old ones, each past all others if their keys
/// were made to collide: a quadratic number of steps.
constexpr std::size_t kNode = 24;
constexpr std::int64_t kMovesInMicrosecond = 500;
constexpr std::size_t kPiece = 256;       ///< bytes that are parsed between two looks
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
  watched_every_ = INT_MAX;
  lua_sethook(lua_, nullptr, 0, 0);
  if (watch == Watch::always) watch_every(kInstructions);
}

void Sandbox::watch_every(int instructions) {
  if (instructions >= watched_every_) return;
  watched_every_ = instructions;
  lua_sethook(lua_, &Sandbox::on_count, LUA_MASKCOUNT, instructions);
}

void Sandbox::allow_items(std::size_t items) {
  items_ = items;
  memory_limit_ = limits_.memory + items * limits_.memory_an_item;
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
  unread_ = text;
  if (lua_load(lua_, &Sandbox::next_piece, this, ("@" + chunk_).c_str(), "t") != LUA_OK) lua_error(lua_);
  lua_insert(lua_, -2);
  lua_setupvalue(lua_, -2, 1);
  lua_call(lua_, 0, 1);
}

/// The parser's work for one name can be the number of all variables around it, and no hook runs in it.
const char* Sandbox::next_piece(lua_State* lua, void* self, std::size_t* size) {
  Sandbox& sandbox = *static_cast<Sandbox*>(self);
  if (sandbox.time_is_up()) {
    sandbox.fault_ = Fault::time;
    luaL_error(lua, "%s", sandbox.time_message().c_str());
  }
  const std::string_view piece = sandbox.unread_.substr(0, kPiece);
  sandbox.unread_.remove_prefix(piece.size());
  *size = piece.size();
  return piece.data();
}

void Sandbox::fail(int status) {
  if (passing_) {
    failure_ = "the policy has failed before";
    std::rethrow_exception(passing_);
  }
  std::string message;
  if (exhausted_) {
    const std::string line = blamed_line_ > 0 ? ":" + std::to_string(blamed_line_) : "";
    message = file_ + line + ": " + (fault_ == Fault::time ? time_message() : memory_message());
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
  raise_at(current_line(), fault, message);
}

void Sandbox::raise_at(int line, Fault fault, const std::string& message) {
  fault_ = fault;
  const std::string place = line > 0 ? chunk_ + ":" + std::to_string(line) + ": " : "";
  lua_pushstring(lua_, (place + message).c_str());
  lua_error(lua_);
  std::abort();  // lua_error does not return
}

void Sandbox::charge(std::size_t bytes) {
  work_ += bytes;
  if (work_ > kWork && time_is_up()) raise(Fault::time, time_message());
}

std::string Sandbox::time_message() const {
  return "took longer than " + std::to_string(deadline_.count() / 1000) + " ms";
}

std::string Sandbox::memory_message() const {
  if (!too_much_.empty()) return "made " + std::string(too_much_);
  return "used more than " + human_bytes(memory_limit_) + " of memory";
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
  const int kind = block == nullptr ? static_cast<int>(old_size) : kGrowing;
  if (block == nullptr) old_size = 0;  // it told what kind of object is made
  if (new_size == 0) {
    std::free(block);
    sandbox.used_ -= old_size;
    return nullptr;
  }
  if (new_size > old_size && !sandbox.grant(new_size - old_size, new_size, kind)) return nullptr;
  void* const out = std::realloc(block, new_size);
  if (out != nullptr) sandbox.used_ += new_size - old_size;
  return out;
}

/// Whether a block of `whole` bytes may grow by `growth`. Once refused, Lua frees what it can and asks again: the
/// answer stays no, so that a script cannot live at the limit, collecting garbage at every step.
bool Sandbox::grant(std::size_t growth, std::size_t whole, int kind) {
  if (exhausted_) return false;
  const bool large = whole > kLargeBlock;
  work_ += growth;
  if (large && work_ > kWork && time_is_up()) return exhaust(Fault::time), false;
  if (!is_within_bounds(whole, kind) || growth > memory_limit_ || used_ > memory_limit_ - growth)
    return exhaust(Fault::memory), false;
  const bool is_text = kind == LUA_TSTRING;
  if (large) watch_every(is_text ? 1 : kInstructionsOnLarge);
  if (is_text && whole > kLargeText) watch_every(kInstructionsOnLarge);
  return true;
}

/// Whether Lua's work for a single value of that size ends in time, which nothing can interrupt.
bool Sandbox::is_within_bounds(std::size_t whole, int kind) {
  if (kind == LUA_TSTRING && whole > kLongestText) {
    too_much_ = "a text of more than 4 MiB";
  } else if (kind == kNoObject && whole % kNode == 0 && std::has_single_bit(whole / kNode)) {
    const std::int64_t moved = static_cast<std::int64_t>(whole / kNode / 2);
    if (moved > 1024 && moved * moved > deadline_.count() * kMovesInMicrosecond) {
      too_much_ = "a table of too many entries";
    }
  }
  return too_much_.empty();
}

/// Lua's error for a failed allocation names no line, so it is looked up here.
void Sandbox::exhaust(Fault fault) {
  fault_ = fault;
  exhausted_ = true;
  blamed_line_ = current_line();
}

/// The line of the innermost function of the script, or 0. Allocates nothing.
int Sandbox::current_line() const {
  lua_Debug frame;
  for (int level = 0; lua_getstack(lua_, level, &frame) != 0; ++level) {
    lua_getinfo(lua_, "l", &frame);
    if (frame.currentline > 0) return frame.currentline;
  }
  return 0;
}

}  // namespace winnow
