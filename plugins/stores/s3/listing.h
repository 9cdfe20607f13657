/// A listing over several connections.
///
/// S3 gives a listing page by page, each asked for with what ended the one before. Where there is more than one
/// page, idle connections begin in the middle ("start-after" a key that is guessed, between.h), and each such chain
/// of pages ends where the next one began.
///
/// Each key comes exactly once, whatever the guesses and whoever writes meanwhile: within a chain keys only ascend,
/// chains cover stretches that do not overlap, and a chain is at its end only when the server itself showed it the
/// key with which the next one began, or, where that key is gone, shows both what lies there now and they agree. A
/// server whose order is not that of the bytes, as S3 promises it, fails one of these, and the listing throws
/// instead of being short; all that is asked of it is that after a key it lists what its whole listing shows after
/// that key.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "answers.h"

namespace winnow::s3 {

/// Asks for a page: after the key `after` if there is no token, else the page of that token. Called from several
/// threads.
using AskPage = std::function<Listing(const std::string& after, const std::string& token)>;

/// Gets the objects of a page, on the calling thread; pages come in any order.
using PageSink = std::function<void(std::vector<ObjectFacts>)>;

/// All objects whose keys begin with `prefix`, over up to `connections` requests side by side; with one, in the
/// server's order, whatever that is. What `ask` or `sink` throws is thrown here, when no request is under way any
/// more. Throws Error(WINNOW_BROKEN) for a listing that does not fit together.
void list_all(const AskPage& ask, std::string_view prefix, std::size_t connections, const PageSink& sink);

}  // namespace winnow::s3
