#include "parked_table.h"

#include <nlohmann/json.hpp>
#include <thread>

#include "dialect.h"
#include "parking/bin.h"
#include "winnow/copy.hpp"

namespace winnow::postgres {

std::string Receipt::home() const {
  return quoted_name(schema) + "." + quoted_name(name);
}

std::string Receipt::parked() const {
  return quoted_name(bin) + "." + quoted_name(name);
}

std::string bin_schema(std::string_view place, std::size_t nth_home) {
  parking::parked_at(place);
  const std::string_view moment = place.substr(parking::kBinFolder.size() + 1);
  return std::string(kBinSchemas) + std::string(moment) + (nth_home == 0 ? "" : "_" + std::to_string(nth_home));
}

std::optional<std::string> place_of_bin(std::string_view schema) {
  if (!schema.starts_with(kBinSchemas)) return std::nullopt;
  schema.remove_prefix(kBinSchemas.size());
  std::string place = std::string(parking::kBinFolder) + "/" + std::string(schema.substr(0, schema.find('_')));
  try {
    parking::parked_at(place);
  } catch (const Error&) {
    return std::nullopt;
  }
  return place;
}

std::string write_receipt(const Receipt& receipt) {
  std::string out = "{\"oid\":";
  append_text(out, receipt.oid);
  const auto add = [&out](std::string_view name, const std::string& text) {
    out.append(",\"").append(name).append("\":");
    append_text(out, text);
  };
  add("schema", receipt.schema);
  add("name", receipt.name);
  add("bin", receipt.bin);
  add("bound", receipt.bound);
  add("range", receipt.range);
  return out + "}";
}

Receipt read_receipt(std::string_view json) {
  try {
    const auto in = nlohmann::json::parse(json);
    const auto text = [&in](const char* name) { return in.at(name).get<std::string>(); };
    Receipt out{text("oid"), text("schema"), text("name"), text("bin"), text("bound"), text("range")};
    if (!out.bin.starts_with(kBinSchemas)) throw Error(WINNOW_BROKEN, "its bin is " + out.bin);
    return out;
  } catch (const std::exception& error) {
    throw Error(WINNOW_BROKEN, std::string("not a receipt of a partition: ") + error.what());
  }
}

void park(sql::Driver& driver, const std::string& table, const Receipt& receipt) {
  driver.execute("ALTER TABLE " + table + " DETACH PARTITION " + receipt.home());
  driver.execute("ALTER TABLE " + receipt.home() + " SET SCHEMA " + quoted_name(receipt.bin));
}

namespace {

std::string proof_of(const Receipt& receipt) {
  return quoted_name("winnow " + receipt.oid);
}

}  // namespace

void prove_range(sql::Driver& driver, const Receipt& receipt) {
  driver.execute("ALTER TABLE " + receipt.parked() + " ADD CONSTRAINT " + proof_of(receipt) + " CHECK (" +
                 receipt.range + ")");
}

void attach(sql::Driver& driver, const std::string& table, const Receipt& receipt) {
  driver.execute("ALTER TABLE " + receipt.parked() + " SET SCHEMA " + quoted_name(receipt.schema));
  driver.execute("ALTER TABLE " + table + " ATTACH PARTITION " + receipt.home() + " " + receipt.bound);
  driver.execute("ALTER TABLE " + receipt.home() + " DROP CONSTRAINT " + proof_of(receipt));
}

void wait_shortly(sql::Driver& driver) {
  driver.execute("SET LOCAL lock_timeout = '300ms'");
}

void insist(sql::Driver& driver, const Host& host, const std::string& table, const std::function<void()>& step) {
  constexpr int kTries = 10;
  for (int i = 1;; ++i) {
    driver.execute("SAVEPOINT winnow_lock");
    try {
      step();
      return driver.execute("RELEASE SAVEPOINT winnow_lock");
    } catch (const sql::ServerError& error) {
      if (error.why() != sql::Refusal::locked) throw;
      if (i == kTries)
        throw Error(WINNOW_UNAVAILABLE, table +
                                            " has to stand still for a moment, and somebody works on it or what "
                                            "refers to it without a pause: " +
                                            error.what());
    }
    driver.execute("ROLLBACK TO SAVEPOINT winnow_lock");
    driver.execute("RELEASE SAVEPOINT winnow_lock");
    if (host.stopping()) throw Error(WINNOW_STOPPED, "stopped by the host while it waits for a lock");
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
}

void drop_if_empty(sql::Driver& driver, const std::string& bin) {
  attempt(driver, [&] { driver.execute("DROP SCHEMA " + quoted_name(bin) + " RESTRICT"); });
}

}  // namespace winnow::postgres
