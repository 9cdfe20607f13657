#include "receipt.h"

#include <openssl/evp.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "beneath.h"
#include "text.h"
#include "walk.h"

namespace winnow::files {

namespace {

using nlohmann::ordered_json;

ordered_json path_json(std::string_view path) {
  if (is_utf8(path)) return path;
  std::string encoded((path.size() + 2) / 3 * 4 + 1, '\0');  // EVP_EncodeBlock ends with a NUL
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                      reinterpret_cast<const unsigned char*>(path.data()), static_cast<int>(path.size()));
  encoded.resize(static_cast<std::size_t>(size));
  return {{"base64", encoded}};
}

std::string path_of(const ordered_json& json) {
  if (json.is_string()) return json.get<std::string>();
  const std::string encoded = json.at("base64").get<std::string>();
  std::string out(encoded.size(), '\0');
  const int size =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                      reinterpret_cast<const unsigned char*>(encoded.data()), static_cast<int>(encoded.size()));
  if (size < 0) throw Error(WINNOW_BROKEN, "a path is not Base64");
  const std::size_t padding = encoded.size() - (encoded.find_last_not_of('=') + 1);
  out.resize(static_cast<std::size_t>(size) - padding);  // the decoder counts padding as bytes
  return out;
}

std::string octal(mode_t mode) {
  char out[8];
  std::snprintf(out, sizeof out, "%04o", mode);
  return out;
}

/// The whole of `text` as a number.
template <class Number>
Number number_of(std::string_view text, int base = 10) {
  Number out{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out, base);
  if (error != std::errc{} || end != text.data() + text.size()) throw Error(WINNOW_BROKEN, "a number is malformed");
  return out;
}

FileTime time_of_text(std::string_view text) {
  const std::size_t dot = text.find('.');
  if (dot == text.npos) throw Error(WINNOW_BROKEN, "a time is malformed");
  return {number_of<std::int64_t>(text.substr(0, dot)), number_of<std::uint32_t>(text.substr(dot + 1))};
}

/// Whether `path` is a key parked in a place of the bin.
bool is_parked(std::string_view path, std::string_view key) {
  if (!is_walkable(path) || !path.starts_with(std::string(kBinFolder) + "/")) return false;
  const std::size_t place_end = path.find('/', kBinFolder.size() + 1);
  return place_end != path.npos && path.substr(place_end + 1) == key;
}

}  // namespace

std::string write_receipt(const Receipt& receipt) {
  const ordered_json out = {{"parked", path_json(receipt.parked)}, {"inode", receipt.identity.inode},
                            {"size", receipt.identity.size},       {"mtime", receipt.identity.modified.text()},
                            {"mode", octal(receipt.mode)},         {"folder_mode", octal(receipt.folder_mode)}};
  return out.dump();
}

Receipt read_receipt(std::string_view json, std::string_view key) {
  try {
    const ordered_json in = ordered_json::parse(json);
    Receipt out;
    out.parked = path_of(in.at("parked"));
    out.identity = {in.at("inode").get<std::uint64_t>(), in.at("size").get<std::uint64_t>(),
                    time_of_text(in.at("mtime").get<std::string>())};
    out.mode = number_of<mode_t>(in.at("mode").get<std::string>(), 8);
    out.folder_mode = number_of<mode_t>(in.at("folder_mode").get<std::string>(), 8);
    if (!is_parked(out.parked, key)) throw Error(WINNOW_BROKEN, "it names " + shown(out.parked));
    return out;
  } catch (const std::exception& error) {
    throw Error(WINNOW_BROKEN, "not a receipt of the file " + shown(key) + ": " + error.what());
  }
}

std::string write_header(std::string_view root) {
  return ordered_json{{"root", path_json(root)}}.dump();
}

std::string parked_at(std::string_view place) {
  constexpr std::string_view kForm = "0000-00-00T00-00-00-000Z";
  std::string time(place.substr(std::min(place.size(), kBinFolder.size() + 1)));
  bool fine = is_walkable(place) && place.starts_with(std::string(kBinFolder) + "/") && time.size() == kForm.size();
  for (std::size_t i = 0; fine && i < kForm.size(); ++i) {
    const bool digit = time[i] >= '0' && time[i] <= '9';
    fine = kForm[i] == '0' ? digit : time[i] == kForm[i];
  }
  if (!fine)
    throw Error(WINNOW_BROKEN, shown(place) + " is no place of the bin, as .trash/2026-06-19T22-31-00-000Z");
  time[13] = time[16] = ':';
  time[19] = '.';
  return time;
}

std::string write_meta(std::string_view key, std::string_view deleted_at, std::string_view reason,
                       std::string_view run, const FileIdentity& identity) {
  const ordered_json out = {
      {"originalKey", path_json(key)}, {"deletedAt", deleted_at},          {"reason", reason}, {"run", run},
      {"size", identity.size},         {"mtime", identity.modified.text()}};
  return out.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

Meta parse_meta(std::string_view json) {
  try {
    const ordered_json in = ordered_json::parse(json);
    return {path_of(in.at("originalKey")), in.at("deletedAt").get<std::string>(), in.contains("run")};
  } catch (const nlohmann::json::exception& error) {
    throw Error(WINNOW_BROKEN, std::string("its meta file is not of a known form: ") + error.what());
  }
}

bool same_meta(std::string_view a, std::string_view b) {
  const auto what_counts = [](std::string_view meta) {
    ordered_json json = ordered_json::parse(meta, nullptr, /*allow_exceptions=*/false);
    if (json.is_object()) {
      json.erase("run");
      json.erase("reason");
    }
    return json;
  };
  const ordered_json one = what_counts(a);
  return one.is_object() && one == what_counts(b);
}

}  // namespace winnow::files
