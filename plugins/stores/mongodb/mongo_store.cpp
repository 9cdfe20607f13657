#include "mongo_store.h"

#include <algorithm>
#include <unordered_set>

#include "filter_bson.h"
#include "items.h"
#include "permits.h"
#include "statements.h"

namespace winnow::mongodb {
namespace {

std::string quoted(std::string_view name) {
  return '"' + std::string(name) + '"';
}

/// The facts that one index tells.
void add_index(std::vector<Fact>& out, const bson_t& index) {
  bson_iter_t at;
  bson_iter_t keys;
  std::string columns;
  std::string first;
  if (bson_iter_init_find(&at, &index, "key") && bson_iter_recurse(&at, &keys)) {
    while (bson_iter_next(&keys)) {
      if (first.empty()) first = bson_iter_key(&keys);
      columns += (columns.empty() ? "" : ", ") + std::string(bson_iter_key(&keys));
    }
  }
  out.push_back({WINNOW_FACT_INDEX, WINNOW_NULL, field_of(index, "name").text, columns});
  const Value ttl = field_of(index, "expireAfterSeconds");
  if (ttl.is_null()) return;
  const std::int64_t seconds = ttl.type == WINNOW_REAL ? static_cast<std::int64_t>(ttl.r) : ttl.i;
  out.push_back({WINNOW_FACT_TTL, WINNOW_TIME, first, "after " + std::to_string(seconds) + " s"});
}

}  // namespace

const Options kOptions = {
    option("url", WINNOW_TEXT)
        .required()
        .secret()
        .help("mongodb://USER:PASSWORD@HOST:PORT/DATABASE, or mongodb+srv://..., with the driver's options"),
    option("database", WINNOW_TEXT).help("the database, where the url does not name it"),
    option("version_field", WINNOW_TEXT)
        .help("a field that the application changes with every write, for servers that cannot compare whole "
              "documents"),
    option("exclusive", WINNOW_BOOL)
        .fallback("false")
        .help("true: nobody else writes to these collections while a job runs"),
};

MongoStore::MongoStore(const OptionValues& options, Host& host)
    : client_(options.text("url"), options.text("database")),
      version_field_(options.text("version_field")),
      exclusive_(options.boolean("exclusive")),
      host_(host) {}

CollectionFacts MongoStore::require(std::string_view target) {
  if (target.starts_with("system.") || target.find('$') != std::string_view::npos) {
    throw Error(WINNOW_BAD_CONFIG, quoted(target) + " belongs to the server itself and is never a target");
  }
  const std::optional<CollectionFacts> facts = client_.facts(target);
  if (!facts) {
    std::string known;
    for (const std::string& name : client_.collections()) known += (known.empty() ? "" : ", ") + name;
    throw Error(WINNOW_BAD_CONFIG, "no collection " + quoted(target) + " in database " +
                                       quoted(client_.database()) +
                                       "; there are: " + (known.empty() ? "none" : known));
  }
  if (facts->type == "view" || facts->type == "timeseries") {
    throw Error(WINNOW_BAD_CONFIG, quoted(target) + " is a " +
                                       (facts->type == "view" ? "view" : "time-series collection") +
                                       "; name an ordinary collection");
  }
  return *facts;
}

std::vector<Fact> MongoStore::inspect(std::string_view target) {
  const CollectionFacts facts = require(target);
  std::vector<Fact> out = {{WINNOW_FACT_KEY, WINNOW_OTHER, "_id", {}}};
  for (const Document& index : client_.indexes(target)) add_index(out, *index.get());
  const auto is_ttl = [](const Fact& fact) { return fact.kind == WINNOW_FACT_TTL; };
  if (std::none_of(out.begin(), out.end(), is_ttl)) out.push_back({WINNOW_FACT_TTL, WINNOW_TIME, {}, {}});
  if (facts.capped) {
    out.push_back({WINNOW_FACT_BLOCKER, WINNOW_NULL, "capped",
                   quoted(target) + " is a capped collection: the server drops its oldest documents itself"});
  }
  if (version_field_.empty() && !exclusive_ && !compares_documents(target)) {
    out.push_back(
        {WINNOW_FACT_BLOCKER, WINNOW_NULL, "no_exact_delete",
         "this server cannot compare a whole document in a delete, so that one changed meanwhile would go; "
         "write version_field = \"...\" for a field that every write changes, or exclusive = true"});
  }
  return out;
}

std::vector<std::string> MongoStore::targets() {
  std::vector<std::string> out = client_.collections();
  std::erase_if(out, [](const std::string& name) { return name.starts_with("system."); });
  std::sort(out.begin(), out.end());
  return out;
}

std::optional<std::uint64_t> MongoStore::total(std::string_view target) {
  return client_.count(target);
}

void MongoStore::scan(const Selection& selection, const ItemSink& out) {
  const CollectionFacts facts = require(selection.target);
  const Document query = query_of(selection.scope, selection.time_field, selection.time_form);
  const Document options = find_options(facts.has_collation);
  Page page(selection.fields.size());
  const auto flush = [&] {
    if (page.size() == 0) return;
    if (host_.stopping() || out(page.items()) == Next::stop) throw Error(WINNOW_STOPPED, "stopped by the host");
    page.clear();
  };
  const std::size_t wanted = std::clamp<std::size_t>(selection.page, 1, kKeysAtOnce);
  std::string unnamed;  // the first that no query can name
  client_.find(selection.target, *query.get(), *options.get(), [&](const bson_t& document) {
    if (unnamed.empty() && !can_be_asked_for(document)) unnamed = key_of(document);
    add_item(page, selection, document, host_);
    if (page.size() == wanted) flush();
    return Visit::more;
  });
  flush();
  if (!unnamed.empty())
    host_.log(WINNOW_WARN, unnamed + ": no query can name a document with such an _id; it stays");
}

void MongoStore::fetch(const Selection& selection, std::span<const std::string_view> keys, const ItemSink& out) {
  const Document options = find_options(require(selection.target).has_collation);
  Page page(selection.fields.size());
  for (std::size_t begin = 0; begin < keys.size(); begin += kKeysAtOnce) {
    if (host_.stopping()) throw Error(WINNOW_STOPPED, "stopped by the host");
    const auto some = keys.subspan(begin, std::min(kKeysAtOnce, keys.size() - begin));
    const std::unordered_set<std::string_view> wanted(some.begin(), some.end());
    page.clear();
    // What no query can name is seen only among all.
    const bool askable = std::ranges::all_of(some, [](std::string_view key) { return can_be_asked_for(key); });
    const Document query = askable ? query_by_keys(some) : Document();
    client_.find(selection.target, *query.get(), *options.get(), [&](const bson_t& document) {
      // The server takes 5 and 5.0 for one _id; for the host they are two keys.
      if (wanted.contains(key_of(document))) add_item(page, selection, document, host_);
      return Visit::more;
    });
    if (page.size() > 0 && out(page.items()) == Next::stop) throw Error(WINNOW_STOPPED, "stopped by the host");
  }
}

bool MongoStore::compares_documents(std::string_view target) {
  if (const auto known = compares_.find(target); known != compares_.end()) return known->second;
  std::optional<Document> sample;
  client_.find(target, *Document().get(), *Document().get(), [&](const bson_t& document) {
    if (has_unnamed_field(document) || !can_be_asked_for(document)) return Visit::more;
    sample = Document::copy(document);
    return Visit::enough;
  });
  if (!sample) return true;
  // With the document as it is the query must find it, with one more field in it nothing.
  const auto finds = [&](const Document& wanted) {
    bool found = false;
    client_.find(target, *exact_query(*sample->get(), *wanted.get()).get(), *Document().get(), [&](const bson_t&) {
      found = true;
      return Visit::enough;
    });
    return found;
  };
  Document other = Document::copy(*sample->get());
  bson_append_int32(other.get(), "winnow_probe", -1, 1);
  bool compares = false;
  try {
    compares = finds(*sample) && !finds(other);
  } catch (const Error& error) {
    if (error.code() == WINNOW_UNAVAILABLE) throw;
  }
  compares_.emplace(target, compares);
  return compares;
}

Proof MongoStore::proof_for(std::string_view target) {
  if (!version_field_.empty()) return Proof::version_field;
  if (exclusive_) return Proof::exclusive;
  if (compares_documents(target)) return Proof::whole_document;
  throw Error(WINNOW_UNSUPPORTED,
              quoted(target) +
                  ": this server cannot compare a whole document in a delete; write version_field "
                  "or exclusive = true in the store's table");
}

std::optional<Document> MongoStore::live(std::string_view target, std::string_view key) {
  std::optional<Document> out;
  const std::string_view keys[] = {key};
  client_.find(target, *query_by_keys(keys).get(), *Document().get(), [&](const bson_t& document) {
    out = Document::copy(document);
    return Visit::enough;
  });
  return out;
}

winnow_outcome MongoStore::restore_one(const winnow_piece& piece) {
  const Document copy = parse_copy(view(piece.content));
  const auto lives_as_copied = [&] {
    const std::optional<Document> now = live(view(piece.target), view(piece.key));
    return now && now->bytes() == copy.bytes();
  };
  const auto refused = client_.insert(view(piece.target), *copy.get());
  if (!refused) {
    if (lives_as_copied()) return WINNOW_DONE;
    host_.log(WINNOW_WARN, std::string(view(piece.key)) + ": it came back, but not as it was");
    return WINNOW_FAILED;
  }
  if (refused->why == Client::Refusal::duplicate_key) {
    if (lives_as_copied()) return WINNOW_DONE;
    host_.log(WINNOW_WARN, std::string(view(piece.key)) + ": " + refused->words);
    return WINNOW_OCCUPIED;
  }
  host_.log(WINNOW_WARN, std::string(view(piece.key)) + ": " + refused->words);
  return WINNOW_FAILED;
}

void MongoStore::restore(const winnow_permit& permit, std::span<const winnow_header>,
                         std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) {
  check_permit(permit, WINNOW_RESTORE, keys_of(pieces));
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    require_in_time(permit);
    outcomes[i] = restore_one(pieces[i]);
  }
}

void MongoStore::purge(const winnow_permit&, std::span<const winnow_piece>, std::span<winnow_outcome>) {
  throw Error(WINNOW_UNSUPPORTED, "copies of documents lie in the host's bin, not in the database");
}

void MongoStore::settle(const winnow_permit& permit, std::span<const winnow_header>,
                        std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) {
  check_permit(permit, WINNOW_SETTLE, keys_of(pieces));
  require_in_time(permit);
  // A client that died does not end what it had asked of the server.
  if (client_.is_busy(comment_of(permit)).value_or(false)) {
    throw Error(WINNOW_UNAVAILABLE, identity() +
                                        ": the server is still at work on what an interrupted run asked of "
                                        "it; try again in a while");
  }
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const std::string_view target = view(pieces[i].target);
    // A write of our own, confirmed by a majority: what is read after it can no longer be rolled back.
    if (i == 0 || target != view(pieces[i - 1].target)) {
      const std::string trouble = client_.wait_for_majority(target, comment_of(permit) + " settling");
      if (!trouble.empty()) throw Error(WINNOW_UNAVAILABLE, identity() + ": " + trouble);
    }
    const std::optional<Document> now = live(target, view(pieces[i].key));
    const Document copy = parse_copy(view(pieces[i].content));
    outcomes[i] = !now ? WINNOW_DONE : now->bytes() == copy.bytes() ? WINNOW_SAME : WINNOW_CHANGED;
  }
}

}  // namespace winnow::mongodb
