#include "tests/unit/run/flaky_store.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace winnow {
namespace {

/// Lets the host see all that is put, and the store take nothing.
class ClosedBin final : public Bin {
 public:
  explicit ClosedBin(Bin& bin) : bin_(bin) {}
  void open(std::string_view target, std::string_view header) override { bin_.open(target, header); }
  void put(const winnow_piece& piece) override { bin_.put(piece); }
  void seal(std::span<std::uint8_t> take) override {
    bin_.seal(take);
    taken_.assign(take.begin(), take.end());
    std::ranges::fill(take, 0);
  }
  void refuse(std::size_t item, std::string_view reason) override { bin_.refuse(item, reason); }
  bool was_to_take(std::size_t item) const { return item < taken_.size() && taken_[item] == 1; }

 private:
  Bin& bin_;
  std::vector<std::uint8_t> taken_;
};

/// Shows rows as items with the fields of a selection.
class Shown {
 public:
  Shown(const Selection& selection, const FlakyRow& row) {
    for (const std::string& field : selection.fields) {
      winnow_value value{};
      if (field == "file" && !row.file.empty()) {
        value.type = WINNOW_TEXT;
        value.as.text = borrow(std::string_view{row.file});
      }
      fields_.push_back(value);
    }
  }
  const winnow_value* fields() const { return fields_.data(); }
  winnow_item item(const std::string& key, const FlakyRow& row) const {
    winnow_item out{};
    out.key = borrow(std::string_view{key});
    out.time = row.deleted_at;
    out.bytes = 10;
    out.fields = fields_.data();
    return out;
  }

 private:
  std::vector<winnow_value> fields_;
};

}  // namespace

std::string content_of(const FlakyRow& row) {
  return nlohmann::json::array({row.deleted_at, row.file, row.note}).dump();
}

FlakyRow row_of(std::string_view content) {
  const nlohmann::json json = nlohmann::json::parse(content);
  return {json.at(0).get<std::int64_t>(), json.at(1).get<std::string>(), json.at(2).get<std::string>()};
}

std::string FlakyStore::identity() {
  table_.at(Moment::identity);
  return "flaky:table";
}

std::vector<Fact> FlakyStore::inspect(std::string_view) {
  table_.at(Moment::inspect);
  return {{WINNOW_FACT_FIELD, WINNOW_TIME, "deleted_at", ""}, {WINNOW_FACT_FIELD, WINNOW_TEXT, "file", ""}};
}

std::optional<std::uint64_t> FlakyStore::total(std::string_view) {
  table_.at(Moment::total);
  return table_.rows.size();
}

void FlakyStore::scan(const Selection& selection, const ItemSink& out) {
  table_.at(Moment::scan);
  const FlakyRows rows = table_.rows;  // as they were when it began, whoever writes meanwhile
  std::size_t shown = 0;
  for (const auto& [key, row] : rows) {
    if (shown++ == rows.size() / 2) table_.at(Moment::page);
    const Shown show(selection, row);
    const winnow_item item = show.item(key, row);
    if (out({&item, 1}) == Next::stop) return;
  }
}

void FlakyStore::fetch(const Selection& selection, std::span<const std::string_view> keys, const ItemSink& out) {
  for (const std::string_view key : keys) {
    const auto row = table_.rows.find(std::string(key));
    if (row == table_.rows.end()) continue;
    const Shown show(selection, row->second);
    const winnow_item item = show.item(row->first, row->second);
    if (out({&item, 1}) == Next::stop) return;
  }
}

void FlakyStore::put_all(const Selection& selection, std::span<const winnow_item> items, Bin& bin,
                         std::span<winnow_outcome> outcomes) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i == 0 || i + 1 == items.size()) table_.at(Moment::before_put);
    const auto row = table_.rows.find(std::string(view(items[i].key)));
    if (row == table_.rows.end()) {
      outcomes[i] = WINNOW_GONE;
      continue;
    }
    const Shown show(selection, row->second);
    const std::string content = content_of(row->second);
    winnow_piece piece{};
    piece.item = table_.lie == Lie::puts_unknown_item ? items.size() + i : i;
    piece.target = borrow(std::string_view{selection.target});
    piece.key = table_.lie == Lie::puts_other_key ? borrow(std::string_view{"someone else"}) : items[i].key;
    piece.fields = table_.lie == Lie::puts_no_fields ? nullptr : show.fields();
    piece.time = row->second.deleted_at;
    piece.content = borrow(std::string_view{content});
    bin.put(piece);
  }
}

void FlakyStore::remove(const winnow_permit& permit, const Selection& selection, std::span<const winnow_item> items,
                        Bin& bin, std::span<winnow_outcome> outcomes) {
  std::vector<std::string_view> keys;
  for (const winnow_item& item : items) keys.push_back(view(item.key));
  check_permit(permit, WINNOW_REMOVE, keys);
  table_.at(Moment::begin);
  bin.open(
      selection.target,
      R"({"columns":[{"name":"deleted_at","type":"INTEGER"},{"name":"file","type":"TEXT"},{"name":"note","type":"TEXT"}]})");
  if (table_.lie != Lie::puts_nothing) put_all(selection, items, bin, outcomes);
  std::vector<std::uint8_t> take(items.size(), table_.lie == Lie::never_seals ? 1 : 0);
  if (table_.lie != Lie::never_seals) {
    table_.at(Moment::before_seal);
    bin.seal(take);
    table_.at(Moment::sealed);
  }
  FlakyRows left = table_.rows;  // becomes visible by the commit alone, and so do the outcomes
  std::vector<winnow_outcome> now(outcomes.begin(), outcomes.end());
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i == items.size() / 2) table_.at(Moment::half_taken);
    if (outcomes[i] == WINNOW_GONE) continue;
    const bool goes = take[i] == 1 || table_.lie == Lie::takes_all;
    if (goes) left.erase(std::string(view(items[i].key)));
    now[i] = goes || table_.lie == Lie::done_for_all ? WINNOW_DONE : WINNOW_REFUSED;
    if (table_.lie == Lie::refuses_in_words) now[i] = WINNOW_REFUSED;
    if (table_.lie == Lie::says_nothing) now[i] = WINNOW_NOT_TRIED;
  }
  table_.at(Moment::before_commit);
  table_.rows = std::move(left);
  table_.at(Moment::committed);
  std::copy(now.begin(), now.end(), outcomes.begin());
}

void FlakyStore::restore(const winnow_permit& permit, std::span<const winnow_header>,
                         std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) {
  check_permit(permit, WINNOW_RESTORE, keys_of(pieces));
  table_.at(Moment::restore);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const FlakyRow row = row_of(view(pieces[i].content));
    const auto [at, fresh] = table_.rows.emplace(view(pieces[i].key), row);
    outcomes[i] = fresh || at->second == row ? WINNOW_DONE : WINNOW_OCCUPIED;
  }
  table_.at(Moment::restored);
}

void FlakyStore::purge(const winnow_permit&, std::span<const winnow_piece>, std::span<winnow_outcome>) {
  throw Error(WINNOW_UNSUPPORTED, "rows are not parked");
}

void FlakyStore::settle(const winnow_permit& permit, std::span<const winnow_header>,
                        std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) {
  check_permit(permit, WINNOW_SETTLE, keys_of(pieces));
  table_.at(Moment::settle);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const auto row = table_.rows.find(std::string(view(pieces[i].key)));
    const bool there = row != table_.rows.end();
    outcomes[i] = !there                                           ? WINNOW_DONE
                  : row->second == row_of(view(pieces[i].content)) ? WINNOW_SAME
                                                                   : WINNOW_CHANGED;
  }
  table_.at(Moment::settled);
}

void FlakyDoor::scan(const Selection& selection, const ItemSink& out) {
  through([&] { behind_->scan(selection, out); });
}

void FlakyDoor::fetch(const Selection& selection, std::span<const std::string_view> keys, const ItemSink& out) {
  through([&] { behind_->fetch(selection, keys, out); });
}

void FlakyDoor::remove(const winnow_permit& permit, const Selection& selection, std::span<const winnow_item> items,
                       Bin& bin, std::span<winnow_outcome> outcomes) {
  through([&] {
    if (table_.lie != Lie::takes_nothing) return behind_->remove(permit, selection, items, bin, outcomes);
    ClosedBin closed(bin);
    behind_->remove(permit, selection, items, closed, outcomes);
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (closed.was_to_take(i)) outcomes[i] = WINNOW_FAILED;
    }
  });
}

void FlakyDoor::restore(const winnow_permit& permit, std::span<const winnow_header> headers,
                        std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) {
  through([&] { behind_->restore(permit, headers, pieces, outcomes); });
}

void FlakyDoor::purge(const winnow_permit& permit, std::span<const winnow_piece> pieces,
                      std::span<winnow_outcome> outcomes) {
  through([&] {
    if (table_.lie == Lie::keeps_locked) {
      std::ranges::fill(outcomes, WINNOW_REFUSED);
      return;
    }
    behind_->purge(permit, pieces, outcomes);
    if (table_.lie == Lie::says_nothing) std::ranges::fill(outcomes, WINNOW_NOT_TRIED);
    if (table_.lie == Lie::in_doubt) std::ranges::fill(outcomes, WINNOW_IN_DOUBT);
  });
}

void FlakyDoor::settle(const winnow_permit& permit, std::span<const winnow_header> headers,
                       std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) {
  through([&] { behind_->settle(permit, headers, pieces, outcomes); });
}

}  // namespace winnow
