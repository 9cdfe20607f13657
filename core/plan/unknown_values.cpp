#include "core/plan/unknown_values.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/judge/host_fields.h"
#include "core/judge/links.h"

namespace winnow {

void note_unknown_values(const Setup& setup, Tally& tally) {
  const std::vector<std::uint64_t>& unknown = setup.names->unknown_values();
  std::string words;
  for (std::size_t i = 0; i < unknown.size(); ++i) {
    const Namer& namer = setup.names->namers()[i];
    if (unknown[i] == 0 || !namer.explained) continue;
    words += (words.empty() ? "" : ", ") + count_of(unknown[i], "value", "values") + " of " +
             namer.reference.target + "." + namer.reference.column;
  }
  if (words.empty()) return;
  words += " name no file of " + setup.store->config->name + ", as they are written";
  const bool accepted = setup.job->unknown_values == UnknownValues::accept ||
                        setup.store->config->unknown_values == UnknownValues::accept;
  const bool rule_asks =
      std::find(setup.host_fields.begin(), setup.host_fields.end(), kReferencedField) != setup.host_fields.end();
  if (rule_asks && !accepted) {
    tally.unexplained =
        words + "; say how the column writes them (cut, form), or accept them (unknown_values = \"accept\")";
  } else {
    tally.notes.push_back(words + "; what they may mean stays");
  }
}

}  // namespace winnow
