/// Whether the bin and the state belong together, and are of one time.
///
/// Holds, approvals taken back, what came back and what was purged are known to the state alone: one from an old
/// backup, or a new one, would let go what they protect. Each segment names the record of the ledger after which it
/// was written; what writes none leaves a mark in the bin, the file `.ledger/SEQ-HASH.json` with the state's id and
/// the head of its ledger. A bin without the mark that the state left is another folder: its disk is not mounted.
///
/// Thread rule of all: one thread.
#pragma once

#include <optional>

#include "core/base/failure.h"
#include "core/config/config.h"
#include "core/judge/rule.h"

namespace winnow {

/// What the mark says against working with this bin, in a few requests. Throws Failure where the bin cannot be
/// asked.
std::optional<Failure> mistrust_mark(State& state, const Medium& medium);

/// The same in words, which may be that the bin cannot be asked; empty: nothing.
std::string mistrust_words(State& state, const Medium& medium);

/// The same for who asks the state alone, and where there is none (nullptr): then a bin with anything in it has
/// lost it. A bin in a store is not asked. Never throws: a folder that cannot be looked at is no bin to work with
/// either.
std::optional<Failure> mistrust_folder(const Config& config, State* state) noexcept;

/// Throws Failure for what the mark says, and where the bin holds runs that the state does not know, or segments
/// that name a record of the ledger which the state does not have.
void check_bin_belongs_to_state(World& world);

/// Marks the bin with the ledger's head as it is, unless the mark there speaks against this state.
void mark_bin(State& state, const Medium& medium);

/// The same whatever mark is there: a person took the bin over.
void mark_bin_anew(State& state, const Medium& medium);

}  // namespace winnow
