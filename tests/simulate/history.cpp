#include "tests/simulate/history.h"

#include <algorithm>
#include <deque>
#include <fstream>
#include <random>

#include "tests/simulate/promises.h"

namespace winnow {
namespace {

using std::chrono::hours;

constexpr const char* kToml = R"([winnow]
state = "state/state.db"
[trash]
path = "trash"
retention = "14d"
min_free = "0.000001%"
[limits]
max_deletes = 12
window = "1d"
max_share = "100%"
[stores.app]
plugin = "flaky"
allow = ["contacts"]
[stores.uploads]
plugin = "files"
root = "uploads"
allow = ["private/"]
[jobs.contacts]
plugin = "soft-delete-sweep"
store = "app"
target = "contacts"
retention = "30d"
files = [{ column = "file", store = "uploads" }]
[jobs.purge]
plugin = "trash-purge"
)";

/// The death of the process: no std::exception, so that nothing that handles errors handles it.
struct Died {};
enum class Fault { none, error, death, slow, write, lie };

class Life {
 public:
  Life(std::uint64_t seed, std::ostream* told, Happened& happened)
      : random_(seed), told_(told), happened_(happened), sweep_(std::string(kToml)), promises_(sweep_, happened) {}

  void live() {
    const std::size_t steps = 6 + below(18);
    for (std::size_t i = 0; i < 4; ++i) write();
    // Little can be said of a table whose store lied, so there the history ends.
    for (std::size_t i = 0; i < steps && lie_ == Lie::none; ++i) step();
    if (lie_ == Lie::none) rest();
  }

 private:
  std::size_t below(std::size_t n) { return random_() % n; }
  bool chance(unsigned percent) { return below(100) < percent; }
  void tell(const std::string& words) {
    if (told_ != nullptr) *told_ << "  " << words << "\n";
  }

  void step() {
    const std::size_t kind = below(100);
    if (kind < 22) return write();
    if (kind < 52) return apply();
    if (kind < 63) return undo();
    if (kind < 74) return purge();
    if (kind < 79) return hold();
    if (kind < 82) return release();
    if (kind < 85) return plan();
    pass();
  }

  void pass() {
    const Span time = chance(40) ? Span(hours(24 * (14 + below(5)))) : Span(hours(1 + below(72)));
    tell("time passes: " + words_of(time));
    // Where nothing was applied for longer than the shortest keep time, the clock is not believed.
    sweep_.pass(time / 2);
    if (time > hours(24 * 7)) apply();
    if (lie_ != Lie::none) return;
    sweep_.pass(time / 2);
    if (time > hours(24 * 7) && chance(60)) purge();
  }

  // ---- the application ----

  /// Some rows are written, changed, marked, brought back to life or deleted. What the application does is so.
  void write() {
    for (std::size_t n = 1 + below(5); n > 0; --n) write_one();
  }

  void write_one() {
    FlakyRows& rows = sweep_.table.rows;
    const std::string key = "row-" + std::to_string(below(24));
    const auto at = rows.find(key);
    if (at == rows.end()) {
      FlakyRow row{chance(70) ? long_dead() : chance(50) ? lately_dead() : WINNOW_TIME_NONE, "", new_note()};
      if (chance(40)) {
        row.file = "private/" + row.note;
        std::ofstream(sweep_.uploads() / row.file) << row.note;
      }
      rows[key] = row;
      tell("the application writes " + key + " " + row.note + (row.deleted_at == WINNOW_TIME_NONE ? " alive" : ""));
    } else if (chance(60)) {
      at->second.note = new_note();
      at->second.deleted_at = chance(50) ? WINNOW_TIME_NONE : chance(50) ? lately_dead() : long_dead();
      tell("the application changes " + key + " to " + at->second.note);
    } else {
      tell("the application deletes " + key);
      promises_.dropped(at->second.file);
      rows.erase(at);
    }
    promises_.application_wrote();
  }

  std::string new_note() { return "note-" + std::to_string(++notes_); }
  std::int64_t long_dead() { return micros_of(sweep_.now() - Promises::kKeep - hours(1 + below(2000))); }
  std::int64_t lately_dead() { return micros_of(sweep_.now() - hours(below(600))); }

  // ---- what people and cron do ----

  void hold() {
    const std::string key = "row-" + std::to_string(below(24));
    promises_.begin(Doing::nothing);
    holds_.emplace_back(sweep_.hold(key), key);
    promises_.hold(key);
    tell("hold on " + key);
    promises_.ask();
  }

  void release() {
    if (holds_.empty()) return;
    tell("the hold on " + holds_.front().second + " ends");
    sweep_.release(holds_.front().first);
    promises_.release(holds_.front().second);
    holds_.pop_front();
  }

  void plan() {
    tell("plan");
    promises_.begin(Doing::nothing);
    sweep_.run(Mode::plan);
    promises_.ask();
  }

  void apply() {
    if (chance(90)) sweep_.approve();
    under_fault("apply", Doing::removing, [this] { return status_of(sweep_.run(Mode::apply)); });
  }

  void purge() {
    if (chance(90)) sweep_.approve("purge");
    under_fault("purge", Doing::purging, [this] { return status_of(sweep_.run(Mode::apply, "purge")); });
  }

  void undo() {
    under_fault("undo", Doing::restoring, [this] {
      const UndoReport report = sweep_.undo_all();
      happened_.conflicts += report.counts.conflicts;
      return std::to_string(report.counts.restored) + " restored, " + std::to_string(report.counts.conflicts) +
             " conflicts, " + std::to_string(report.counts.failed) + " failed";
    });
  }

  static std::string status_of(const JobReport& report) {
    return std::to_string(report.tally.removed) + " removed; " +
           (report.message.empty() ? std::to_string(static_cast<int>(report.status)) : report.message);
  }

  // ---- faults ----

  template <class Body>
  void under_fault(const std::string& what, Doing doing, const Body& body) {
    promises_.begin(doing);
    arm(doing);
    std::string end;
    try {
      end = body();
    } catch (const Died&) {
      end = "died";
      ++happened_.died;
    } catch (const std::exception& error) {
      end = error.what();
      ++happened_.failed;
    }
    sweep_.table.at = [](Moment) {};
    sweep_.table.lie = Lie::none;
    tell(what + fault_words_ + ": " + end);
    if (dead_ && end != "died") broken("death is final", "winnow went on after it");
    dead_ = false;
    if (lie_ != Lie::none) return promises_.ask_after(lie_);
    promises_.ask();
    if (!fault_words_.empty()) promises_.broke_off();  // or may have: a run tells of an error without throwing it
  }

  /// Chooses what goes wrong, and at which of the moments that come.
  void arm(Doing doing) {
    const std::size_t kind = below(100);
    const Fault fault = kind < 30   ? Fault::none
                        : kind < 52 ? Fault::error
                        : kind < 80 ? Fault::death
                        : kind < 88 ? Fault::slow
                        : kind < 97 ? Fault::write
                                    : Fault::lie;
    const std::size_t nth = 1 + below(chance(50) ? 12 : 40);
    fault_words_ = fault == Fault::none
                       ? ""
                       : ", fault " + std::to_string(static_cast<int>(fault)) + " at " + std::to_string(nth);
    if (fault == Fault::lie && doing == Doing::removing) {
      lie_ = sweep_.table.lie = static_cast<Lie>(1 + below(8));
      return;
    }
    sweep_.table.at = [this, fault, nth, seen = std::size_t{0}](Moment moment) mutable {
      // The dead call nobody.
      if (dead_) throw Died{};
      if (++seen != nth) return;
      fault_words_ += " (moment " + std::to_string(static_cast<int>(moment)) + ")";
      if (fault == Fault::error) throw Error(WINNOW_UNAVAILABLE, "the connection is gone");
      if (fault == Fault::slow && moment != Moment::identity) sweep_.pass(hours(1 + below(30)));
      // Not where the store has the rows locked.
      const bool locked = moment == Moment::page || (moment > Moment::begin && moment < Moment::committed);
      if (fault == Fault::write && !locked) write_in_between();
      if (fault == Fault::death) {
        dead_ = true;
        throw Died{};
      }
    };
  }

  /// The application writes while winnow works: what winnow did until now is noticed first.
  void write_in_between() {
    promises_.notice();
    write();
  }

  /// At the end nothing fails any more: all is settled, once and for all, and undo brings everything back.
  void rest() {
    tell("all faults end");
    for (int i = 0; i < 3; ++i) {
      sweep_.pass(hours(24 * 13));  // in the end each row that is dead is past its keep time
      sweep_.approve();
      apply_undisturbed();
    }
    const FlakyRows binned = sweep_.binned();
    const FlakyRows rows = sweep_.table.rows;
    const auto copies = sweep_.all_copies();
    const std::string again = apply_undisturbed();
    const bool same = rows == sweep_.table.rows && binned == sweep_.binned() && copies == sweep_.all_copies();
    if (!same) broken("what is settled stays as it is", again);
    promises_.ask_index();
    promises_.begin(Doing::restoring);
    const UndoReport report = sweep_.undo_all();
    tell("undo: " + std::to_string(report.counts.restored) + " restored, " +
         std::to_string(report.counts.conflicts) + " conflicts");
    promises_.ask();
    promises_.ask_all_back();
  }

  std::string apply_undisturbed() {
    promises_.begin(Doing::removing);
    const std::string end = status_of(sweep_.run(Mode::apply));
    tell("apply: " + end);
    promises_.ask();
    return end;
  }

  std::mt19937_64 random_;
  std::ostream* told_;
  Happened& happened_;
  Sweep sweep_;
  Promises promises_;
  std::deque<std::pair<std::string, std::string>> holds_;  ///< id and key
  std::string fault_words_;
  int notes_ = 0;
  bool dead_ = false;
  Lie lie_ = Lie::none;
};

}  // namespace

History::History(std::uint64_t seed, std::ostream* told) : seed_(seed), told_(told) {}

std::optional<std::string> History::run() {
  try {
    Life(seed_, told_, happened_).live();
  } catch (const Broken& promise) {
    return promise.words;
  } catch (const std::exception& error) {
    return std::string("an error where nothing fails: ") + error.what();
  }
  return std::nullopt;
}

}  // namespace winnow
