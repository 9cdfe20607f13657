#include "listing.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "between.h"
#include "winnow/value.hpp"

namespace winnow::s3 {

namespace {

constexpr std::string_view kNoOrder =
    "the server's listing is not in the order of its keys' bytes, or was changed too much while it was read; try "
    "again, or "
    "write connections = 1 in the store's table";

constexpr int kLooks = 3;
constexpr double kWorthSplitting = 1.5;  // pages; what was begun in the middle of one page shows its end in vain

class Chains {
 public:
  Chains(const AskPage& ask, std::string_view prefix, std::size_t connections)
      : ask_(ask), fixed_(prefix.size()), connections_(connections), splits_(connections > 1) {}

  void run(Listing first, const PageSink& sink) {
    if (!first.objects.empty()) first_key_ = first.objects.front().key;
    {
      std::unique_lock lock(guard_);
      take(chains_.try_emplace("").first, std::move(first), lock);
    }
    std::vector<std::jthread> crew;
    const Ending ending(*this);  // before the threads are waited for
    for (std::size_t i = 0; i < connections_; ++i) crew.emplace_back([this] { work(); });
    while (true) {
      std::vector<ObjectFacts> page;
      {
        std::unique_lock lock(guard_);
        changed_.wait(lock, [this] { return failure_ || !pages_.empty() || is_done(); });
        if (failure_) std::rethrow_exception(failure_);
        if (pages_.empty()) return;
        page = std::move(pages_.front());
        pages_.pop_front();
      }
      changed_.notify_all();
      sink(std::move(page));
    }
  }

 private:
  /// One chain of pages; what it is filed under is its first key.
  struct Chain {
    std::string after;       ///< what it was begun with
    std::string page;        ///< the first key of the page that it gave out last
    std::string last;        ///< the last key that it gave out
    std::string token;       ///< of its next page
    std::string empty_from;  ///< from here to the next chain nothing was found; empty: nothing is known
    bool asked = false;      ///< a page is under way
    bool done = false;
  };
  using At = std::map<std::string, Chain>::iterator;
  using Lock = std::unique_lock<std::mutex>;

  struct Ending {
    explicit Ending(Chains& all) : chains(all) {}
    Ending(const Ending&) = delete;
    Ending& operator=(const Ending&) = delete;
    ~Ending() {
      {
        const std::lock_guard lock(chains.guard_);
        chains.stopped_ = true;
      }
      chains.changed_.notify_all();
    }
    Chains& chains;
  };

  bool is_done() const {
    return std::ranges::all_of(chains_, [](const auto& one) { return is_over(one.second); });
  }

  void work() {
    Lock lock(guard_);
    try {
      while (!stopped_ && !failure_ && !is_done()) {
        if (!go_on(lock) && !begin_another(lock)) changed_.wait(lock);
      }
    } catch (...) {
      if (!lock.owns_lock()) lock.lock();
      if (!failure_) failure_ = std::current_exception();
    }
    changed_.notify_all();
  }

  Listing ask(const std::string& after, const std::string& token, Lock& lock) const {
    lock.unlock();
    Listing out = ask_(after, token);
    lock.lock();
    return out;
  }

  /// Asks for the next page of a chain that waits for it.
  bool go_on(Lock& lock) {
    const auto waiting =
        std::ranges::find_if(chains_, [](const auto& one) { return !one.second.done && !one.second.asked; });
    if (waiting == chains_.end()) return false;
    Chain& chain = waiting->second;
    chain.asked = true;
    const std::string token = chain.token;
    Listing page = ask("", token, lock);
    if (page.next == token) throw Error(WINNOW_BROKEN, "the server's listing goes round in a circle");
    take(waiting, std::move(page), lock);
    chain.asked = false;
    merge_done();
    changed_.notify_all();
    return true;
  }

  /// Begins a chain in the middle of what another has not reached yet.
  bool begin_another(Lock& lock) {
    const std::optional<std::string> guess = guess_middle();
    if (!guess) return false;
    guesses_.insert(*guess);
    Listing page = ask(*guess, "", lock);
    guesses_.erase(*guess);
    consider(*guess, std::move(page), lock);
    changed_.notify_all();
    return true;
  }

  /// In the widest stretch; nullopt where guessing has not paid.
  std::optional<std::string> guess_middle() const {
    if (!splits_ || wasted_ > connections_ + listed_ / 2) return std::nullopt;
    std::optional<std::string> out;
    std::optional<Width> widest;
    for (auto at = chains_.begin(); at != chains_.end(); ++at) {
      const Chain& chain = at->second;
      if (chain.done || chain.last.empty()) continue;
      Stretch stretch{first_key_, chain.page, chain.last, {}, fixed_};
      const auto narrow = [&stretch](std::string_view bound) {
        const bool inside = bound > stretch.last && (stretch.upper.empty() || bound < stretch.upper);
        if (inside) stretch.upper = bound;
      };
      if (const auto next = std::next(at); next != chains_.end()) narrow(next->first);
      narrow(chain.empty_from);
      if (const auto other = guesses_.upper_bound(chain.last); other != guesses_.end()) narrow(*other);
      if (pages_in(stretch) < kWorthSplitting) continue;
      const Width width = width_of(stretch);
      if (widest && !(width > *widest)) continue;
      std::optional<std::string> guess = between(stretch);
      if (!guess || guesses_.contains(*guess)) continue;
      out = std::move(guess);
      widest = width;
    }
    return out;
  }

  At chain_of(const std::string& key) { return std::prev(chains_.upper_bound(key)); }

  /// What was found after a guess: the beginning of a chain, unless others have it.
  void consider(const std::string& guess, Listing page, Lock& lock) {
    if (!splits_) return;
    ++wasted_;
    Chain& before = chain_of(guess)->second;
    if (page.objects.empty()) {
      if (page.next.empty()) before.empty_from = guess;
      return;
    }
    if (!ascends(page, guess)) {
      splits_ = false;  // a server that does not know "start-after", or has an order of its own
      return;
    }
    const std::string key = page.objects.front().key;
    const auto holder = chain_of(key);
    if (&holder->second != &before || holder->first == key) before.empty_from = guess;
    if (holder->first == key || holder->second.done || key <= holder->second.last) return;
    --wasted_;
    const At begun = chains_.try_emplace(key).first;
    Chain& chain = begun->second;
    chain.after = guess;
    chain.empty_from = std::exchange(holder->second.empty_from, {});
    chain.asked = true;
    take(begun, std::move(page), lock);
    chain.asked = false;
    merge_done();
  }

  static bool ascends(const Listing& page, std::string_view after) {
    for (const ObjectFacts& object : page.objects) {
      if (object.key <= after) return false;
      after = object.key;
    }
    return true;
  }

  /// Gives out what a page has of its chain's own stretch, and settles where the chain goes on.
  void take(At at, Listing page, Lock& lock) {
    Chain& chain = at->second;
    ++listed_;
    if (!ascends(page, chain.last)) {
      if (chains_.size() > 1) throw Error(WINNOW_BROKEN, std::string(kNoOrder));
      splits_ = false;
    }
    const At next = std::next(at);
    std::vector<ObjectFacts> beyond;  // what is no longer this chain's
    if (next != chains_.end()) {
      const auto end = std::ranges::lower_bound(page.objects, next->first, {}, &ObjectFacts::key);
      beyond.assign(std::move_iterator(end), std::move_iterator(page.objects.end()));
      page.objects.erase(end, page.objects.end());
    }
    if (!page.objects.empty()) {
      chain.page = page.objects.front().key;
      chain.last = page.objects.back().key;
    }
    chain.done = page.next.empty() || !beyond.empty();
    chain.token = std::move(page.next);
    const bool meets = next == chains_.end() || (!beyond.empty() && beyond.front().key == next->first);
    const std::string last = chain.last;
    const std::string after = chain.done && !meets ? next->second.after : "";
    changed_.wait(lock, [this] { return stopped_ || failure_ || pages_.size() < connections_; });
    if (!page.objects.empty()) pages_.push_back(std::move(page.objects));
    changed_.notify_all();
    if (!after.empty()) check_seam(last, after, std::move(beyond), lock);
  }

  /// What came at the end of a chain does not show the key with which the next one began. It may have gone since;
  /// then this chain still goes on where that one begins now, and both see the same keys. Else the server has
  /// another order.
  void check_seam(const std::string& last, const std::string& after, std::vector<ObjectFacts> beyond,
                  Lock& lock) const {
    for (int attempt = 1; attempt <= kLooks; ++attempt) {
      const Listing begins = ask(after, "", lock);
      const auto also_there = [&begins](const std::string& key) {
        return std::ranges::find(begins.objects, key, &ObjectFacts::key) != begins.objects.end();
      };
      if (beyond.empty() && begins.objects.empty()) return;
      if (std::ranges::any_of(beyond, also_there, &ObjectFacts::key)) return;
      beyond = ask(last, "", lock).objects;
    }
    throw Error(WINNOW_BROKEN, std::string(kNoOrder));
  }

  /// Stretches side by side that are done are one to whoever comes later.
  void merge_done() {
    for (At at = chains_.begin(); at != chains_.end();) {
      const At next = std::next(at);
      const bool both = next != chains_.end() && is_over(at->second) && is_over(next->second);
      if (both) {
        at->second.last = next->second.last;
        chains_.erase(next);
      } else {
        at = next;
      }
    }
  }
  static bool is_over(const Chain& chain) { return chain.done && !chain.asked; }

  const AskPage& ask_;
  const std::size_t fixed_;
  const std::size_t connections_;
  std::mutex guard_;
  std::condition_variable changed_;
  std::map<std::string, Chain> chains_;
  std::set<std::string> guesses_;  ///< under way
  std::deque<std::vector<ObjectFacts>> pages_;
  std::string first_key_;
  std::size_t listed_ = 0;
  std::size_t wasted_ = 0;
  bool splits_;
  bool stopped_ = false;
  std::exception_ptr failure_;
};

}  // namespace

void list_all(const AskPage& ask, std::string_view prefix, std::size_t connections, const PageSink& sink) {
  Listing first = ask("", "");
  if (first.next.empty()) return sink(std::move(first.objects));
  Chains(ask, prefix, connections).run(std::move(first), sink);
}

}  // namespace winnow::s3
