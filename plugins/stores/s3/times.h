/// The three ways in which S3 writes a time. All are UTC. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace winnow::s3 {

/// "2026-11-26T04:17:50.123Z" of a listing, or "Thu, 26 Nov 2026 04:17:50 GMT" of a header (RFC 9110, its preferred
/// form): a TIME, or WINNOW_TIME_UNREADABLE. Always a whole second, what is below it cut off: a header tells no
/// more, and of one object both must say the same.
std::int64_t time_of_listing(std::string_view iso);
std::int64_t time_of_header(std::string_view text);

/// "20261126T041750Z", as requests are signed.
std::string signing_time(std::int64_t time);

}  // namespace winnow::s3
