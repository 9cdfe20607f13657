/// Whether rows can point at items of a target at all: a reference that never could keeps nothing, and nobody would
/// be told.
///
///   key (tenant, id), column t holding 7      never: no value of it is such a key
///   key INTEGER, column code holding "C-1"    never
///   key (tenant, id), column k holding ["eu",7]   it can: a list of the key's values, as a view may make it
#pragma once

#include <span>
#include <string>

#include "core/judge/namer.h"
#include "winnow/store.hpp"

namespace winnow {

struct Setup;

/// Throws Failure with the place of the reference where none of the values that were looked at could be a key of
/// the target. `facts`: of the target. A column without values passes: nothing is pointed at by it.
void require_keys(const Namer& namer, const std::string& target, std::span<const Fact> facts);

/// The rows of a reference of the job's, or of its rule's.
Namer namer_of(const Setup& setup, const Reference& reference);

/// require_keys() of all references of the job and its rule to rows of its target.
void check_pointing(const Setup& setup);

/// Whether the store says that it takes different texts for one key: a collation stands in its declaration.
bool has_loose_keys(std::span<const Fact> facts);
/// The fields of which the database takes texts for one another that differ.
std::vector<std::string> loose_fields(std::span<const Fact> facts);

}  // namespace winnow
