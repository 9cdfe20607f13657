/// What one policy may use. docs/policies.md tells authors the same figures.
#pragma once

#include <cstddef>

#include "winnow/value.hpp"

namespace winnow {

struct PolicyLimits {
  std::size_t source = 256 * 1024;                      ///< bytes of a policy's text
  std::size_t memory = 32 * 1024 * 1024;                ///< bytes of Lua's heap
  std::size_t memory_an_item = 1024;                    ///< added to it for each item of a group
  Span load = std::chrono::milliseconds(500);           ///< running the file, where() and the declarations
  Span item = std::chrono::milliseconds(200);           ///< one decide()
  Span group = std::chrono::milliseconds(500);          ///< one decide_group(), and
  Span group_an_item = std::chrono::microseconds(100);  ///< as much again for each of its items
};

}  // namespace winnow
