/// Jobs: the same answer each time, nothing wider than what was asked, verdicts in their places.
#include <sys/mman.h>

#include <algorithm>

#include "trial.h"

namespace winnow::conformance {
namespace {

constexpr std::int64_t kDay = 86'400'000'000;

/// What the TOML would say: rows older than 30 days.
Selection base() {
  Selection out;
  out.target = "rows";
  out.time_field = "created_at";
  out.cutoff = 1'790'000'000'000'000 - 30 * kDay;
  out.match = out.scope = Filter::lt("created_at", Value::time(time_of(out.cutoff)));
  out.reason = "older than 30d";
  return out;
}

std::optional<Selection> planned(const Instance& instance) {
  struct Answer {
    Term term;
    std::optional<Selection> selection;
    int answers = 0;
  };
  Answer& answer = lasting<Answer>();
  const winnow_selection_sink& sink = lasting<winnow_selection_sink>(
      &answer, [](void* ctx, const winnow_selection* selection) noexcept -> std::int32_t {
        auto& to = *static_cast<Answer*>(ctx);
        to.term.called("the sink of selections");
        ++to.answers;
        try {
          to.selection = Selection::copy(*selection);
        } catch (const std::exception&) {
          to.selection.reset();
          return 1;
        }
        return 0;
      });
  const Selection asked = base();
  const LentSelection lent(asked);
  winnow_error error{};
  expect_ok(instance.job().plan(instance.self(), lent.get(), nullptr, 0, &sink, &error), error, "plan");
  answer.term.end();
  require(answer.answers <= 1, "plan() answers more than one selection");
  require(answer.answers == 0 || answer.selection.has_value(), "plan() answers a selection that is malformed");
  return answer.selection;
}

bool equal(const Selection& a, const Selection& b) {
  return a.target == b.target && a.scope == b.scope && a.match == b.match && a.fields == b.fields &&
         a.group_by == b.group_by && a.time_field == b.time_field && a.reason == b.reason;
}

void plans_alike(const Subject& subject) {
  const Instance one(subject);
  const Instance other(subject);
  const auto first = planned(one);
  for (const Instance* const instance : {&one, &other}) {
    const auto again = planned(*instance);
    require(first.has_value() == again.has_value() && (!first || equal(*first, *again)),
            "plan() answers another selection to the same question");
  }
}

void keeps_the_target(const Subject& subject) {
  const auto selection = planned(Instance(subject));
  if (!selection) throw LeftOut("it plans nothing for an ordinary selection");
  require(selection->target == "rows",
          "plan() asks for the target \"" + selection->target + "\" in place of \"rows\"");
}

void fetches_its_groups(const Subject& subject) {
  const auto selection = planned(Instance(subject));
  if (!selection) throw LeftOut("it plans nothing for an ordinary selection");
  for (const std::string& group : selection->group_by) {
    bool fetched = false;
    for (const std::string& field : selection->fields) fetched = fetched || field == group;
    require(fetched, "it groups by \"" + group + "\" and does not fetch it");
  }
}

/// Items of every kind: fields of every type, with and without times.
void fill(Page& page, std::size_t items) {
  for (std::size_t i = 0; i < items; ++i) {
    const Page::Place at = page.add();
    at.item.key = page.keep("key-" + std::to_string(i));
    at.item.version = page.keep("1");
    at.item.time = i % 5 == 4 ? WINNOW_TIME_NONE : static_cast<std::int64_t>(1'700'000'000'000'000 + kDay * i);
    at.item.bytes = 100 * i;
    for (std::size_t f = 0; f < at.fields.size(); ++f) {
      switch ((i + f) % 5) {
        case 0: at.fields[f] = scalar(WINNOW_INT, static_cast<std::int64_t>(i)); break;
        case 1: at.fields[f] = scalar(WINNOW_TEXT, page.keep("text")); break;
        case 2: at.fields[f] = scalar(WINNOW_TIME, std::int64_t{1'700'000'000'000'000}); break;
        case 3: at.fields[f] = scalar(WINNOW_BYTES, page.keep("\xff")); break;
        default: break;  // NULL
      }
    }
  }
}

/// An array that ends where a page of memory begins that nobody may touch: who goes past its end dies.
template <class Element>
class Guarded {
 public:
  explicit Guarded(std::size_t count) : count_(count) {
    constexpr std::size_t kPage = 4096;
    const std::size_t size = count * sizeof(Element);
    const std::size_t whole = (size + kPage - 1) / kPage * kPage;
    char* const base = static_cast<char*>(
        ::mmap(nullptr, whole + kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    if (::mprotect(base + whole, kPage, PROT_NONE) != 0) throw LeftOut("no page can be guarded");
    at_ = reinterpret_cast<Element*>(base + whole - size);
  }
  std::span<Element> all() const { return {at_, count_}; }

 private:
  std::size_t count_;
  Element* at_;  // the process is short: nothing is given back
};

/// The items with nothing behind the last one, nor behind its last field.
std::span<winnow_item> guarded(std::span<const winnow_item> items, std::size_t width) {
  const Guarded<winnow_item> out(items.size());
  const Guarded<winnow_value> fields(items.size() * width);
  for (std::size_t i = 0; i < items.size(); ++i) {
    out.all()[i] = items[i];
    out.all()[i].fields = fields.all().data() + i * width;
    std::copy_n(items[i].fields, width, fields.all().data() + i * width);
  }
  return out.all();
}

struct Reviewed {
  std::vector<int> nominate;
  std::size_t reasons = 0;
};

/// Verdicts on 60 items, shown `at_once`; NULL members are left out.
Reviewed reviewed(const Subject& subject, std::size_t at_once) {
  const Instance instance(subject);
  const auto selection = planned(instance);
  if (instance.job().review == nullptr) throw LeftOut("it takes no second look");
  if (!selection) throw LeftOut("it plans nothing for an ordinary selection");
  Page page(selection->fields.size());
  fill(page, 60);
  const LentSelection lent(*selection);
  Reviewed out;
  for (std::size_t begin = 0; begin < page.size(); begin += at_once) {
    const std::size_t count = std::min(at_once, page.size() - begin);
    const auto some = guarded(page.items().subspan(begin, count), selection->fields.size());
    const Guarded<winnow_verdict> verdicts(count);
    winnow_error error{};
    expect_ok(instance.job().review(instance.self(), lent.get(), some.data(), count, verdicts.all().data(), &error),
              error, "review");
    for (const winnow_verdict& verdict : verdicts.all()) {
      require(verdict.nominate == 0 || verdict.nominate == 1,
              "a verdict is " + std::to_string(verdict.nominate) + "; only 0 and 1 mean something");
      require(verdict.reason <= instance.host().reasons(), "a verdict has a reason that the host never gave out");
      out.nominate.push_back(verdict.nominate);
    }
  }
  return out;
}

void reviews_in_place(const Subject& subject) {
  reviewed(subject, 60);
}

void reviews_alike(const Subject& subject) {
  const Reviewed whole = reviewed(subject, 60);
  require(reviewed(subject, 60).nominate == whole.nominate, "the same items get other verdicts the second time");
  if (!planned(Instance(subject))->group_by.empty()) return;  // a page is a group there
  for (const std::size_t at_once : {std::size_t{1}, std::size_t{7}}) {
    require(reviewed(subject, at_once).nominate == whole.nominate,
            "verdicts hang on how many items a page holds (" + std::to_string(at_once) + ")");
  }
}

void reviews_nothing(const Subject& subject) {
  const Instance instance(subject);
  if (instance.job().review == nullptr) throw LeftOut("it takes no second look");
  const Selection asked = base();
  const LentSelection lent(asked);
  winnow_error error{};
  expect_ok(instance.job().review(instance.self(), lent.get(), nullptr, 0, nullptr, &error), error,
            "review of nothing");
}

}  // namespace

void use_job(const Subject& subject) {
  reviewed(subject, 60);
}

std::vector<Check> job_checks() {
  return {{"plans_alike", "the same question gets the same selection, whatever was asked before", plans_alike},
          {"keeps_the_target", "a job works on the target that the TOML names", keeps_the_target},
          {"fetches_its_groups", "what it groups by is among the fields that it asks for", fetches_its_groups},
          {"reviews_in_place",
           "one verdict an item, 0 or 1, with a reason of the host's; nothing beyond the items, the fields that "
           "plan() asked for and the verdicts is touched",
           reviews_in_place},
          {"reviews_alike", "the same items get the same verdicts, in pages of any size", reviews_alike},
          {"reviews_nothing", "an empty page is no trouble", reviews_nothing}};
}

}  // namespace winnow::conformance
