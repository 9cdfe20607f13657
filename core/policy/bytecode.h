/// What a function's compiled code tells about it, read from lua_dump().
///
/// The format is that of Lua 5.4 (ldump.c, lopcodes.h); a function dumped by another version is refused. Scripts
/// themselves never see, give or load bytecode.
#pragma once

#include <cstdint>
#include <lua.hpp>
#include <string>
#include <vector>

namespace winnow {

struct CompiledFunction {
  struct Upvalue {
    bool of_parent_stack;  ///< a local of the enclosing function, else the enclosing function's own upvalue
    std::size_t index;
    std::string name;
  };
  int first_line = 0;
  std::size_t parameters = 0;
  std::vector<std::uint32_t> code;
  std::vector<int> lines;              ///< of each instruction
  std::vector<std::string> constants;  ///< texts only; other constants are empty
  std::vector<Upvalue> upvalues;
  std::vector<CompiledFunction> inner;
};

/// The function at `index`. Throws Error(WINNOW_BROKEN) if the dump is not of the expected format.
CompiledFunction read_function(lua_State* lua, int index);

/// A variable that lives longer than a call, and where it is assigned to.
struct OuterAssignment {
  std::string name;
  int line;
};
/// Every assignment, in the function or a function inside it, to a variable from outside of it.
std::vector<OuterAssignment> outer_assignments(const CompiledFunction& function);

/// Whether the function may execute more instructions than it has: it jumps back, or makes functions to call.
bool may_repeat(const CompiledFunction& function);

/// A name that the code reads, and where.
struct NameUse {
  std::string name;
  int line;
};
/// Every global that the function, or a function inside it, reads.
std::vector<NameUse> global_uses(const CompiledFunction& function);
/// Every name that the function itself reads from its parameter at `position` (0: the first), as in item.status.
/// None where the parameter is assigned to somewhere.
std::vector<NameUse> names_read_from(const CompiledFunction& function, std::size_t position);

/// Every text that stands in the function or in a function inside it.
std::vector<std::string> texts_in(const CompiledFunction& function);

}  // namespace winnow
