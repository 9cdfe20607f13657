#include "core/policy/bytecode.h"

#include <cstring>

#include "winnow/value.hpp"

namespace winnow {
namespace {

enum Opcode : std::uint32_t {
  kSetUpvalue = 10,
  kGetTableUpvalue = 11,
  kGetField = 14,
  kSetTableUpvalue = 15,
  kSetField = 18,
  kBinaryMetamethod = 46,
  kBinaryMetamethodConstant = 48,
  kClose = 54,
  kJump = 56,
  kEqual = 57,
  kTest = 66,
  kReturn = 70,
  kReturnOne = 72,
  kForLoop = 73,
  kGenericForLoop = 77,
  kClosure = 79,
};
constexpr std::uint32_t kJumpOffset = (1U << 24) - 1;  // jumps are stored in excess notation, 25 bits
constexpr char kAbsoluteLine = -0x80;                  // in the line deltas: look into the table of absolute lines

Opcode opcode(std::uint32_t instruction) {
  return static_cast<Opcode>(instruction & 0x7f);
}
std::size_t argument_a(std::uint32_t instruction) {
  return (instruction >> 7) & 0xff;
}
std::size_t argument_b(std::uint32_t instruction) {
  return (instruction >> 16) & 0xff;
}
std::size_t argument_c(std::uint32_t instruction) {
  return instruction >> 24;
}
bool jumps_back(std::uint32_t instruction) {
  return (instruction >> 7) < kJumpOffset;
}

/// Whether the instruction may write to the register that its argument A names.
bool writes(std::uint32_t instruction) {
  const Opcode op = opcode(instruction);
  const auto between = [op](Opcode first, Opcode last) { return op >= first && op <= last; };
  return op != kSetUpvalue && !between(kSetTableUpvalue, kSetField) && !between(kClose, kJump) &&
         !between(kBinaryMetamethod, kBinaryMetamethodConstant) && !between(kEqual, kTest) &&
         !between(kReturn, kReturnOne);
}

/// Reads a dump from its front.
class DumpReader {
 public:
  explicit DumpReader(std::string_view bytes) : bytes_(bytes) {}

  std::string_view take(std::size_t size) {
    if (bytes_.size() < size) refuse();
    const std::string_view out = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return out;
  }
  unsigned char byte() { return static_cast<unsigned char>(take(1)[0]); }
  /// Seven bits a byte, the highest first; the last byte has its top bit set.
  std::size_t number() {
    std::size_t out = 0;
    for (;;) {
      const unsigned char next = byte();
      out = out << 7 | (next & 0x7f);
      if ((next & 0x80) != 0) return out;
    }
  }
  std::string text() {
    const std::size_t size = number();
    return size == 0 ? std::string{} : std::string(take(size - 1));
  }
  [[noreturn]] static void refuse() {
    throw Error(WINNOW_BROKEN, "compiled Lua code is not in the format of Lua 5.4; winnow needs lua5.4-c++");
  }

 private:
  std::string_view bytes_;
};

void read_header(DumpReader& in) {
  if (in.take(4) != LUA_SIGNATURE || in.byte() != 0x54 || in.byte() != 0) DumpReader::refuse();
  in.take(6);  // bytes that betray a text conversion
  if (in.byte() != sizeof(std::uint32_t) || in.byte() != sizeof(lua_Integer) || in.byte() != sizeof(lua_Number)) {
    DumpReader::refuse();
  }
  in.take(sizeof(lua_Integer) + sizeof(lua_Number));
  in.byte();  // the number of upvalues, which follow with the function
}

void read_constants(DumpReader& in, CompiledFunction& out) {
  out.constants.resize(in.number());
  for (std::string& constant : out.constants) {
    switch (in.byte()) {
      case 0x00:         // nil
      case 0x01:         // false
      case 0x11: break;  // true
      case 0x03: in.take(sizeof(lua_Integer)); break;
      case 0x13: in.take(sizeof(lua_Number)); break;
      case 0x04:                               // a short text
      case 0x14: constant = in.text(); break;  // a long one
      default: DumpReader::refuse();
    }
  }
}

void read_lines(DumpReader& in, CompiledFunction& out) {
  const std::string_view deltas = in.take(in.number());
  std::vector<std::pair<std::size_t, int>> absolute(in.number());
  for (auto& [at, line] : absolute) {
    at = in.number();
    line = static_cast<int>(in.number());
  }
  int line = out.first_line;
  std::size_t next = 0;
  for (const char delta : deltas) {
    if (delta != kAbsoluteLine) {
      line += static_cast<signed char>(delta);
    } else if (next < absolute.size()) {
      line = absolute[next++].second;
    }
    out.lines.push_back(line);
  }
  out.lines.resize(out.code.size(), line);
}

CompiledFunction read_one(DumpReader& in) {
  CompiledFunction out;
  in.text();  // source
  out.first_line = static_cast<int>(in.number());
  in.number();  // last line
  out.parameters = in.byte();
  in.take(2);  // varargs, stack size
  out.code.resize(in.number());
  const std::string_view code = in.take(out.code.size() * sizeof(std::uint32_t));
  if (!code.empty()) std::memcpy(out.code.data(), code.data(), code.size());
  read_constants(in, out);
  out.upvalues.resize(in.number());
  for (CompiledFunction::Upvalue& upvalue : out.upvalues) {
    upvalue.of_parent_stack = in.byte() != 0;
    upvalue.index = in.byte();
    in.byte();  // kind
  }
  for (std::size_t n = in.number(); n > 0; --n) out.inner.push_back(read_one(in));
  read_lines(in, out);
  for (std::size_t n = in.number(); n > 0; --n) {
    in.text();  // a local's name and where it lives
    in.number();
    in.number();
  }
  const std::size_t names = in.number();
  for (std::size_t i = 0; i < names; ++i) {
    std::string name = in.text();
    if (i < out.upvalues.size()) out.upvalues[i].name = std::move(name);
  }
  return out;
}

int append(lua_State*, const void* bytes, std::size_t size, void* out) {
  static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), size);
  return 0;
}

/// `outer`: for each upvalue of the function, whether it comes from outside of the outermost one.
void find_assignments(const CompiledFunction& function, const std::vector<bool>& outer,
                      std::vector<OuterAssignment>& out) {
  for (std::size_t i = 0; i < function.code.size(); ++i) {
    if (opcode(function.code[i]) != kSetUpvalue) continue;
    const std::size_t upvalue = argument_b(function.code[i]);
    if (outer.at(upvalue)) out.push_back({function.upvalues[upvalue].name, function.lines[i]});
  }
  for (const CompiledFunction& inner : function.inner) {
    std::vector<bool> inner_outer;
    for (const CompiledFunction::Upvalue& upvalue : inner.upvalues) {
      inner_outer.push_back(!upvalue.of_parent_stack && outer.at(upvalue.index));
    }
    find_assignments(inner, inner_outer, out);
  }
}

void find_globals(const CompiledFunction& function, std::vector<NameUse>& out) {
  for (std::size_t i = 0; i < function.code.size(); ++i) {
    const std::uint32_t instruction = function.code[i];
    if (opcode(instruction) != kGetTableUpvalue) continue;
    if (function.upvalues.at(argument_b(instruction)).name != "_ENV") continue;
    out.push_back({function.constants.at(argument_c(instruction)), function.lines[i]});
  }
  for (const CompiledFunction& inner : function.inner) find_globals(inner, out);
}

}  // namespace

CompiledFunction read_function(lua_State* lua, int index) {
  std::string bytes;
  lua_pushvalue(lua, index);
  lua_dump(lua, &append, &bytes, 0);
  lua_pop(lua, 1);
  DumpReader in(bytes);
  read_header(in);
  return read_one(in);
}

std::vector<OuterAssignment> outer_assignments(const CompiledFunction& function) {
  std::vector<OuterAssignment> out;
  find_assignments(function, std::vector<bool>(function.upvalues.size(), true), out);
  return out;
}

bool may_repeat(const CompiledFunction& function) {
  for (const std::uint32_t instruction : function.code) {
    const Opcode op = opcode(instruction);
    if (op == kForLoop || op == kGenericForLoop || op == kClosure || (op == kJump && jumps_back(instruction))) {
      return true;
    }
  }
  return false;
}

std::vector<NameUse> global_uses(const CompiledFunction& function) {
  std::vector<NameUse> out;
  find_globals(function, out);
  return out;
}

std::vector<NameUse> names_read_from(const CompiledFunction& function, std::size_t position) {
  if (position >= function.parameters) return {};
  std::vector<NameUse> out;
  for (std::size_t i = 0; i < function.code.size(); ++i) {
    const std::uint32_t instruction = function.code[i];
    if (writes(instruction) && argument_a(instruction) == position) return {};
    if (opcode(instruction) != kGetField || argument_b(instruction) != position) continue;
    out.push_back({function.constants.at(argument_c(instruction)), function.lines[i]});
  }
  return out;
}

std::vector<std::string> texts_in(const CompiledFunction& function) {
  std::vector<std::string> out;
  for (const std::string& constant : function.constants) {
    if (!constant.empty()) out.push_back(constant);
  }
  for (const CompiledFunction& inner : function.inner) {
    for (std::string& text : texts_in(inner)) out.push_back(std::move(text));
  }
  return out;
}

}  // namespace winnow
