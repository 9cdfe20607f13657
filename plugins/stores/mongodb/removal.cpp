#include <algorithm>
#include <exception>
#include <map>
#include <unordered_map>

#include "filter_bson.h"
#include "items.h"
#include "mongo_store.h"
#include "permits.h"
#include "statements.h"

namespace winnow::mongodb {
namespace {

/// One remove() call. MongoDB locks nothing for us between reading and deleting, so every deleting statement says
/// what was read: the `_id`, the whole predicate, and the proof that the document is still the one that was copied.
class Removal {
 public:
  Removal(Client& client, const CollectionFacts& facts, Proof proof, const std::string& version_field, Host& host,
          const winnow_permit& permit, const Selection& selection, std::span<winnow_outcome> outcomes)
      : client_(client),
        facts_(facts),
        proof_(proof),
        version_field_(version_field),
        host_(host),
        permit_(permit),
        selection_(selection),
        match_(query_of(selection.match, selection.time_field, selection.time_form)),
        outcomes_(outcomes) {}

  /// Reads all, puts all, seals, and only then deletes: the copies are durable before the first document goes.
  void run(std::span<const winnow_item> items, const Document& options, Bin& bin) {
    for (std::size_t begin = 0; begin < items.size(); begin += kKeysAtOnce) {
      const std::size_t end = std::min(items.size(), begin + kKeysAtOnce);
      read(items, begin, end, options);
    }
    put(bin);
    if (candidates_.empty()) return;
    std::vector<std::uint8_t> take(items.size(), 0);
    bin.seal(take);
    std::vector<const Candidate*> some;
    for (const Candidate& candidate : candidates_) {
      if (take[candidate.item] == 1) {
        some.push_back(&candidate);
      } else {
        outcomes_[candidate.item] = WINNOW_REFUSED;
      }
    }
    erase(some);
  }

 private:
  struct Candidate {
    std::size_t item;
    std::string key;
    Document document;
    std::string copy;
  };

  void read(std::span<const winnow_item> items, std::size_t begin, std::size_t end, const Document& options) {
    std::unordered_map<std::string, std::size_t> wanted;
    std::vector<std::string_view> keys;
    for (std::size_t i = begin; i < end; ++i) {
      outcomes_[i] = WINNOW_GONE;
      const std::string key(view(items[i].key));
      if (!seen_.emplace(key, i).second) {
        outcomes_[i] = WINNOW_REFUSED;  // named twice: once is enough
        continue;
      }
      if (!can_be_asked_for(key)) {
        host_.log(WINNOW_WARN, key + ": no query can name a document with such an _id; it stays");
        outcomes_[i] = WINNOW_REFUSED;
        continue;
      }
      wanted.emplace(key, i);
      keys.push_back(view(items[i].key));
    }
    client_.find(selection_.target, *query_by_keys(keys).get(), *options.get(), [&](const bson_t& document) {
      const std::string key = key_of(document);
      const auto at = wanted.find(key);
      if (at != wanted.end()) outcomes_[at->second] = consider(at->second, key, items[at->second], document);
      return Visit::more;
    });
  }

  winnow_outcome consider(std::size_t item, const std::string& key, const winnow_item& planned,
                          const bson_t& document) {
    if (planned.version.size > 0 && version_of(document) != view(planned.version)) return WINNOW_CHANGED;
    bson_iter_t version;
    if (proof_ == Proof::version_field && !find_version(document, version)) {
      host_.log(WINNOW_WARN,
                key + ": it has no \"" + version_field_ + "\", so nobody could tell if it changed; it stays");
      return WINNOW_REFUSED;
    }
    std::optional<std::string> copy = copy_of(document);
    if (!copy) {
      host_.log(WINNOW_WARN, key + ": a copy would not bring it back exactly as it is; it stays");
      return WINNOW_REFUSED;
    }
    candidates_.push_back({item, key, Document::copy(document), std::move(*copy)});
    return WINNOW_NOT_TRIED;
  }

  void put(Bin& bin) {
    if (candidates_.empty()) return;
    bin.open(selection_.target, R"({"documents":"extended-json"})");
    Page page(selection_.fields.size());
    for (const Candidate& candidate : candidates_) {
      page.clear();
      add_item(page, selection_, *candidate.document.get(), host_);
      const winnow_item& now = page.items().front();
      bin.put({candidate.item, borrow(std::string_view{selection_.target}), borrow(std::string_view{candidate.key}),
               now.fields, now.time, borrow(std::string_view{candidate.copy})});
    }
  }

  Document statement_for(const Candidate& candidate) const {
    const bson_t& document = *candidate.document.get();
    Document proof = proof_ == Proof::whole_document ? exact_query(document, document) : query_by_id(document);
    bson_iter_t version;
    if (proof_ == Proof::version_field && find_version(document, version)) {  // as consider() has seen
      bson_append_iter(proof.get(), version_field_.c_str(), -1, &version);
    }
    Document out;
    bson_t both;
    bson_append_array_begin(out.get(), "$and", -1, &both);
    bson_append_document(&both, "0", -1, proof.get());
    bson_append_document(&both, "1", -1, match_.get());
    bson_append_array_end(out.get(), &both);
    return out;
  }

  /// false: it has none, or one below a list, which the server would compare with each of its members.
  bool find_version(const bson_t& document, bson_iter_t& at) const {
    bson_iter_t top;
    return bson_iter_init(&top, &document) && bson_iter_find_descendant(&top, version_field_.c_str(), &at) &&
           bson_iter_type(&at) != BSON_TYPE_NULL;
  }

  /// Each by a command of its own, so that it is known of each whether it went by us. What went counts once a
  /// majority has it, also where the rest was broken off.
  void erase(const std::vector<const Candidate*>& some) {
    std::vector<const Candidate*> gone;
    std::exception_ptr broken_off;
    try {
      for (const Candidate* candidate : some) {
        require_in_time(permit_);
        if (!erase_one(*candidate)) continue;
        outcomes_[candidate->item] = WINNOW_IN_DOUBT;  // until a majority has it
        gone.push_back(candidate);
      }
    } catch (...) {
      broken_off = std::current_exception();
    }
    std::string trouble;
    if (!gone.empty()) trouble = client_.wait_for_majority(selection_.target, comment_of(permit_));
    for (const Candidate* candidate : gone) {
      outcomes_[candidate->item] = trouble.empty() ? WINNOW_DONE : WINNOW_IN_DOUBT;
    }
    if (broken_off) std::rethrow_exception(broken_off);
    if (!trouble.empty()) {
      throw Error(WINNOW_UNAVAILABLE,
                  client_.identity() + ": whether documents are gone for good is not known: " + trouble);
    }
  }

  /// Whether it went.
  bool erase_one(const Candidate& candidate) {
    std::string words;
    winnow_outcome& outcome = outcomes_[candidate.item];
    switch (client_.remove_one(selection_.target, *statement_for(candidate).get(), facts_, comment_of(permit_),
                               words)) {
      case Deleted::yes: return true;
      case Deleted::no: outcome = lives(candidate) ? WINNOW_CHANGED : WINNOW_GONE; return false;
      case Deleted::refused:
        outcome = WINNOW_FAILED;
        host_.log(WINNOW_WARN, candidate.key + ": " + words);
        return false;
      case Deleted::unknown: break;
    }
    outcome = WINNOW_IN_DOUBT;
    throw Error(WINNOW_UNAVAILABLE, client_.identity() + ": whether a document is gone is not known: " + words);
  }

  bool lives(const Candidate& candidate) {
    bool out = false;
    client_.find(selection_.target, *query_by_id(*candidate.document.get()).get(), *Document().get(),
                 [&](const bson_t&) {
                   out = true;
                   return Visit::enough;
                 });
    return out;
  }

  Client& client_;
  const CollectionFacts& facts_;
  const Proof proof_;
  const std::string& version_field_;
  Host& host_;
  const winnow_permit& permit_;
  const Selection& selection_;
  const Document match_;
  std::span<winnow_outcome> outcomes_;
  std::unordered_map<std::string, std::size_t> seen_;
  std::vector<Candidate> candidates_;
};

}  // namespace

void MongoStore::remove(const winnow_permit& permit, const Selection& selection, std::span<const winnow_item> items,
                        Bin& bin, std::span<winnow_outcome> outcomes) {
  check_permit(permit, WINNOW_REMOVE, keys_of(items));
  require_in_time(permit);
  const CollectionFacts facts = require(selection.target);
  if (facts.capped) throw Error(WINNOW_DENIED, '"' + selection.target + "\" is a capped collection");
  Removal(client_, facts, proof_for(selection.target), version_field_, host_, permit, selection, outcomes)
      .run(items, find_options(facts.has_collation), bin);
}

}  // namespace winnow::mongodb
