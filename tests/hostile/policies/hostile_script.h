/// One script of the corpus: what it tries, how it must end, and its text with bombs unfolded.
///
/// Line 1 says what is tried. Line 2 is "-- ends: MESSAGE": the job fails, and the message holds that text, or one
/// of several with " | " between; with nothing after the colon any message will do; "-- ends: keeps" is for what
/// ends well and keeps all. A line
/// "--@ COUNT TEXT" stands for TEXT so many times over. A file without the two lines fails with any message.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace winnow {

struct HostileScript {
  std::string name;  ///< "loops/while_true"
  std::string text;
  bool keeps = false;
  std::string message;  ///< what the failure must say

  bool expects(const std::string& said) const;
};

/// All scripts of one kind, in the order of their names.
std::vector<HostileScript> hostile_scripts(const std::string& kind);

}  // namespace winnow
