#include "winnow/page.hpp"

#include <catch2/catch.hpp>
#include <deque>
#include <string>

using namespace winnow;

namespace {

/// Fills one item whose every text is told from its number.
void add_numbered(Page& page, int number, std::size_t length) {
  const std::string text = std::to_string(number) + std::string(length, 'x');
  const Page::Place at = page.add();
  at.item.key = page.keep(text);
  at.item.time = number;
  at.fields[0] = scalar(WINNOW_INT, number);
  at.fields[1] = scalar(WINNOW_TEXT, page.keep(text));
}

void check_numbered(const winnow_item& item, int number, std::size_t length) {
  const std::string text = std::to_string(number) + std::string(length, 'x');
  CHECK(view(item.key) == text);
  CHECK(item.time == number);
  CHECK(item.fields[0].as.i == number);
  CHECK(view(item.fields[1].as.text) == text);
}

}  // namespace

TEST_CASE("a page of any length keeps every text and field, and starts anew in the same memory") {
  Page page(2);
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 2000; ++i) add_numbered(page, i, static_cast<std::size_t>(i * 37 % 6000));
    REQUIRE(page.size() == 2000);
    for (int i = 0; i < 2000; ++i) {
      check_numbered(page.items()[static_cast<std::size_t>(i)], i, static_cast<std::size_t>(i * 37 % 6000));
    }
    page.clear();
    CHECK(page.empty());
  }
}

TEST_CASE("what a page gave out stays where it is while the page grows") {
  Page page(1);
  page.add().fields[0] = scalar(WINNOW_TEXT, page.keep("first"));
  const winnow_value* const fields = page.items()[0].fields;
  for (int i = 0; i < 10'000; ++i) page.add().fields[0] = scalar(WINNOW_TEXT, page.keep(std::string(100, 'y')));
  CHECK(page.items()[0].fields == fields);
  CHECK(view(fields[0].as.text) == "first");
}

TEST_CASE("a new item has no time, no texts and NULL in every field") {
  Page page(3);
  add_numbered(page, 1, 10);
  page.clear();
  const Page::Place at = page.add();
  CHECK(at.item.time == WINNOW_TIME_NONE);
  CHECK(at.item.key.size == 0);
  CHECK(at.item.bytes == 0);
  for (const winnow_value& field : at.fields) CHECK(field.type == WINNOW_NULL);
  Page fieldless(0);
  CHECK(fieldless.add().fields.empty());
}

TEST_CASE("a copied item shows the same after its original is gone") {
  Page copy(2);
  {
    Page page(2);
    for (int i = 0; i < 100; ++i) add_numbered(page, i, 50);
    for (const winnow_item& item : page.items()) copy.add(item);
  }
  for (int i = 0; i < 100; ++i) check_numbered(copy.items()[static_cast<std::size_t>(i)], i, 50);
}

TEST_CASE("pages are as long as the selection asks, within bounds, and the last one is shown at the end") {
  const auto sizes = [](std::uint32_t page, int items) {
    Selection selection;
    selection.page = page;
    std::vector<std::size_t> out;
    const ItemSink sink = [&](std::span<const winnow_item> shown) {
      out.push_back(shown.size());
      return Next::more;
    };
    Pages pages(selection, sink);
    for (int i = 0; i < items; ++i) pages.add();
    pages.finish();
    pages.finish();
    return out;
  };
  CHECK(sizes(3, 7) == std::vector<std::size_t>{3, 3, 1});
  CHECK(sizes(3, 6) == std::vector<std::size_t>{3, 3});
  CHECK(sizes(1, 2) == std::vector<std::size_t>{1, 1});
  CHECK(sizes(1000, 0).empty());
  CHECK(sizes(0, 2) == std::vector<std::size_t>{1, 1});
  CHECK(sizes(UINT32_MAX, 10'001) == std::vector<std::size_t>{10'000, 1});
}

TEST_CASE("a sink that wants no more is asked no more") {
  Selection selection;
  selection.page = 2;
  int shown = 0;
  const ItemSink sink = [&](std::span<const winnow_item>) { return ++shown, Next::stop; };
  Pages pages(selection, sink);
  pages.add();
  pages.add();
  CHECK_THROWS_AS(pages.add(), Error);
  pages.finish();
  CHECK(shown == 1);
}

TEST_CASE("names that are not UTF-8 are bytes, times that are none are NULL") {
  CHECK(name_value(borrow(std::string_view{"a"})).type == WINNOW_TEXT);
  CHECK(name_value(borrow(std::string_view{"\xff"})).type == WINNOW_BYTES);
  CHECK(time_value(5).type == WINNOW_TIME);
  CHECK(time_value(WINNOW_TIME_NONE).type == WINNOW_NULL);
  CHECK(time_value(WINNOW_TIME_UNREADABLE).type == WINNOW_NULL);
}
