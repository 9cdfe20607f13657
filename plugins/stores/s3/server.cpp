#include "server.h"

#include <algorithm>
#include <random>
#include <thread>

#include "answers.h"
#include "times.h"

namespace winnow::s3 {

namespace {

constexpr int kCallAttempts = 6;
constexpr int kMostUnanswered = 3;
constexpr std::chrono::seconds kSilence{5};  ///< before a silent server is asked again
constexpr long kNotImplemented = 501;        ///< for good: nothing a server does later
constexpr std::chrono::milliseconds kFirstPause{100};
constexpr std::chrono::milliseconds kLongestPause{5'000};
constexpr std::chrono::milliseconds kGlance{50};  ///< how often a pause looks whether the host wants to stop

std::int64_t micros(std::chrono::steady_clock::duration time) {
  return std::chrono::duration_cast<std::chrono::microseconds>(time).count();
}

}  // namespace

Server::Server(ServerSettings settings, Host& host)
    : settings_(std::move(settings)),
      host_(host),
      began_(micros_of(host.now())),
      began_at_(std::chrono::steady_clock::now()) {
  idle_.push_back(std::make_unique<Client>(settings_.endpoint, settings_.region, Credentials{}));
}

std::int64_t Server::now() const {
  return began_ + micros(std::chrono::steady_clock::now() - began_at_) + skew_;
}

Answer Server::send_once(const Request& request, const Transfer& transfer) {
  std::unique_ptr<Client> client;
  {
    const std::lock_guard lock(guard_);
    if (!idle_.empty()) {
      client = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (!client) client = std::make_unique<Client>(settings_.endpoint, settings_.region, Credentials{});
  client->use(settings_.keys());
  // A connection over which no whole answer came is not used again.
  Answer answer = client->send(request, signing_time(now()), transfer);
  const std::lock_guard lock(guard_);
  idle_.push_back(std::move(client));
  return answer;
}

bool Server::is_silent() const {
  return unanswered_ >= kMostUnanswered;
}

/// A request that is not repeated tells nothing: one moment without a network loses those of all connections.
void Server::note_silence(Repeat repeat) {
  if (is_silent() || repeat == Repeat::yes) ++unanswered_;
  ask_again_at_ = std::chrono::steady_clock::now() + kSilence;
}

Answer Server::ask(const Request& request, Repeat repeat, const Transfer& transfer) {
  bool clock_set = false;
  if (is_silent() && std::chrono::steady_clock::now() < ask_again_at_.load()) {
    throw Error(WINNOW_UNAVAILABLE, settings_.endpoint + " does not answer");
  }
  for (int attempt = 1;; ++attempt) {
    std::string trouble;
    bool answered = true;
    try {
      Answer answer = send_once(request, transfer);
      note_answer();
      if (answer.status < 500 || answer.status == kNotImplemented) {
        const bool skewed = answer.status == 403 && read_problem(answer.body).code == "RequestTimeTooSkewed";
        const auto date = answer.headers.find("date");
        const std::int64_t theirs =
            date == answer.headers.end() ? WINNOW_TIME_UNREADABLE : time_of_header(date->second);
        if (!skewed || clock_set || theirs == WINNOW_TIME_UNREADABLE) return answer;
        skew_ += theirs - now();
        clock_set = true;
        continue;
      }
      trouble = refusal(answer, request.method).what();
    } catch (const Error& error) {
      if (error.code() != WINNOW_UNAVAILABLE) throw;
      trouble = error.what();
      answered = false;
    }
    if (repeat == Repeat::no || attempt == kCallAttempts || is_silent()) {
      if (!answered) note_silence(repeat);
      throw Error(WINNOW_UNAVAILABLE, trouble);
    }
    host_.log(WINNOW_DEBUG, trouble + "; it is asked again");
    pause(attempt);
  }
}

void Server::pause(int attempt) const {
  // Of random length, so that those whom one outage stopped do not all come back at once.
  thread_local std::minstd_rand random{std::random_device{}()};
  const auto longest = std::min(kLongestPause, kFirstPause * (1 << attempt));
  std::chrono::milliseconds left{
      std::uniform_int_distribution<std::int64_t>(longest.count() / 2, longest.count())(random)};
  while (left.count() > 0) {
    if (host_.stopping()) throw Error(WINNOW_STOPPED, "stopped while waiting for the server");
    const auto some = std::min(left, kGlance);
    std::this_thread::sleep_for(some);
    left -= some;
  }
}

Refusal refusal(const Answer& answer, const std::string& act) {
  const Problem problem = read_problem(answer.body);
  const std::string reason = problem.code.empty() ? "status " + std::to_string(answer.status) : problem.code;
  std::string words = "cannot " + act + ": " + reason;
  if (!problem.message.empty()) words += " (" + problem.message + ")";
  const auto region = answer.headers.find("x-amz-bucket-region");
  const bool elsewhere = answer.status == 301 || answer.status == 400;
  if (elsewhere && region != answer.headers.end()) {
    words += "; the bucket lies in another region: write region = \"" + region->second + "\"";
  }
  const bool mendable =
      answer.status == 301 || answer.status == 401 || answer.status == 403 || answer.status == 404;
  const winnow_code code = answer.status == kNotImplemented ? WINNOW_UNSUPPORTED
                           : answer.status >= 500           ? WINNOW_UNAVAILABLE
                           : mendable                       ? WINNOW_BAD_CONFIG
                                                            : WINNOW_BROKEN;
  return {code, words, answer.status, problem.code};
}

}  // namespace winnow::s3
