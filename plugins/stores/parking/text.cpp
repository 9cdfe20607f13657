#include "text.h"

#include "winnow/copy.hpp"

namespace winnow::parking {

std::string shown(std::string_view name) {
  return '"' + printable(name) + '"';
}

std::string json_of(std::string_view name) {
  std::string out;
  append_name(out, name);
  return out;
}

}  // namespace winnow::parking
