/// Lives histories (history.h) and says which promise one broke.
///
///   simulate --seeds 1..10000          every seed of a range; ends with 1 if one broke a promise
///   simulate --seed 4711 --verbose     one, step by step
#include <charconv>
#include <iostream>
#include <string>
#include <vector>

#include "tests/simulate/history.h"

namespace {

using winnow::Happened;
using winnow::History;

struct Asked {
  std::uint64_t first = 1, last = 100;
  bool verbose = false;
};

bool read_number(std::string_view text, std::uint64_t& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size();
}

bool read(const std::vector<std::string_view>& words, Asked& out) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--verbose") {
      out.verbose = true;
    } else if (words[i] == "--seed" && i + 1 < words.size()) {
      if (!read_number(words[++i], out.first)) return false;
      out.last = out.first;
    } else if (words[i] == "--seeds" && i + 1 < words.size()) {
      const std::string_view range = words[++i];
      const auto dots = range.find("..");
      if (dots == std::string_view::npos) return false;
      if (!read_number(range.substr(0, dots), out.first) || !read_number(range.substr(dots + 2), out.last))
        return false;
    } else {
      return false;
    }
  }
  return out.first <= out.last;
}

/// Hundreds of histories in which one of these never came about have tried nothing.
bool all_happened(const Happened& sum) {
  return sum.removed > 0 && sum.restored > 0 && sum.purged > 0 && sum.died > 0 && sum.failed > 0 &&
         sum.conflicts > 0 && sum.at_limit > 0;
}

}  // namespace

int main(int argc, char** argv) {
  Asked asked;
  if (!read({argv + 1, argv + argc}, asked)) {
    std::cerr << "usage: simulate [--seeds FIRST..LAST | --seed N] [--verbose]\n";
    return 2;
  }
  Happened sum;
  std::uint64_t broke = 0;
  for (std::uint64_t seed = asked.first; seed <= asked.last; ++seed) {
    if (asked.verbose) std::cout << "seed " << seed << std::endl;
    History history(seed, asked.verbose ? &std::cout : nullptr);
    if (const auto broken = history.run()) {
      ++broke;
      std::cout << "seed " << seed << " broke a promise: " << *broken << "\n  again: simulate --seed " << seed
                << " --verbose" << std::endl;
    }
    sum.add(history.happened());
  }
  const std::uint64_t seeds = asked.last - asked.first + 1;
  std::cout << seeds << " seeds, " << broke << " broke a promise; rows removed " << sum.removed << ", restored "
            << sum.restored << ", purged " << sum.purged << ", in conflict " << sum.conflicts << "; deaths "
            << sum.died << ", errors " << sum.failed << ", runs at their limit " << sum.at_limit << "\n";
  if (broke == 0 && seeds >= 300 && !all_happened(sum)) {
    std::cout << "something of this never came about: the simulation tries too little\n";
    return 1;
  }
  return broke == 0 ? 0 : 1;
}
