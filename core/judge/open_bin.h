/// What the judge asks of the bin; core/bin implements it, and stands above.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>

#include "core/judge/rule.h"

namespace winnow {

class Links;

/// Who names files that lie in the bin, by identity of their store: read once, whatever number of segments is
/// purged.
using NamesInBin = std::map<std::string, std::shared_ptr<Links>>;

/// The bin opened like a store of the TOML, for a job that works on it. Not to be moved: the store borrows from the
/// configuration beside it.
struct OpenBin {
  StoreConfig config;
  OpenStore store;
  NamesInBin names;  ///< for what is purged out of it
};

/// A column in which rows write the keys of something else: of files, for example.
struct NamingColumn {
  std::string identity;  ///< of the rows' store
  std::string target;
  std::string column;
};

/// A line of a segment, which is the copy of one row.
struct BinnedLine {
  std::int64_t segment = 0;  ///< id of the index row
  std::int64_t line = 0;     ///< its number within the segment
};

/// Shown a value that a binned row has in one of the columns asked for (`column`: which). Views end with the call.
using BinnedValueSink = std::function<void(std::size_t column, const Value& value, const BinnedLine& line)>;

/// Thread rule: one thread.
class BinView {
 public:
  virtual ~BinView() = default;
  /// `purger`: the job, or what else purges, as the ledger names it.
  virtual std::unique_ptr<OpenBin> open(World& world, const std::string& purger) = 0;

  /// Shows what rows in the bin, and rows that hang on them, have in these columns: segments sealed after the index
  /// row `after`, in order; answers the last one looked at, so that a second look reads only what came since.
  /// NULLs are left out. Copies that cannot be read are too: nobody could bring those rows back. Throws Failure.
  virtual std::int64_t each_value(World& world, std::span<const NamingColumn> columns, std::int64_t after,
                                  const BinnedValueSink& sink) = 0;
  /// Whether the copy is in the bin still, and may be the only one there is.
  virtual bool has(World& world, const BinnedLine& line) = 0;
};

}  // namespace winnow
