/// How the value of a column may write the key of a file: what it plainly says, and what else it may mean.
///
///   read_value("https://cdn.example/private/a%20b.pdf?v=3", {{"https://cdn.example/"}, KeyForm::url})
///       keys: private/a b.pdf
///   read_value("/private/lead.pdf", {})
///       keys: /private/lead.pdf     which no store has, so that its hints count: private/lead.pdf
///
/// Two texts may mean the same where their folded forms are equal or one is the end of the other, by whole folders.
/// Keys are bytes, and compared as bytes; folding only ever makes more stay. Thread rule: pure.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/config.h"

namespace winnow {

/// The keys that a value says by the spelling of its column; empty: it cannot be read so.
std::vector<std::string> keys_of(std::string_view value, const Spelling& spelling);

/// The keys that the value of a column of `files` says; nullopt: it cannot be read so, and may name any file. A
/// list that is one to its store, and no text, says those of its members.
std::optional<std::vector<std::string>> keys_of(const winnow_value& value, const Spelling& spelling);

/// A path in the form in which spellings meet: percent-decoded (RFC 3986), case-folded and composed (Unicode NFC),
/// with single forward slashes, without scheme, host, "." and "..". What is not UTF-8 keeps its bytes.
std::string folded(std::string_view path);

/// Texts that may name something beside the keys that a value says: the names in JSON, the query of a URL.
std::vector<std::string> asides_of(std::string_view value, const Spelling& spelling);

/// Everything that a value may mean, folded, each once: itself, the elements of a list or of JSON, without query or
/// fragment, and the paths that stand inside a longer text, in quotes, tags or brackets, encoded or not
/// (decoding.h).
std::vector<std::string> meanings_of(std::string_view value);

/// No key is longer once it is folded: keys have less than 1024 bytes, and folding makes at most three of one.
inline constexpr std::size_t kLongestPath = 4096;

/// Calls `visit` with every end of a folded path that begins at a folder, the longest first; the whole path too,
/// unless it is longer than kLongestPath, as such ends are left out.
void each_end(std::string_view folded, const std::function<void(std::string_view end)>& visit);

/// Calls `visit` with every folder above a folded path, the nearest first.
void each_folder(std::string_view folded, const std::function<void(std::string_view folder)>& visit);

/// The text of a value that may name something: TEXT, BYTES, OTHER and DECIMAL as they are, INT as digits, REAL too
/// where it is whole; else nothing is named.
std::string name_in(const winnow_value& value);

}  // namespace winnow
