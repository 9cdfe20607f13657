/// How what lives at the key of a copy compares with it.
#pragma once

#include "winnow/plugin.h"

namespace winnow::sql {

enum class Standing {
  absent,  ///< of a reference: its row lives, without the reference
  same,
  differs,
  orphaned  ///< a reference whose row itself is gone
};

/// What Store::settle() answers of it.
inline winnow_outcome settled(Standing standing) {
  switch (standing) {
    case Standing::same: return WINNOW_SAME;
    case Standing::differs: return WINNOW_CHANGED;
    case Standing::absent:
    case Standing::orphaned: return WINNOW_DONE;
  }
  return WINNOW_IN_DOUBT;
}

}  // namespace winnow::sql
