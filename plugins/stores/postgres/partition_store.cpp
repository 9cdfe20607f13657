#include "partition_store.h"

#include "partition_fields.h"

namespace winnow::postgres {
const Options kPartitionOptions = {
    option("url", WINNOW_TEXT)
        .required()
        .secret()
        .help("as of the plugin postgres; the account must own the tables, or belong to the role that does"),
    option("schema", WINNOW_TEXT).fallback("\"public\"").help("where targets without a schema are looked up"),
};

PartitionStore::PartitionStore(const OptionValues& options, Host& host)
    : url_(options.text("url")), schema_(options.text("schema")), dialect_(schema_), host_(host) {}

PostgresDriver& PartitionStore::driver() {
  if (!driver_ || !driver_->usable()) driver_ = std::make_unique<PostgresDriver>(url_);
  return *driver_;
}

std::string PartitionStore::identity() {
  return std::string(kSetsOf) + dialect_.identity(driver());
}

std::vector<Fact> PartitionStore::inspect(std::string_view target) {
  dialect_.require_one_name(driver(), target);
  const PartitionedTable table = read_partitions(driver(), target, schema_, host_, Sizes::no);
  std::vector<Fact> out = partition_facts();
  // What keeps rows of the table from being seen or brought back keeps its partitions as well; triggers do not
  // fire.
  for (Fact& fact : dialect_.describe(driver(), target).facts) {
    if (fact.name == "unseen_rows" || fact.name == "standby") out.push_back(std::move(fact));
  }
  const sql::Param id[] = {table.oid};
  const auto lacks = [&](const char* condition, const std::string& name, const std::string& remedy) {
    if (driver().value(condition, id) == "true") return;
    out.push_back({WINNOW_FACT_BLOCKER, WINNOW_NULL, name, remedy});
  };
  lacks("SELECT pg_has_role(relowner, 'USAGE')::text FROM pg_class WHERE oid = $1::oid", "not_owner",
        "only the owner of a table detaches its partitions; GRANT the role that owns \"" + std::string(target) +
            "\" TO this account");
  lacks("SELECT has_database_privilege(current_database(), 'CREATE')::text WHERE $1::text IS NOT NULL", "no_schema",
        "what is detached lies in a schema of its own; GRANT CREATE ON DATABASE to this account");
  lacks("SELECT has_schema_privilege(relnamespace, 'CREATE')::text FROM pg_class WHERE oid = $1::oid",
        "no_way_back", "undo puts partitions back where they were; GRANT CREATE ON SCHEMA to this account");
  lacks(
      "SELECT (NOT EXISTS (SELECT 1 FROM pg_constraint WHERE contype = 'f' AND conrelid = $1::oid AND (confdeltype "
      "IN "
      "('c', 'n', 'd') OR confupdtype IN ('c', 'n', 'd'))))::text",
      "cascades_into_bin",
      "a foreign key of \"" + std::string(target) +
          "\" cascades or sets NULL, which would go on in the bin; let it restrict, or prune the rows in a store "
          "with "
          "plugin = \"postgres\"");
  return out;
}

std::optional<std::uint64_t> PartitionStore::total(std::string_view target) {
  return read_partitions(driver(), target, schema_, host_, Sizes::no).partitions.size();
}

void PartitionStore::scan(const Selection& selection, const ItemSink& out) {
  check_fields(selection);
  const PartitionedTable table = read_partitions(driver(), selection.target, schema_, host_, Sizes::yes);
  Page page(selection.fields.size());
  for (const Partition& one : table.partitions) fill(page.add(), one, selection, page);
  if (!page.empty() && out(page.items()) == Next::stop) throw Error(WINNOW_STOPPED, "stopped by the host");
}

void PartitionStore::fetch(const Selection& selection, std::span<const std::string_view> keys,
                           const ItemSink& out) {
  check_fields(selection);
  const PartitionedTable table = read_partitions(driver(), selection.target, schema_, host_, Sizes::yes);
  Page page(selection.fields.size());
  for (const std::string_view key : keys) {
    if (const Partition* one = table.find(key)) fill(page.add(), *one, selection, page);
  }
  if (!page.empty() && out(page.items()) == Next::stop) throw Error(WINNOW_STOPPED, "stopped by the host");
}

std::vector<Referrer> PartitionStore::referrers(std::string_view target, std::span<const std::string_view> keys) {
  std::vector<Referrer> out;
  const std::vector<sql::Reference> references = dialect_.describe(driver(), target).references;
  if (references.empty()) return out;
  const PartitionedTable table = read_partitions(driver(), target, schema_, host_, Sizes::no);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const Partition* const one = table.find(keys[i]);
    if (one == nullptr) continue;
    for (const sql::Reference& reference : references) {
      // Whatever the foreign key does where a row is deleted, the server detaches nothing that is referred to.
      if (driver().value("SELECT EXISTS (SELECT 1 FROM " + reference.child_name + " c JOIN " +
                         quoted_name(one->schema) + "." + quoted_name(one->name) + " p ON " +
                         dialect_.refers(reference, "p", "c") + ")::text") != "true") {
        continue;
      }
      out.push_back({i, reference.child});
      break;
    }
  }
  return out;
}

std::vector<std::string> PartitionStore::targets() {
  std::vector<std::string> out;
  for (std::string& name : dialect_.tables(driver())) {
    const sql::Param table[] = {table_name(name, schema_)};
    const auto ranges = driver().value(
        "SELECT (partstrat = 'r')::text FROM pg_partitioned_table WHERE partrelid = to_regclass($1::text)", table);
    if (ranges == "true") out.push_back(std::move(name));
  }
  return out;
}

}  // namespace winnow::postgres
