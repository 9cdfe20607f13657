/// Stores: what is shown, and that exactly what is taken goes, and comes back. Works on the subject's own target,
/// and leaves it as it was where the store keeps the rules.
#include <exception>
#include <iterator>
#include <memory>
#include <set>
#include <thread>

#include "store_bench.h"

namespace winnow::conformance {
namespace {

void shows_all_once(const Subject& subject) {
  Bench bench(subject);
  for (const std::uint32_t page : {1u, 7u, 1000u}) {
    require(bench.scan(page) == bench.before(), "pages of " + std::to_string(page) + " show other items");
  }
  std::uint64_t total = 0;
  winnow_error error{};
  const Instance& instance = bench.instance();
  const winnow_code code =
      instance.store().total(instance.self(), borrow(std::string_view{subject.target}), &total, &error);
  if (code == WINNOW_UNSUPPORTED) return;
  expect_ok(code, error, "total");
  require(total == bench.before().size(),
          "total() says " + std::to_string(total) + ", scan() shows " + std::to_string(bench.before().size()));
}

/// More may be shown than meets a filter, since the host asks again of each; less would never go.
void shows_all_that_meets_a_filter(const Subject& subject) {
  Bench bench(subject);
  if (subject.time_field.empty()) throw LeftOut("it needs --time");
  std::set<std::int64_t> times;
  for (const auto& [key, seen] : bench.before()) {
    if (seen.time != WINNOW_TIME_NONE && seen.time != WINNOW_TIME_UNREADABLE) times.insert(seen.time);
  }
  if (times.empty()) throw LeftOut("none of its items has a time");
  const std::int64_t middle = *std::next(times.begin(), static_cast<std::ptrdiff_t>(times.size() / 2));
  const Value at = Value::time(time_of(middle));
  const std::string& field = subject.time_field;
  const Filter earlier = Filter::lt(field, at);
  struct Case {
    const char* words;
    Filter filter;
    bool (*meets)(std::int64_t time, std::int64_t middle);
  };
  const Case cases[] = {
      {"before a time", earlier, [](std::int64_t time, std::int64_t mid) { return time < mid; }},
      {"not before a time", Filter::negate(earlier),
       [](std::int64_t time, std::int64_t mid) { return time >= mid; }},
      {"at a time", Filter::eq(field, at), [](std::int64_t time, std::int64_t mid) { return time == mid; }},
      {"before a time or at it", Filter::any_of({earlier, Filter::eq(field, at)}),
       [](std::int64_t time, std::int64_t mid) { return time <= mid; }},
      {"neither before a time nor after it",
       Filter::all_of({Filter::negate(earlier), Filter::negate(Filter::gt(field, at))}),
       [](std::int64_t time, std::int64_t mid) { return time == mid; }}};
  for (const Case& one : cases) {
    const Shown shown = bench.scan(1000, one.filter);
    for (const auto& [key, seen] : bench.before()) {
      if (!times.contains(seen.time) || !one.meets(seen.time, middle)) continue;
      require(shown.contains(key),
              "asked for what is " + std::string(one.words) + ", it leaves out \"" + key + "\"");
    }
  }
}

/// An instance is used by one thread at a time; two of them may be at work at once.
void works_beside_another(const Subject& subject) {
  Bench one(subject);
  Bench other(subject);
  std::exception_ptr thrown;
  std::thread beside([&] {
    try {
      for (int i = 0; i < 5; ++i) other.require_untouched("for an instance on another thread");
    } catch (...) {
      thrown = std::current_exception();
    }
  });
  const auto join = [&beside](void*) { beside.join(); };
  {
    const std::unique_ptr<void, decltype(join)> joined(&beside, join);  // also where this thread finds a flaw
    for (int i = 0; i < 5; ++i) one.require_untouched("while another instance is at work");
  }
  if (thrown) std::rethrow_exception(thrown);
}

void fetches_what_it_shows(const Subject& subject) {
  Bench bench(subject);
  std::vector<std::string> keys = bench.keys();
  keys.push_back("no-such-key-anywhere");
  require(bench.fetch(keys) == bench.before(), "fetch() shows other items than scan()");
  require(bench.fetch({}).empty(), "fetch() of nothing shows something");
}

void heeds_its_permit(const Subject& subject) {
  Bench bench(subject);
  const std::pair<const char*, void (*)(winnow_permit&)> wrong[] = {
      {"for other items", [](winnow_permit& permit) { ++permit.digest; }},
      {"for another action", [](winnow_permit& permit) { permit.action = WINNOW_PURGE; }},
      {"for fewer items", [](winnow_permit& permit) { --permit.count; }},
      {"that has ended", [](winnow_permit& permit) { permit.not_after = 1; }}};
  for (const auto& [what, spoil] : wrong) {
    Box box(Box::Answer::all, bench.keys().size());
    const auto answer = bench.remove(box, bench.keys(), spoil);
    bench.require_untouched(std::string("under a permit ") + what);
    require(answer.code == WINNOW_DENIED,
            std::string("a permit ") + what + " is answered " + std::to_string(answer.code) + ", not DENIED");
  }
}

void stops_with_its_bin(const Subject& subject) {
  Bench bench(subject);
  Box box(Box::Answer::fail, bench.keys().size());
  const auto answer = bench.remove(box, bench.keys());
  bench.require_untouched("although the seal failed");
  require(answer.code != WINNOW_OK, "remove() says that all is well although the seal failed");
}

void takes_nothing_unasked(const Subject& subject) {
  Bench bench(subject);
  Box box(Box::Answer::none, bench.keys().size());
  const auto answer = bench.remove(box, bench.keys());
  require(answer.code == WINNOW_OK, "remove() fails: " + answer.words);
  bench.require_untouched("although the seal named none");
  for (const winnow_outcome outcome : answer.outcomes)
    require(outcome != WINNOW_DONE, "it says DONE of what is there");
}

/// Removes every other item; answers what must be there afterwards.
Shown remove_half(Bench& bench, Box& box) {
  const std::vector<std::string> keys = bench.keys();
  const auto answer = bench.remove(box, keys);
  require(answer.code == WINNOW_OK, "remove() fails: " + answer.words);
  Shown left = bench.before();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    require((answer.outcomes[i] == WINNOW_DONE) == box.takes(i),
            "the outcome of \"" + keys[i] + "\" is " + std::to_string(answer.outcomes[i]));
    if (box.takes(i)) left.erase(keys[i]);
  }
  return left;
}

void removes_exactly(const Subject& subject) {
  Bench bench(subject);
  Box box(Box::Answer::odd, bench.keys().size());
  const Shown left = remove_half(bench, box);
  const Shown now = bench.scan();
  bench.restore(box);
  require(now == left, "what is left is not exactly what the seal did not name");
}

void restores_the_same(const Subject& subject) {
  Bench bench(subject);
  Box box(Box::Answer::odd, bench.keys().size());
  remove_half(bench, box);
  for (int time = 0; time < 2; ++time) {  // again: what lives there already is DONE
    for (const winnow_outcome outcome : bench.restore(box)) {
      require(outcome == WINNOW_DONE, "restore() answers " + std::to_string(outcome) + ", not DONE");
    }
    require(bench.scan() == bench.before(), "what came back is not as it was");
  }
}

void rehearses_without_a_trace(const Subject& subject) {
  Bench bench(subject);
  if ((bench.instance().store().flags & WINNOW_REHEARSES) == 0) return;  // then it is never asked to
  Box box(Box::Answer::odd, bench.keys().size());
  const Shown left = remove_half(bench, box);
  const std::vector<winnow_outcome> outcomes = bench.rehearse(box);
  const Shown now = bench.scan();
  bench.restore(box);
  for (const winnow_outcome outcome : outcomes) {
    require(outcome == WINNOW_DONE, "a rehearsal answers " + std::to_string(outcome) + ", not DONE");
  }
  require(now == left, "what was only rehearsed is there");
  bench.require_untouched("after a rehearsal");
}

void removes_once(const Subject& subject) {
  Bench bench(subject);
  Box box(Box::Answer::all, bench.keys().size());
  remove_half(bench, box);
  Box second(Box::Answer::all, bench.keys().size());
  const auto answer = bench.remove(second, bench.keys());
  bench.restore(box);
  require(answer.code == WINNOW_OK, "removing what is gone fails: " + answer.words);
  for (const winnow_outcome outcome : answer.outcomes) {
    require(outcome == WINNOW_GONE, "what is gone is answered " + std::to_string(outcome) + ", not GONE");
  }
}

void leaves_what_changed(const Subject& subject) {
  Bench bench(subject);
  if (bench.before().begin()->second.version.empty()) throw LeftOut("its items have no versions");
  Box box(Box::Answer::all, bench.keys().size());
  const auto answer = bench.remove(box, bench.keys(), nullptr, "another version");
  bench.require_untouched("although they were another version");
  for (const winnow_outcome outcome : answer.outcomes) {
    require(outcome == WINNOW_CHANGED, "another version is answered " + std::to_string(outcome) + ", not CHANGED");
  }
}

void settles_truly(const Subject& subject) {
  Bench bench(subject);
  Box box(Box::Answer::odd, bench.keys().size());
  remove_half(bench, box);
  const std::vector<winnow_outcome> gone = bench.settle(box);
  bench.restore(box);
  const std::vector<winnow_outcome> back = bench.settle(box);
  for (const winnow_outcome outcome : gone)
    require(outcome == WINNOW_DONE, "settle() does not see that items are gone");
  for (const winnow_outcome outcome : back)
    require(outcome == WINNOW_SAME, "settle() does not see that items are back");
  bench.require_untouched("after settling");
}

}  // namespace

std::vector<Check> store_checks() {
  return {
      {"knows_itself", "each instance says that it is the same store", knows_itself},
      {"shows_all_once", "scan() shows every item once, in pages of any size, as many as total() says",
       shows_all_once},
      {"shows_all_that_meets_a_filter", "scan() with a filter on the time leaves out nothing that meets it",
       shows_all_that_meets_a_filter},
      {"filters_as_the_host",
       "scan() with a filter on any other field leaves out nothing that meets it as the host evaluates it",
       filters_as_the_host},
      {"works_beside_another", "two instances on two threads show the same", works_beside_another},
      {"fetches_what_it_shows", "fetch() shows items as scan() does, and leaves out what is not there",
       fetches_what_it_shows},
      {"heeds_its_permit", "a permit that is wrong or over is DENIED, and nothing is touched", heeds_its_permit},
      {"stops_with_its_bin", "where the bin cannot seal, nothing is taken", stops_with_its_bin},
      {"takes_nothing_unasked", "where the seal names none, nothing is taken", takes_nothing_unasked},
      {"removes_exactly", "exactly what the seal names goes", removes_exactly},
      {"restores_the_same", "what comes back is as it was, also when asked twice", restores_the_same},
      {"rehearses_without_a_trace", "what is only rehearsed, by a store that does, is not there afterwards",
       rehearses_without_a_trace},
      {"removes_once", "what is gone already is GONE", removes_once},
      {"leaves_what_changed", "another version than the permitted one is CHANGED and stays", leaves_what_changed},
      {"settles_truly", "settle() tells what is gone from what lives", settles_truly},
      {"settles_after_death",
       "killed before each call of its bin, and after the last: settle() tells the truth, and all "
       "can come back",
       settles_after_death},
      {"keeps_files",
       "a file of the host's, where the store keeps such, is there as it was put until it is dropped",
       keeps_files}};
}

}  // namespace winnow::conformance
