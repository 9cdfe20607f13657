#include "receipt.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "beneath.h"

namespace winnow::files {

namespace {

using nlohmann::ordered_json;

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

/// "0755 0 0 1750372260.000000001"
FolderForm form_of_text(std::string_view text) {
  std::array<std::string_view, 4> parts;
  for (std::string_view& part : parts) {
    part = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
  }
  if (!text.empty()) throw Error(WINNOW_BROKEN, "a folder is malformed");
  return {number_of<mode_t>(parts[0], 8) & 07777, number_of<uid_t>(parts[1]), number_of<gid_t>(parts[2]),
          time_of_text(parts[3])};
}

}  // namespace

std::string write_folders(const std::vector<FolderForm>& folders) {
  std::string out = "[";
  for (const FolderForm& form : folders) {
    char mode[8];
    std::snprintf(mode, sizeof mode, "%04o", form.mode);
    out += (out.size() > 1 ? ",\"" : "\"") + std::string(mode) + " " + std::to_string(form.owner) + " " +
           std::to_string(form.group) + " " + form.modified.text() + "\"";
  }
  return out + "]";
}

std::string write_receipt(const Receipt& receipt, std::string_view folders) {
  std::string out = "{\"parked\":" + json_of(receipt.parked);
  out += ",\"inode\":" + std::to_string(receipt.identity.inode);
  out += ",\"size\":" + std::to_string(receipt.identity.size);
  out += ",\"mtime\":\"" + receipt.identity.modified.text() + "\"";
  if (receipt.born) out += ",\"born\":\"" + receipt.born->text() + "\"";
  out += ",\"root\":" + json_of(receipt.root);
  out += ",\"folders\":";
  out += folders;
  return out + "}";
}

Receipt read_receipt(std::string_view json, std::string_view key) {
  try {
    const ordered_json in = ordered_json::parse(json);
    Receipt out;
    out.parked = path_of(in.at("parked"));
    out.identity = {in.at("inode").get<std::uint64_t>(), in.at("size").get<std::uint64_t>(),
                    time_of_text(in.at("mtime").get<std::string>())};
    if (in.contains("born")) out.born = time_of_text(in.at("born").get<std::string>());
    out.root = in.at("root").get<std::string>();
    for (const ordered_json& form : in.at("folders")) out.folders.push_back(form_of_text(form.get<std::string>()));
    if (!is_walkable(out.parked) || !is_parked(out.parked, key))
      throw Error(WINNOW_BROKEN, "it names " + shown(out.parked));
    return out;
  } catch (const std::exception& error) {
    throw Error(WINNOW_BROKEN, "not a receipt of the file " + shown(key) + ": " + error.what());
  }
}

bool has_size_and_time_of(const FileFacts& file, const Receipt& receipt) {
  return file.kind == FileKind::regular && file.identity.size == receipt.identity.size &&
         file.identity.modified == receipt.identity.modified;
}

bool is_same_file(const FileFacts& file, const Receipt& receipt, std::string_view root) {
  if (root != receipt.root) return has_size_and_time_of(file, receipt);
  if (file.kind != FileKind::regular || file.identity.inode != receipt.identity.inode) return false;
  // An inode is given to the next file once it is free; its time of birth is not. Where a rename copies the file,
  // as on overlayfs, it is born anew, and then all that a copy keeps must agree.
  return (file.born && file.born == receipt.born) || has_size_and_time_of(file, receipt);
}

bool is_the_copy(const FileFacts& file, const Receipt& receipt, std::string_view root) {
  return is_same_file(file, receipt, root) || has_size_and_time_of(file, receipt);
}

bool is_unchanged(const FileFacts& file, const Receipt& receipt, std::string_view root) {
  return is_same_file(file, receipt, root) && has_size_and_time_of(file, receipt);
}

std::string write_header(std::string_view root, std::string_view reason) {
  return "{\"root\":" + json_of(root) + ",\"reason\":" + json_of(reason) + "}";
}

std::string reason_in(std::string_view header) {
  const ordered_json in = ordered_json::parse(header, nullptr, /*allow_exceptions=*/false);
  const bool told = in.is_object() && in.contains("reason") && in["reason"].is_string();
  return told ? in["reason"].get<std::string>() : std::string{};
}

std::string meta_of(std::string_view key, std::string_view deleted_at, std::string_view reason,
                    std::string_view run, const FileIdentity& identity, std::string_view folders) {
  return parking::write_meta({key, deleted_at, reason, run, identity.size, identity.modified.text(), folders});
}

}  // namespace winnow::files
