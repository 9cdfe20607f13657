/// The host's side of a store's checks: a bin that answers as a check wants, and calls on the subject's own target.
#pragma once

#include <algorithm>
#include <functional>
#include <map>

#include "trial.h"

namespace winnow::conformance {

/// An item as it was shown.
struct Seen {
  std::string version;
  std::int64_t time = 0;
  bool operator==(const Seen&) const = default;
};
using Shown = std::map<std::string, Seen>;

/// When a box is called, before it does anything.
enum class Moment { open, put, seal };

/// The host's side of a removal: keeps what is put, and answers in the way that a check wants.
class Box {
 public:
  enum class Answer { none, odd, all, fail };
  struct Kept {
    std::size_t item;
    std::string target, key, content;
    std::int64_t time;
  };
  struct Contents {
    std::vector<std::pair<std::string, std::string>> headers;  ///< by target
    std::vector<Kept> pieces;
  };
  explicit Box(Answer answer, std::size_t items) : answer_(answer), items_(items) {
    table_.struct_size = sizeof table_;
    table_.ctx = this;
    table_.open = [](void* ctx, winnow_text target, winnow_text header) noexcept -> std::int32_t {
      Box& box = *static_cast<Box*>(ctx);
      box.term_.called("bin.open");
      box.watch_(Moment::open);
      if (!is_one_line_of_json(view(header))) box.trouble_ = "a header is not one JSON value on one line";
      box.contents_.headers.emplace_back(view(target), view(header));
      return box.trouble_.empty() ? 0 : 1;
    };
    table_.put = [](void* ctx, const winnow_piece* piece) noexcept -> std::int32_t {
      return static_cast<Box*>(ctx)->put(*piece);
    };
    table_.seal = [](void* ctx, std::uint8_t* take) noexcept -> std::int32_t {
      return static_cast<Box*>(ctx)->seal(take);
    };
    table_.refuse = [](void* ctx, std::size_t item, winnow_text) noexcept -> std::int32_t {
      Box& box = *static_cast<Box*>(ctx);
      box.term_.called("bin.refuse");
      if (item >= box.items_) box.trouble_ = "it refuses an item that nobody asked for";
      return 0;
    };
  }
  Box(const Box&) = delete;
  Box& operator=(const Box&) = delete;

  const winnow_bin* table() const { return &table_; }
  Term& term() { return term_; }
  const std::string& trouble() const { return trouble_; }
  /// Calls `watch` at each moment.
  void watch(std::function<void(Moment)> watch) { watch_ = std::move(watch); }
  /// What was put; and for a box that takes over from one of another process.
  const Contents& contents() const { return contents_; }
  void take_over(Contents contents) { contents_ = std::move(contents); }

  std::vector<winnow_header> headers() const {
    std::vector<winnow_header> out;
    for (const auto& [target, header] : contents_.headers) {
      out.push_back({borrow(std::string_view{target}), borrow(std::string_view{header})});
    }
    return out;
  }
  /// Of the items that were taken, in the order in which they come back: what others hang on first.
  std::vector<winnow_piece> taken() const {
    std::vector<winnow_piece> out;
    for (auto kept = contents_.pieces.rbegin(); kept != contents_.pieces.rend(); ++kept) {
      if (!takes(kept->item)) continue;
      winnow_piece piece{};
      piece.item = kept->item;
      piece.target = borrow(std::string_view{kept->target});
      piece.key = borrow(std::string_view{kept->key});
      piece.time = kept->time;
      piece.content = borrow(std::string_view{kept->content});
      out.push_back(piece);
    }
    return out;
  }
  bool takes(std::size_t item) const { return answer_ == Answer::all || (answer_ == Answer::odd && item % 2 == 1); }

 private:
  std::int32_t put(const winnow_piece& piece) noexcept {
    term_.called("bin.put");
    watch_(Moment::put);
    const std::string content(view(piece.content));
    if (sealed_) trouble_ = "it puts after it has sealed";
    if (contents_.headers.empty()) trouble_ = "it puts before it has opened";
    if (piece.item >= items_) trouble_ = "it puts a copy of an item that nobody asked for";
    if (!is_one_line_of_json(content)) trouble_ = "a copy is not one JSON value on one line";
    const bool again = std::ranges::any_of(contents_.pieces, [&](const Kept& kept) {
      return kept.item == piece.item && kept.target == view(piece.target) && kept.key == view(piece.key);
    });
    if (again) trouble_ = "it puts the copy of one item twice";
    contents_.pieces.push_back(
        {piece.item, std::string(view(piece.target)), std::string(view(piece.key)), content, piece.time});
    return trouble_.empty() ? 0 : 1;
  }
  std::int32_t seal(std::uint8_t* take) noexcept {
    term_.called("bin.seal");
    watch_(Moment::seal);
    if (sealed_) trouble_ = "it seals twice";
    sealed_ = true;
    if (answer_ == Answer::fail || !trouble_.empty()) return 1;
    for (std::size_t i = 0; i < items_; ++i) {
      if (take[i] != 0) trouble_ = "take is not zeroed before it is given to seal()";
    }
    for (const Kept& kept : contents_.pieces) take[kept.item] = takes(kept.item) ? 1 : 0;
    return trouble_.empty() ? 0 : 1;
  }

  Answer answer_;
  std::size_t items_;
  winnow_bin table_{};
  Term term_;
  std::function<void(Moment)> watch_ = [](Moment) {};
  Contents contents_;
  std::string trouble_;
  bool sealed_ = false;
};

/// A store on the subject's target.
class Bench {
 public:
  explicit Bench(const Subject& subject) : instance_(subject), target_(subject.target) {
    if (target_.empty()) throw LeftOut("it needs --target with at least four items that may be lost");
    selection_.target = subject.target;
    selection_.time_field = subject.time_field;
    before_ = scan();
    if (before_.size() < 4) throw LeftOut("the target has fewer than four items");
  }
  /// Takes over from a process that is dead; `before`: what its bench had seen.
  Bench(const Subject& subject, Shown before)
      : instance_(subject), target_(subject.target), before_(std::move(before)) {
    selection_.target = subject.target;
    selection_.time_field = subject.time_field;
  }

  /// All that follows belongs to the batch of that number: one that was begun by another bench.
  void continue_batch(int number) {
    batch_ = number;
    continues_ = true;
  }

  const Instance& instance() const { return instance_; }
  const Shown& before() const { return before_; }
  std::vector<std::string> keys() const {
    std::vector<std::string> out;
    for (const auto& [key, seen] : before_) out.push_back(key);
    return out;
  }

  /// With a filter, more may be shown than meets it.
  Shown scan(std::uint32_t page = 1000, const Filter& filter = Filter::always()) {
    selection_.page = page;
    selection_.scope = selection_.match = filter;
    return shown(show(selection_));
  }
  /// All that a scan shows, with the fields that are asked for; without what has no key, which the host leaves
  /// alone.
  const Page& show(const Selection& selection) {
    return gather(selection, [&](const LentSelection& lent, const winnow_item_sink& sink, winnow_error& error) {
      expect_ok(instance_.store().scan(instance_.self(), lent.get(), &sink, &error), error, "scan");
    });
  }
  Shown fetch(const std::vector<std::string>& keys) {
    std::vector<winnow_text> lent_keys;
    for (const std::string& key : keys) lent_keys.push_back(borrow(std::string_view{key}));
    const auto call = [&](const LentSelection& lent, const winnow_item_sink& sink, winnow_error& error) {
      expect_ok(
          instance_.store().fetch(instance_.self(), lent.get(), lent_keys.data(), lent_keys.size(), &sink, &error),
          error, "fetch");
    };
    return shown(gather(selection_, call));
  }

  struct Answer {
    winnow_code code;
    std::string words;
    std::vector<winnow_outcome> outcomes;
  };
  /// `spoil` may make the permit a wrong one, `version` replaces that of each item.
  Answer remove(Box& box, const std::vector<std::string>& keys, void (*spoil)(winnow_permit&) = nullptr,
                const char* version = nullptr) {
    Page page(0);
    for (const std::string& key : keys) {
      const Page::Place at = page.add();
      at.item.key = page.keep(key);
      const auto known = before_.find(key);
      if (known != before_.end()) at.item.version = page.keep(version == nullptr ? known->second.version : version);
      if (known != before_.end()) at.item.time = known->second.time;
    }
    winnow_permit permit = permit_for(WINNOW_REMOVE, keys_of(page.items()));
    if (spoil != nullptr) spoil(permit);
    const LentSelection lent(selection_);
    Answer out{WINNOW_OK, {}, std::vector<winnow_outcome>(keys.size(), WINNOW_NOT_TRIED)};
    winnow_error error{};
    out.code = instance_.store().remove(instance_.self(), &permit, lent.get(), page.items().data(), keys.size(),
                                        box.table(), out.outcomes.data(), &error);
    out.words = error.message;
    require(box.trouble().empty(), box.trouble());
    return out;
  }
  std::vector<winnow_outcome> restore(const Box& box) { return again(box, WINNOW_RESTORE, "restore"); }
  std::vector<winnow_outcome> rehearse(const Box& box) {
    return again(box, WINNOW_RESTORE, "restore", WINNOW_REHEARSE);
  }
  std::vector<winnow_outcome> settle(const Box& box) { return again(box, WINNOW_SETTLE, "settle"); }

  void require_untouched(const std::string& when) {
    require(scan() == before_, "items are gone or changed " + when);
  }

 private:
  template <class Call>
  static const Page& gather(const Selection& selection, const Call& call) {
    struct Collected {
      explicit Collected(std::size_t width) : page(width) {}
      Term term;
      Page page;
    };
    Collected& collected = lasting<Collected>(selection.fields.size());
    const winnow_item_sink& sink = lasting<winnow_item_sink>(
        &collected, [](void* ctx, const winnow_item* items, std::size_t n) noexcept -> std::int32_t {
          auto& to = *static_cast<Collected*>(ctx);
          to.term.called("the sink of items");
          for (std::size_t i = 0; i < n; ++i) {
            if (items[i].key.size > 0) to.page.add(items[i]);
          }
          return 0;
        });
    const LentSelection lent(selection);
    winnow_error error{};
    call(lent, sink, error);
    collected.term.end();
    return collected.page;
  }
  static Shown shown(const Page& page) {
    Shown out;
    for (const winnow_item& item : page.items()) {
      const std::string key(view(item.key));
      require(out.emplace(key, Seen{std::string(view(item.version)), item.time}).second,
              "it shows \"" + key + "\" twice");
    }
    return out;
  }

  winnow_permit permit_for(winnow_action action, const std::vector<std::string_view>& keys) {
    // A place of its own for each batch, as the host reserves them.
    place_ = ".trash/2026-01-02T03-04-05-" + std::to_string(100 + batch_) + "Z";
    if (!continues_) ++batch_;
    winnow_permit out{};
    out.struct_size = sizeof out;
    out.action = action;
    out.count = static_cast<std::uint32_t>(keys.size());
    out.target = borrow(std::string_view{target_});
    out.run = borrow(std::string_view{"conformance"});
    out.place = borrow(std::string_view{place_});
    out.digest = permit_digest(action, "conformance", target_, keys);
    out.not_after = INT64_MAX;
    return out;
  }
  std::vector<winnow_outcome> again(const Box& box, winnow_action action, const char* name,
                                    std::uint32_t flags = 0) {
    const std::vector<winnow_header> headers = box.headers();
    const std::vector<winnow_piece> pieces = box.taken();
    winnow_permit permit = permit_for(action, keys_of(std::span(pieces)));
    permit.flags = flags;
    std::vector<winnow_outcome> out(pieces.size(), WINNOW_NOT_TRIED);
    winnow_error error{};
    const auto call = action == WINNOW_RESTORE ? instance_.store().restore : instance_.store().settle;
    expect_ok(call(instance_.self(), &permit, headers.data(), headers.size(), pieces.data(), pieces.size(),
                   out.data(), &error),
              error, name);
    return out;
  }

  Instance instance_;
  std::string target_, place_;
  int batch_ = 0;
  bool continues_ = false;
  Selection selection_;
  Shown before_;
};

}  // namespace winnow::conformance
