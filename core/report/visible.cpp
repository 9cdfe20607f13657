#include "core/report/visible.h"

#include <array>

#include "core/base/text.h"

namespace winnow {
namespace {

struct Control {
  std::string_view bytes, shown;
};
constexpr std::array kControls = {
    Control{"\u061c", "\\u061c"}, Control{"\u200e", "\\u200e"}, Control{"\u200f", "\\u200f"},
    Control{"\u202a", "\\u202a"}, Control{"\u202b", "\\u202b"}, Control{"\u202c", "\\u202c"},
    Control{"\u202d", "\\u202d"}, Control{"\u202e", "\\u202e"}, Control{"\u2066", "\\u2066"},
    Control{"\u2067", "\\u2067"}, Control{"\u2068", "\\u2068"}, Control{"\u2069", "\\u2069"}};

}  // namespace

std::string visible(std::string_view words) {
  std::string out = printable(words);
  for (const Control& control : kControls) {
    for (std::size_t at = 0; (at = out.find(control.bytes, at)) != std::string::npos; at += control.shown.size()) {
      out.replace(at, control.bytes.size(), control.shown);
    }
  }
  return out;
}

}  // namespace winnow
