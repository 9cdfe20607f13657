/// One Lua state in which a policy can do no harm.
///
///   Sandbox sandbox("policies/closed_tickets.lua", limits, clock);
///   sandbox.run([&](lua_State* lua) { ...; sandbox.start_call(limits.item); lua_call(lua, 3, LUA_MULTRET); ... });
///
/// Contained: memory (the allocator refuses), time (a count hook while Lua code runs; C functions and large
/// allocations report their work and look at the clock too), names (library.h is all there is). A failure is
/// sticky: once run() threw, it throws the same again. A script cannot catch errors, because nothing that could is
/// offered. Thread rule: one thread at a time.
#pragma once

#include <exception>
#include <functional>
#include <lua.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/clock.h"
#include "core/policy/limits.h"

namespace winnow {

/// What kind of failure ended a script.
enum class Fault {
  script,  ///< an error raised by Lua or by the script itself: may come from the values at hand
  name,    ///< a name that does not exist, or an argument that is wrong whatever the item
  answer,  ///< a verdict or a reason that is none
  time,
  memory,
};

/// Whether the count hook is armed from the start, or only once single instructions may take long because of the
/// size of what they work on.
enum class Watch { always, large_values };

class Sandbox {
 public:
  /// `file` is shown in messages. The clock must outlive the sandbox.
  Sandbox(std::string file, const PolicyLimits& limits, const Clock& clock);
  ~Sandbox();
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  static Sandbox& of(lua_State* lua);
  lua_State* lua() { return lua_; }
  const std::string& file() const { return file_; }
  const PolicyLimits& limits() const { return limits_; }

  /// Reads and runs the chunk `text` (text only, never bytecode) with the table at the top of the stack as its
  /// _ENV; leaves its one result instead. Inside run() only.
  void run_chunk(std::string_view text);

  /// Runs `body` protected. Throws Error(WINNOW_BROKEN, "file:line: ...") when a script fails; what C++ code inside
  /// throws passes through.
  void run(const std::function<void(lua_State*)>& body);
  /// Begins the time of one call into the script, inside run().
  void start_call(Span deadline) { deadline_ = deadline, ++call_; }
  /// Makes room for a group of so many items.
  void allow_items(std::size_t items);
  std::size_t items() const { return items_; }
  void watch(Watch watch);

  /// Called by C functions for `bytes` of work done: raises an error when the time is up.
  void charge(std::size_t bytes);
  /// Raises an error at the script's current line.
  [[noreturn]] void raise(Fault fault, const std::string& message);
  [[noreturn]] void raise_at(int line, Fault fault, const std::string& message);

  /// The kind of the sticky failure, if there is one.
  std::optional<Fault> fault() const { return failure_.empty() ? std::nullopt : std::optional(fault_); }

 private:
  static void* allocate(void* self, void* block, std::size_t old_size, std::size_t new_size);
  static void on_count(lua_State* lua, lua_Debug*);
  static const char* next_piece(lua_State* lua, void* self, std::size_t* size);
  bool grant(std::size_t growth, std::size_t whole, int kind);
  bool is_within_bounds(std::size_t whole, int kind);
  void watch_every(int instructions);
  bool time_is_up();
  void exhaust(Fault fault);
  int current_line() const;
  void fail(int status);
  std::string time_message() const;
  std::string memory_message() const;

  std::string file_;
  std::string chunk_;  ///< how Lua abbreviates the file in its messages
  PolicyLimits limits_;
  const Clock& clock_;

  std::size_t items_ = 1;
  std::size_t memory_limit_;
  std::size_t used_ = 0;
  std::size_t work_ = 0;  ///< bytes since the clock was last read

  int watched_every_ = 0;    ///< instructions between two calls of the hook
  std::string_view unread_;  ///< the rest of the chunk that is being parsed

  Span deadline_{0};
  std::uint64_t call_ = 0;       ///< number of the running call
  std::uint64_t seen_call_ = 0;  ///< the call that was running when the clock was last read
  Span looked_{0};               ///< when the clock was last read
  Span started_{0};              ///< of the running call; never later than it really began

  Fault fault_ = Fault::script;
  bool exhausted_ = false;     ///< memory or time is used up: nothing more is allocated
  std::string_view too_much_;  ///< of what, if it was one value that was too large
  int blamed_line_ = 0;        ///< where that was
  std::string failure_;        ///< sticky; empty: none
  std::exception_ptr passing_;
  lua_State* lua_ = nullptr;
};

}  // namespace winnow
