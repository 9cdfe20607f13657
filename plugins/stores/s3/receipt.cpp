#include "receipt.h"

#include <nlohmann/json.hpp>

#include "etags.h"
#include "parking/bin.h"
#include "parking/text.h"
#include "target.h"
#include "winnow/copy.hpp"

namespace winnow::s3 {

using nlohmann::ordered_json;
using parking::json_of;

std::string write_receipt(const Receipt& receipt) {
  std::string out = receipt.parked.empty() ? "{\"version\":" + json_of(receipt.version)
                                           : "{\"parked\":" + json_of(receipt.parked);
  out += ",\"etag\":" + json_of(receipt.object.etag);
  out += ",\"size\":" + std::to_string(receipt.object.size);
  out += ",\"modified\":" + std::to_string(receipt.object.modified);
  out += ",\"class\":" + json_of(receipt.object.storage_class);
  if (!receipt.parked.empty()) out += ",\"copy_etag\":" + json_of(receipt.copy_etag);
  return out + "}";
}

Receipt read_receipt(std::string_view json, std::string_view key) {
  try {
    const ordered_json in = ordered_json::parse(json);
    Receipt out;
    if (in.contains("parked")) {
      out.parked = parking::path_of(in.at("parked"));
      out.copy_etag = in.at("copy_etag").get<std::string>();
      if (!parking::is_parked(out.parked, key) || has_odd_segment(out.parked))
        throw Error(WINNOW_BROKEN, "it names " + parking::shown(out.parked));
    } else {
      out.version = in.at("version").get<std::string>();
      if (out.version.empty()) throw Error(WINNOW_BROKEN, "it names no version");
    }
    out.object.key = key;
    out.object.etag = in.at("etag").get<std::string>();
    out.object.size = in.at("size").get<std::uint64_t>();
    out.object.modified = in.at("modified").get<std::int64_t>();
    out.object.storage_class = in.at("class").get<std::string>();
    return out;
  } catch (const std::exception& error) {
    throw Error(WINNOW_BROKEN, "not a receipt of the object " + parking::shown(key) + ": " + error.what());
  }
}

std::string write_header(std::string_view bucket, std::string_view reason) {
  return "{\"bucket\":" + json_of(bucket) + ",\"reason\":" + json_of(reason) + "}";
}

std::string meta_key(const std::string& parked) {
  return parked + std::string(parking::kMetaSuffix);
}

bool is_same_content(const ObjectFacts& live, const Receipt& receipt) {
  const bool same_etag = is_same_etag(live.etag, receipt.object.etag) ||
                         (!receipt.copy_etag.empty() && is_same_etag(live.etag, receipt.copy_etag));
  return live.size == receipt.object.size && same_etag;
}

}  // namespace winnow::s3
