#include "winnow/permit.hpp"

#include <array>
#include <catch2/catch.hpp>

using namespace winnow;

namespace {

constexpr std::array<std::string_view, 2> kKeys = {"a", "b"};
/// Of remove, "run", "rows" and these keys, worked out by hand: plugins in the field compare with it.
constexpr std::uint64_t kDigestOf1_0 = 10753581293108875182ULL;

winnow_permit permit_for(std::span<const std::string_view> keys) {
  winnow_permit out{};
  out.struct_size = sizeof out;
  out.action = WINNOW_REMOVE;
  out.count = static_cast<std::uint32_t>(keys.size());
  out.run = borrow(std::string_view{"run"});
  out.target = borrow(std::string_view{"rows"});
  out.digest = permit_digest(WINNOW_REMOVE, "run", "rows", keys);
  out.not_after = INT64_MAX;
  return out;
}

winnow_code denied(const winnow_permit& permit, winnow_action action, std::span<const std::string_view> keys) {
  try {
    check_permit(permit, action, keys);
    return WINNOW_OK;
  } catch (const Error& error) {
    return error.code();
  }
}

}  // namespace

TEST_CASE("a permit is for one action, one run, one target and these keys in this order") {
  const winnow_permit permit = permit_for(kKeys);
  CHECK(denied(permit, WINNOW_REMOVE, kKeys) == WINNOW_OK);
  CHECK(denied(permit, WINNOW_PURGE, kKeys) == WINNOW_DENIED);
  const std::vector<std::vector<std::string_view>> others = {
      {}, {"a"}, {"b", "a"}, {"a", "c"}, {"a", "b", "b"}, {"ab", ""}, {"", "ab"}};
  for (const auto& keys : others) CHECK(denied(permit, WINNOW_REMOVE, keys) == WINNOW_DENIED);
  winnow_permit other = permit;
  other.run = borrow(std::string_view{"ru"});
  CHECK(denied(other, WINNOW_REMOVE, kKeys) == WINNOW_DENIED);
  other = permit;
  other.target = borrow(std::string_view{"rowsa"});
  CHECK(denied(other, WINNOW_REMOVE, kKeys) == WINNOW_DENIED);
}

TEST_CASE("a permit that has ended permits nothing") {
  winnow_permit permit = permit_for(kKeys);
  for (const std::int64_t end : {INT64_MIN, std::int64_t{0}, std::int64_t{1}}) {
    permit.not_after = end;
    CHECK(is_over(permit));
    CHECK(denied(permit, WINNOW_REMOVE, kKeys) == WINNOW_DENIED);
    CHECK_THROWS_AS(require_in_time(permit), Error);
  }
}

TEST_CASE("the digest is the one that plugins of 1.0 were built with") {
  CHECK(permit_digest(WINNOW_REMOVE, "run", "rows", kKeys) == kDigestOf1_0);
}

TEST_CASE("keys are those of items and of pieces, in order") {
  const winnow_item items[] = {{borrow(std::string_view{"x"}), {}, {}, 0, 0, nullptr},
                               {borrow(std::string_view{}), {}, {}, 0, 0, nullptr}};
  CHECK(keys_of(std::span(items)) == std::vector<std::string_view>{"x", ""});
  winnow_piece piece{};
  piece.key = borrow(std::string_view{"y"});
  CHECK(keys_of(std::span<const winnow_piece>(&piece, 1)) == std::vector<std::string_view>{"y"});
}
