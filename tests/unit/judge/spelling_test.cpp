/// How a column may write the key of a file.
#include <catch2/catch.hpp>

#include "core/judge/key_forms.h"
#include "core/judge/spelling.h"

using namespace winnow;

namespace {

bool may_mean(std::string_view value, std::string_view key) {
  const std::string whole = folded(key);
  bool out = false;
  for (const std::string& meaning : meanings_of(value)) {
    each_end(meaning, [&](std::string_view end) { out = out || end == whole; });
    each_end(whole, [&](std::string_view end) { out = out || end == meaning; });
  }
  return out;
}

}  // namespace

TEST_CASE("a value may mean a file in another spelling") {
  for (const auto& [value, key] : std::vector<std::pair<std::string, std::string>>{
           {"https://cdn.example.org/up/private/url.pdf", "private/url.pdf"},
           {"//cdn.example.org/private/url.pdf?v=3#top", "private/url.pdf"},
           {"/private/lead.pdf", "private/lead.pdf"},
           {"./private/dot.pdf", "private/dot.pdf"},
           {"private//two.pdf", "private/two.pdf"},
           {"private\\back.pdf", "private/back.pdf"},
           {"C:\\up\\private\\back.pdf", "private/back.pdf"},
           {"private/x/../up.pdf", "private/up.pdf"},
           {"private/sp%20ace.pdf", "private/sp ace.pdf"},
           {"private/sp%2520ace.pdf", "private/sp ace.pdf"},
           {"private/sp+ace.pdf", "private/sp ace.pdf"},
           {"private/case.pdf", "private/Case.PDF"},
           {"private/caf\xc3\xa9.pdf", "private/cafe\xcc\x81.pdf"},
           {"private/STRASSE.pdf",
            "private/stra\xc3\x9f"
            "e.pdf"},
           {R"(["private/json1.pdf","private/json2.pdf"])", "private/json2.pdf"},
           {R"({"file":{"path":"private\/json.pdf"}})", "private/json.pdf"},
           {"private/list1.pdf,private/list2.pdf", "private/list2.pdf"},
           {"{private/a.pdf,\"private/b c.pdf\"}", "private/a.pdf"},
           {"<img src=\"/up/private/in.png\">", "private/in.png"},
           {"private/query.pdf?v=3", "private/query.pdf"},
           {"base-name.pdf", "private/base-name.pdf"},
           {" private/blank.pdf\n", "private/blank.pdf"},
           {R"({"private/my file.pdf","private/b.pdf"})", "private/my file.pdf"},
           {"['private/my (1).pdf', 'private/b.pdf']", "private/my (1).pdf"},
           {"<a href=\"/files/private/ht ml.pdf\">", "private/ht ml.pdf"},
           {"![x](private/md file.pdf)", "private/md file.pdf"},
           {"![x](private/my file (1))", "private/my file (1)"},
           {"/private/a&amp;b.pdf", "private/a&b.pdf"},
           {"/private/caf&#233;.pdf", "private/caf\xc3\xa9.pdf"},
           {"/get?file=private/dl.pdf&token=x", "private/dl.pdf"},
           {"/get?file=private%2Fdl2.pdf&token=x", "private/dl2.pdf"},
           {"https://host/get?file%3Dprivate%2Fdl2.pdf%26token", "private/dl2.pdf"},
           {"file:private/colon.pdf", "private/colon.pdf"},
           {"up:private/colon2.pdf", "private/colon2.pdf"},
           {"private/at.pdf@v2", "private/at.pdf"},
           {"a+private/plus.pdf", "private/plus.pdf"},
           {"\xef\xbb\xbfprivate/mark.pdf", "private/mark.pdf"},
           {"private/blank.pdf\xc2\xa0", "private/blank.pdf"},
           {std::string("private/nul.pdf\0", 16), "private/nul.pdf"},
           {R"({"f":"private/\u00e9.pdf", and)", "private/\xc3\xa9.pdf"},
           {R"({"f":"private/\ud83d\ude00.pdf", and)", "private/\xf0\x9f\x98\x80.pdf"},
           {"private/andco, x.pdf,private/b.pdf", "private/andco, x.pdf"},
           {"a=private/eq=1.pdf", "private/eq=1.pdf"},
           {"See private/dot.pdf.", "private/dot.pdf"},
           {R"({"private/name.pdf":1,"f":"private/x.pdf","f":"private/y.pdf"})", "private/name.pdf"},
           {"private/\xff.pdf", "private/\xff.pdf"}}) {
    INFO(value);
    CHECK(may_mean(value, key));
  }
}

TEST_CASE("a value may mean a folder, and so what lies below it") {
  using Folders = std::vector<std::string>;
  Folders folders;
  each_folder("private/album/one/a.jpg", [&](std::string_view folder) { folders.emplace_back(folder); });
  CHECK(folders == Folders{"private/album/one", "private/album", "private"});
  const std::string_view keys[] = {"private/album/a.jpg", "private/other/a.jpg"};
  const Sought sought(keys);
  using Keys = std::set<std::string>;
  CHECK(sought.meant_by("private/album") == Keys{"private/album/a.jpg"});
  CHECK(sought.meant_by("https://host/files/private/album/") == Keys{"private/album/a.jpg"});
  CHECK(sought.meant_by("private/") == Keys{"private/album/a.jpg", "private/other/a.jpg"});
  CHECK(sought.meant_by("private").empty());
  CHECK(sought.meant_by("a private text").empty());
}

TEST_CASE("another file is not meant") {
  CHECK_FALSE(may_mean("private/1.pdf", "private/11.pdf"));
  CHECK_FALSE(may_mean("private/1.pdf", "public/1.pdf"));
  CHECK_FALSE(may_mean("a.pdf", "private/xa.pdf"));
  CHECK_FALSE(may_mean("private/a.pdf", "private/a.pdf.bak"));
  CHECK(meanings_of("").empty());
}

TEST_CASE("a list that is one to its store says the keys of its members, in the column's spelling") {
  using Keys = std::vector<std::string>;
  const auto said = [](const Value& value, const Spelling& spelling) { return keys_of(borrow(value), spelling); };
  const Value list = Value::other(R"([ "a.pdf", [ "b.pdf" ] ])");
  CHECK(said(list, {}) == Keys{"a.pdf", "b.pdf"});
  CHECK(said(Value::other(R"([ "https://cdn/x/a%20b.pdf?v=1" ])"), {{"https://cdn/x/"}, KeyForm::url}) ==
        std::vector<std::string>{"a b.pdf"});
  CHECK(said(Value::other("[  ]"), {}) == Keys{});
  CHECK(said(Value::null(), {}) == Keys{});
  // A text is a name, whatever it begins with; and what is no list of texts may name any file.
  CHECK(said(Value::of_text(R"(["a.pdf"])"), {}) == Keys{R"(["a.pdf"])"});
  CHECK_FALSE(said(Value::other(R"([ { "key" : "a.pdf", "name" : "b.pdf" } ])"), {}));
  CHECK_FALSE(said(Value::other(R"([ "a.pdf", { "$numberInt" : "5" } ])"), {}));
  CHECK_FALSE(said(Value::of_text("a.pdf"), {{}, KeyForm::json}));
  CHECK(said(Value::of_text("[]"), {{}, KeyForm::json}) == Keys{});
}

TEST_CASE("what a value says by the spelling of its column") {
  using Keys = std::vector<std::string>;
  CHECK(keys_of("private/a.pdf", {}) == Keys{"private/a.pdf"});
  CHECK(keys_of("private/a%20b.pdf", {}) == Keys{"private/a%20b.pdf"});
  CHECK(keys_of("up:a.pdf", {{"x:", "up:"}, KeyForm::key}) == Keys{"a.pdf"});
  CHECK(keys_of("https://h/private/a%20b.pdf?v=3", {{}, KeyForm::url}) == Keys{"private/a b.pdf"});
  CHECK(keys_of("https://h/up/private/a.pdf", {{"https://h/up/"}, KeyForm::url}) == Keys{"private/a.pdf"});
  CHECK(keys_of(R"(["a.pdf", "b.pdf"])", {{}, KeyForm::json}) == Keys{"a.pdf", "b.pdf"});
  CHECK(keys_of(R"("a.pdf")", {{}, KeyForm::json}) == Keys{"a.pdf"});
  CHECK(keys_of("a.pdf", {{}, KeyForm::json}).empty());
  CHECK(keys_of(R"({"f":"a.pdf","f":"b.pdf"})", {{}, KeyForm::json}) == Keys{"a.pdf", "b.pdf"});
  CHECK(keys_of(R"({"f":"a.pdf")", {{}, KeyForm::json}).empty());
  CHECK(keys_of("", {}).empty());
}

TEST_CASE("what a value may name beside the keys that it says") {
  using Texts = std::vector<std::string>;
  CHECK(asides_of(R"({"private/a.pdf":{"t":"private/b.pdf"}})", {{}, KeyForm::json}) ==
        Texts{"private/a.pdf", "t"});
  CHECK(asides_of("https://h/private/b.pdf?next=private/n.pdf", {{}, KeyForm::url}) == Texts{"next=private/n.pdf"});
  CHECK(asides_of("https://h/private/b.pdf", {{}, KeyForm::url}).empty());
  CHECK(asides_of("private/a?b=c.pdf", {}).empty());
}

TEST_CASE("the ends of a path that is longer than any key are those that a key may be") {
  std::string text(4'000'000, '/');
  for (std::size_t i = 0; i < text.size(); i += 2) text[i] = 'a';
  text += "private/a.pdf";
  std::size_t ends = 0, longest = 0;
  bool met = false;
  each_end(text, [&](std::string_view end) {
    ++ends;
    longest = std::max(longest, end.size());
    met = met || end == "private/a.pdf";
  });
  CHECK(met);
  CHECK(longest <= kLongestPath);
  CHECK(ends < kLongestPath);
}
