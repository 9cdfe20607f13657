/// What is written about a removed object: its receipt, which the host keeps with the item. Pure functions.
///
///   {"parked":".trash/2026-06-19T22-31-00-000Z/a/b","etag":"5d41…","size":5,"modified":1750372260000000,
///    "class":"STANDARD","copy_etag":"5d41…"}                       a copy in the bin
///   {"version":"3/L4kq…","etag":"5d41…","size":5,"modified":1750372260000000,"class":"STANDARD"}
///                                                                    a version below a delete marker
#pragma once

#include <string>
#include <string_view>

#include "answers.h"

namespace winnow::s3 {

struct Receipt {
  std::string parked;     ///< key of the copy; empty: the object is a version of its own key
  std::string version;    ///< that version's id
  ObjectFacts object;     ///< as it was when it was removed
  std::string copy_etag;  ///< differs from the object's where it had been uploaded in parts
};

/// One JSON value on one line.
std::string write_receipt(const Receipt& receipt);

/// Throws Error(WINNOW_BROKEN) for what is no receipt of an object with this key.
Receipt read_receipt(std::string_view json, std::string_view key);

/// {"bucket":"backups","reason":"older than 30d"}, the header of a batch.
std::string write_header(std::string_view bucket, std::string_view reason);

/// The key of the meta file of a copy.
std::string meta_key(const std::string& parked);

/// Whether what lives at the key has the content of the removed object, whenever it was written.
bool is_same_content(const ObjectFacts& live, const Receipt& receipt);

}  // namespace winnow::s3
