#include "parked_table.h"

#include <nlohmann/json.hpp>

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
  return out + "}";
}

Receipt read_receipt(std::string_view json) {
  try {
    const auto in = nlohmann::json::parse(json);
    const auto text = [&in](const char* name) { return in.at(name).get<std::string>(); };
    Receipt out{text("oid"), text("schema"), text("name"), text("bin"), text("bound")};
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

void attach(sql::Driver& driver, const std::string& table, const Receipt& receipt) {
  driver.execute("ALTER TABLE " + receipt.parked() + " SET SCHEMA " + quoted_name(receipt.schema));
  driver.execute("ALTER TABLE " + table + " ATTACH PARTITION " + receipt.home() + " " + receipt.bound);
}

void drop_if_empty(sql::Driver& driver, const std::string& bin) {
  attempt(driver, [&] { driver.execute("DROP SCHEMA " + quoted_name(bin) + " RESTRICT"); });
}

}  // namespace winnow::postgres
