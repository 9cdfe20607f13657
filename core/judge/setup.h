/// One job made ready: its rule and store opened, its selection made, its guard and filters compiled.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/judge/links.h"
#include "core/judge/open_bin.h"
#include "core/judge/rule.h"
#include "core/safety/guard.h"
#include "core/safety/holds.h"
#include "core/state/approvals.h"

namespace winnow {

struct LinkedStore {
  const FileLink* link;
  OpenStore* store;
  std::size_t field;  ///< of the link's column in the selection
  Holds holds;        ///< on the files; a row goes with its files or not at all
};

/// A job that can be planned. Thread rule: one thread.
struct Setup {
  const JobConfig* job;
  World* world;  ///< in which it was set up, and which outlives it
  Rule rule;
  std::unique_ptr<OpenBin> bin;  ///< only of a job over the bin
  OpenStore* store;
  std::vector<LinkedStore> links;
  std::vector<Fact> facts;
  Form form;
  std::string lease;
  std::optional<Time> cutoff;
  Holds holds;
  /// nullopt: the rule nominates nothing (no retention is set).
  std::optional<Selection> selection;
  std::unique_ptr<Links> names;           ///< who names items of the target; nobody where it works on the bin
  std::vector<std::string> host_fields;   ///< the selection's last fields, which the host itself answers
  std::vector<std::string> loose_fields;  ///< in which the database takes texts for one another that differ
  std::optional<Matcher> match, hold_if;
  std::optional<Guard> guard;
};

/// Throws Failure with the place in the TOML of what does not fit.
Setup set_up(const JobConfig& job, World& world);

/// `selection` without what the host adds itself: what a store is asked for.
Selection stored_selection(const Setup& setup, Selection selection);

/// Why a job whose rule answered no selection removes nothing.
std::string why_nothing(const JobConfig& job);
/// Why apply must not touch the target although it can be planned: engines without rollback, cascades, views; files
/// of its rows that cannot be parked. Empty: nothing.
std::string blocker_of(const Setup& setup);

}  // namespace winnow
