#include <iostream>
#include <nlohmann/json.hpp>
#include <set>

#include "core/apply/leftovers.h"
#include "core/apply/vanished.h"
#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/bin/belonging.h"
#include "core/bin/bin_items.h"
#include "core/bin/foreign_bin.h"
#include "core/bin/medium.h"
#include "core/bin/returned.h"
#include "core/bin/store_medium.h"
#include "core/bin/tombstones.h"
#include "core/cli/progress_line.h"
#include "core/cli/selection.h"
#include "core/cli/trash_commands.h"
#include "core/report/status.h"
#include "core/state/bin_index.h"
#include "core/state/places.h"

namespace winnow {
namespace {

enum class Depth { headers, all_data };

/// Looks for what is missing, damaged or unknown; changes nothing.
class Check {
 public:
  Check(Session& session, Depth depth) : session_(session), depth_(depth) {}

  void segments(const Globals& globals) {
    ProgressOf progress(globals, "segments read");
    const Advance advance = progress.advance();
    const std::vector<SegmentRow> rows = BinIndex(session_.world().state).find(SegmentQuery{});
    for (const SegmentRow& row : rows) {
      advance("trash check", segments_++, rows.size());
      segment(row);
    }
  }

  void segment(const SegmentRow& row) {
    known_.insert(row.path);
    try {
      if (is_gone(session_.world().state, session_.world().medium, row)) {
        note(BinId{row.run, row.job, row.n, 0}.segment() +
             ": a purge that was broken off took it; the next apply on its target writes that down, or `winnow "
             "undo " +
             row.run + "`");
      } else if (depth_ == Depth::headers && row.place.empty()) {
        read_segment_header(session_.world().medium, row);
      } else {
        look_for_parked(read_segment(session_.world().medium, row), row);
      }
    } catch (const Unreached& failure) {
      not_looked_at(failure.what());
    } catch (const Failure& failure) {
      problem(std::string(failure.what()) + "; where there is none: `winnow trash purge --run " + row.run +
              " --job " + row.job + " --lost --reason WHY --apply` lets go of what lay in it");
    }
  }

  void mark() {
    const std::string words = mistrust_words(session_.world().state, session_.world().medium);
    if (!words.empty()) problem(words);
  }

  /// Segments that the index does not know.
  void strangers() {
    for (const ReturnedFile& file : returned_files(session_.world().state, session_.world().medium)) {
      known_.insert(file.path);
      problem(
          file.path +
          ": a purge destroyed this file, and it is here again, as from a backup; `winnow trash purge --leftovers "
          "--reason WHY --apply` destroys it");
    }
    for (const std::string& path : session_.world().medium.list("")) {
      if (!path.ends_with(".zst") || known_.contains(path)) continue;
      problem(path + ": the index does not know this segment; `winnow trash adopt` takes it in");
    }
  }

  /// Copies in the stores' own bins that no segment speaks of.
  void foreign_copies() {
    for (const StoreConfig& config : session_.config().stores) {
      try {
        OpenStore& store = session_.world().stores.get(config.name);
        if (!store.key_rules) {
          if (store.parks) unknown_copies(store);
          continue;
        }
        const ForeignBin bin = look_into_bin(session_.world(), store, [&](const winnow_parked& copy) {
          const bool is_copy = copy.trouble.size == 0;
          if (is_copy && store.key_rules->kind == KeyKind::object) shown_.add(store.identity, copy);
        });
        for (const auto& [batch, copies] : bin.batches) {
          for (const ForeignCopy& copy : copies) {
            problem(config.name + ": " + printable(batch.place + "/" + copy.key) +
                    ": the index does not know this copy; `winnow trash adopt " + config.name + "` takes it over");
          }
        }
        for (const Leftover& copy : leftovers_in(session_.world(), store)) {
          problem(config.name + ": " + printable(copy.place + "/" + copy.key) + ": " +
                  (copy.kind == Leftover::Kind::copy
                       ? "a removal that was broken off left this copy, and its object lives"
                       : "its copy is gone, and the meta file that names it is left") +
                  "; `winnow trash purge --leftovers` destroys it, once no run is at work");
        }
        // What nobody can take over from here is no fault of this bin.
        for (const std::string& trouble : bin.troubles) note(config.name + ": not known here: " + trouble);
      } catch (const Failure& failure) {
        not_looked_at(failure.what());
      }
    }
  }

  int end(const Globals& globals) const {
    if (globals.json) {
      std::cout << nlohmann::ordered_json{{"segments", segments_},
                                          {"problems", problems_},
                                          {"not_looked_at", unseen_},
                                          {"notes", notes_}}
                       .dump(2)
                << '\n';
      return status();
    }
    if (globals.loudness == Loudness::quiet && problems_.empty() && unseen_.empty() && notes_.empty()) return kDone;
    for (const std::string& words : problems_) std::cout << words << '\n';
    for (const std::string& words : unseen_) std::cout << "could not be looked at: " << words << '\n';
    for (const std::string& words : notes_) std::cout << "note: " << words << '\n';
    std::cout << count_of(segments_, "segment", "segments") << ", "
              << count_of(problems_.size(), "problem", "problems")
              << (unseen_.empty() ? "" : "; not all could be looked at")
              << (depth_ == Depth::headers ? "; --read-data reads and digests all of it" : "") << '\n';
    return status();
  }

 private:
  /// What could not be looked at may be as it should, or not: nobody may call that fine.
  int status() const { return !problems_.empty() ? kFailed : !unseen_.empty() ? kPartial : kDone; }

  /// Copies without a meta file, which nobody can take over: the receipts of another state speak of them, if any.
  void unknown_copies(OpenStore& store) {
    try {
      store.store->parked([&](const winnow_parked& copy) {
        if (Places(session_.world().state).is_reserved(store.identity, std::string(view(copy.place)))) return;
        note(store.config->name + ": not known here: " + printable(view(copy.path)) + ": " +
             printable(view(copy.trouble)));
      });
    } catch (const Error& error) {
      throw failure_of("store " + store.config->name, error);
    }
  }

  void note_torn(const Segment& segment, const SegmentRow& row) {
    const std::map<std::int64_t, LineState> states = BinIndex(session_.world().state).lines(row);
    const std::set<std::int64_t> torn = items_without_file(segment, states);
    if (torn.empty()) return;
    for (const BinItem& item : items_of(segment, states)) {
      if (!torn.contains(item.number)) continue;
      problem(
          BinId{row.run, row.job, row.n, item.main->number}.text() +
          ": a purge destroyed a file of it and could not destroy the rest; undo cannot bring it back whole, and "
          "`winnow trash purge` destroys the rest");
    }
  }

  void look_for_parked(const Segment& segment, const SegmentRow& row) {
    if (row.place.empty()) return;
    note_torn(segment, row);
    const AskFor what = depth_ == Depth::all_data ? AskFor::all : AskFor::some;
    for (const Vanished& one : vanished_from(session_.world(), row, segment, shown_, what)) {
      switch (one.how) {
        case Vanished::How::lost: problem(one.words); break;
        case Vanished::How::not_looked_at: not_looked_at(one.words); break;
        case Vanished::How::unsure: note(one.words); break;
      }
    }
  }

  /// Each once: what keeps one copy from being looked at keeps all of its store.
  void note(const std::string& words) {
    if (noted_.insert(words).second) notes_.push_back(words);
  }
  void not_looked_at(const std::string& words) {
    if (noted_.insert(words).second) unseen_.push_back(words);
  }
  void problem(const std::string& words) { problems_.push_back(words); }

  Session& session_;
  Depth depth_;
  std::set<std::string> known_, noted_;
  ShownCopies shown_;
  std::uint64_t segments_ = 0;
  std::vector<std::string> problems_, unseen_, notes_;
};

}  // namespace

int trash_check(const Invocation& invocation, const std::vector<std::string>& words, Session& session) {
  if (!words.empty()) throw configuration_failure("", "trash check takes no arguments");
  Check check(session, invocation.has("read-data") ? Depth::all_data : Depth::headers);
  check.mark();
  check.foreign_copies();  // first: what it sees there segments() need not ask for
  check.segments(invocation.globals);
  check.strangers();
  return check.end(invocation.globals);
}

}  // namespace winnow
