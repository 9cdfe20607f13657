#include "core/judge/setup.h"

namespace winnow {
namespace {

/// A row goes with its files, so what stands in the way of these stands in its way. Of what is not there yet
/// nothing can be parked; files that rows name and that are missing are counted elsewhere.
std::string blocker_of_links(const Setup& setup) {
  for (const LinkedStore& link : setup.links) {
    const StoreConfig& config = *link.store->config;
    for (const std::string& target : config.allow) {
      std::vector<Fact> facts;
      try {
        facts = link.store->store->inspect(target);
      } catch (const Error&) {
        continue;
      }
      for (const Fact& fact : facts) {
        if (fact.kind == WINNOW_FACT_BLOCKER) {
          return "its files in " + config.name + ": " + fact.name + (fact.detail.empty() ? "" : "; " + fact.detail);
        }
      }
      break;  // what stands in the way is the store's own, and so is that of all its targets
    }
  }
  return {};
}

}  // namespace

std::string blocker_of(const Setup& setup) {
  for (const Fact& fact : setup.facts) {
    if (fact.kind == WINNOW_FACT_BLOCKER) return fact.name + (fact.detail.empty() ? "" : "; " + fact.detail);
    // What a trigger does is not known here, so nobody could bring it back.
    if (fact.kind == WINNOW_FACT_TRIGGER)
      return "trigger \"" + fact.name + "\" fires when a row is deleted" +
             (fact.detail.empty() ? "" : "; " + fact.detail);
    if (fact.kind == WINNOW_FACT_DEPENDANT && setup.job->cascade == Cascade::refuse) {
      return "removing also changes \"" + fact.name + "\" (" + fact.detail +
             "); a cascade is a deletion: write cascade = \"archive\" to bin the dependants first";
    }
  }
  return blocker_of_links(setup);
}

}  // namespace winnow
