#include "target.h"

#include "parking/bin.h"
#include "parking/text.h"
#include "winnow/value.hpp"

namespace winnow::s3 {

bool has_odd_segment(std::string_view key) {
  while (true) {
    const std::size_t slash = key.find('/');
    const std::string_view segment = key.substr(0, slash);
    if (segment.empty() || segment == "." || segment == "..") return true;
    if (slash == key.npos) return false;
    key.remove_prefix(slash + 1);
  }
}

Target read_target(std::string_view text) {
  Target out{std::string(text), true};
  if (text.ends_with('*')) {
    out = {std::string(text.substr(0, text.size() - 1)), false};
  } else if (text.ends_with('/')) {
    out.exact = false;
  }
  if (out.prefix.empty() || out.prefix == "/" || text.ends_with("/*")) {
    throw Error(WINNOW_BAD_CONFIG,
                "target " + parking::shown(text) +
                    " names no objects; write \"folder/\", \"beginning-*\" or the key of one object");
  }
  if (parking::lies_in_own_folder(out.prefix)) {
    throw Error(WINNOW_BAD_CONFIG, "target " + parking::shown(text) + " lies in a folder of winnow's own");
  }
  return out;
}

std::string_view trouble_with(std::string_view key) {
  if (key.empty() || key.size() > 1024) return "the key is empty or too long";
  if (has_odd_segment(key))
    return "the key has an empty, \".\" or \"..\" segment, which a server may take for another key";
  if (key.find_first_of(std::string_view("\0\\", 2)) != key.npos) return "the key has a NUL or a backslash";
  if (parking::lies_in_own_folder(key)) return "lies in a folder of winnow's own";
  if (key.ends_with(parking::kMetaSuffix)) return "has the name of a meta file of the bin";
  return {};
}

}  // namespace winnow::s3
