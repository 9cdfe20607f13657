/// The single values within what a store writes as one text: lists, documents, keys that show their type. Thread
/// rule: pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace winnow {

/// Whether a text begins as a list, a document or a text that shows its type does.
bool may_hold_values(std::string_view text);

/// The texts, numbers and other single values within a list or a document, as stores write these: JSON, one text
/// of it too, and the arrays of PostgreSQL ({1,2}). None for what is neither.
std::vector<std::string> values_inside(std::string_view text);

/// The texts of a list of nothing else, or of lists of them; nullopt: it is none.
std::optional<std::vector<std::string>> texts_in_list(std::string_view text);

/// The names under which documents hold their values: {"ab": 1} may be a map by keys of rows.
std::vector<std::string> names_inside(std::string_view text);

/// The one value of a key that is written so that its type shows, where the rows that point at it say the plain
/// value: "[17]" of an INT PRIMARY KEY in SQLite, "\"17\"" or {"$numberDouble":"1.5"} in MongoDB; bytes as they
/// are. Empty: the key is none such.
std::string only_value(std::string_view key);

/// A key of several columns, or what a column may say that means one, in the one form in which they meet: a JSON
/// list of texts, ["eu","7"]. Empty: it is no list of two or more single values.
std::string list_form(std::string_view text);
/// How many values such a list has.
std::size_t parts_of_list(std::string_view text);

/// Such a list as stores write it: with blanks behind its commas and without, its numbers as numbers and as texts.
std::vector<std::string> written_lists(std::string_view key);

}  // namespace winnow
