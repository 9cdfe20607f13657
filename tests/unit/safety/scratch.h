/// A folder that vanishes with the test, and ways to fill it.
#pragma once

#include <catch2/catch.hpp>
#include <fstream>
#include <string>

#include "tests/unit/temporary_folder.h"

namespace winnow::test {

class Scratch : public TemporaryFolder {
 public:
  void write(const std::string& name, const std::string& bytes) const {
    std::ofstream(path() / name, std::ios::binary) << bytes;
  }
};

}  // namespace winnow::test
