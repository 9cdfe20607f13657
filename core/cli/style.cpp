#include "core/cli/style.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

namespace winnow {

Style style_of(const Globals& globals) {
  Style out;
  const bool terminal = ::isatty(STDOUT_FILENO) == 1;
  out.detail = terminal ? Detail::blocks : Detail::lines;
  if (globals.loudness == Loudness::quiet) out.detail = Detail::troubles;
  if (globals.loudness == Loudness::verbose) out.detail = Detail::blocks;
  if (!terminal) return out;
  const char* const no_colour = std::getenv("NO_COLOR");
  out.colour = no_colour == nullptr || *no_colour == '\0';
  struct winsize size {};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) out.width = size.ws_col;
  return out;
}

}  // namespace winnow
