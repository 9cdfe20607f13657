#include "core/serve/server.h"

#include <httplib.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <future>
#include <map>
#include <mutex>
#include <thread>

#include "core/base/failure.h"

namespace winnow {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t kThreads = 64;                // clients at a time; more wait
constexpr std::size_t kLongestRequest = 32 * 1024;  // bytes
constexpr milliseconds kPatience{5'000};  // with a client, for its request and again for taking the answer
constexpr milliseconds kHurry{500};       // the same while others wait for a thread
constexpr milliseconds kFresh{2'000};     // a page is shown so long without being made anew
constexpr milliseconds kWait{4'000};      // for a page that is being made
constexpr std::size_t kMostPages = 256;   // that are kept

/// A connection, with an end to all patience.
class Connection final : public httplib::Stream {
 public:
  Connection(int socket, milliseconds patience)
      : socket_(socket), patience_(patience), end_(Clock::now() + patience) {}

  bool is_readable() const override { return begin_ < size_ || ready(POLLIN); }
  bool is_writable() const override { return ready(POLLOUT); }
  ssize_t read(char* to, std::size_t size) override {
    if (begin_ == size_ && !fill()) return -1;
    const std::size_t n = std::min(size, size_ - begin_);
    std::copy_n(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_), n, to);
    begin_ += n;
    return static_cast<ssize_t>(n);
  }
  ssize_t write(const char* from, std::size_t size) override {
    if (!writing_) {
      writing_ = true;
      end_ = Clock::now() + patience_;
    }
    std::size_t written = 0;
    while (written < size) {
      if (!ready(POLLOUT)) return -1;
      const ssize_t n = ::send(socket_, from + written, size - written, MSG_NOSIGNAL | MSG_DONTWAIT);
      if (n > 0) written += static_cast<std::size_t>(n);
      if (n < 0 && errno != EAGAIN && errno != EINTR) return -1;
    }
    return static_cast<ssize_t>(size);
  }
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return socket_; }

  /// Takes what the client still sends, for a while: closed with something unread, it would never see its answer.
  void part() {
    ::shutdown(socket_, SHUT_WR);
    end_ = Clock::now() + kHurry;
    while (fill()) continue;
    ::close(socket_);
  }

 private:
  bool ready(short event) const {
    for (;;) {
      const auto left = std::chrono::duration_cast<milliseconds>(end_ - Clock::now());
      if (left.count() <= 0) return false;
      pollfd one{socket_, event, 0};
      const int n = ::poll(&one, 1, static_cast<int>(left.count()));
      if (n > 0) return true;
      if (n == 0 || errno != EINTR) return false;
    }
  }
  bool fill() {
    if (received_ >= kLongestRequest || !ready(POLLIN)) return false;
    const ssize_t n = ::recv(socket_, buffer_.data(), buffer_.size(), 0);
    if (n <= 0) return false;
    begin_ = 0;
    size_ = static_cast<std::size_t>(n);
    received_ += size_;
    return true;
  }

  int socket_;
  milliseconds patience_;
  Clock::time_point end_;
  bool writing_ = false;
  std::array<char, 4096> buffer_{};
  std::size_t begin_ = 0, size_ = 0, received_ = 0;
};

/// Makes pages, one after the other, in a thread of its own.
class Maker {
 public:
  explicit Maker(std::function<PageAnswer(const std::string&)> make)
      : make_(std::move(make)), thread_([this] { work(); }) {}
  ~Maker() {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  PageAnswer page(const std::string& path) {
    std::unique_lock lock(mutex_);
    const auto asked = Clock::now();
    const auto is_fresh = [&](Clock::time_point since) {
      const auto at = pages_.find(path);
      return at != pages_.end() && at->second.made >= since;
    };
    if (!is_fresh(asked - kFresh)) {
      if (std::find(wanted_.begin(), wanted_.end(), path) == wanted_.end()) wanted_.push_back(path);
      changed_.notify_all();
      changed_.wait_until(lock, asked + kWait, [&] { return ended_ || is_fresh(asked - kFresh); });
    }
    if (is_fresh(asked - kFresh)) return pages_.at(path).answer;
    return plain_answer(503, "the state is locked, or there is too much to do; ask again in a while");
  }

 private:
  struct Page {
    Clock::time_point made;
    PageAnswer answer;
  };

  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [&] { return ended_ || !wanted_.empty(); });
      if (ended_) return;
      const std::string path = wanted_.front();
      lock.unlock();
      PageAnswer answer = make_(path);
      lock.lock();
      wanted_.pop_front();
      if (pages_.size() >= kMostPages) pages_.clear();
      pages_[path] = {Clock::now(), std::move(answer)};
      changed_.notify_all();
    }
  }

  std::function<PageAnswer(const std::string&)> make_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> wanted_;  ///< the first is being made
  std::map<std::string, Page> pages_;
  bool ended_ = false;
  std::thread thread_;
};

/// The threads, with a count of those who wait for one.
class Threads final : public httplib::TaskQueue {
 public:
  explicit Threads(std::atomic<std::size_t>& waiting) : waiting_(waiting), pool_(kThreads) {}
  void enqueue(std::function<void()> serve) override {
    ++waiting_;
    pool_.enqueue([this, serve = std::move(serve)] {
      --waiting_;
      serve();
    });
  }
  void shutdown() override { pool_.shutdown(); }

 private:
  std::atomic<std::size_t>& waiting_;
  httplib::ThreadPool pool_;
};

const httplib::Headers kHeaders = {
    {"Cache-Control", "no-store"},
    {"Content-Security-Policy",
     "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"},
    {"Referrer-Policy", "no-referrer"},
    {"X-Content-Type-Options", "nosniff"}};

void send(const PageAnswer& answer, httplib::Response& response) {
  response.status = answer.status;
  response.set_content(answer.body, answer.type);
}

}  // namespace

class PageServer::Http final : public httplib::Server {
 public:
  Http(const ListenAddress& address, const std::string& token, std::function<PageAnswer(const std::string&)> make)
      : access_(address, token), maker_(std::move(make)) {
    new_task_queue = [this] { return new Threads(waiting_); };
    set_default_headers(kHeaders);
    set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
      send(answer(request, response), response);
      return HandlerResponse::Handled;
    });
    port_ = address.port == 0 ? bind_to_any_port(address.host) : address.port;
    if (port_ < 0 || (address.port != 0 && !bind_to_port(address.host, address.port))) {
      throw Failure("--listen", address.host + ":" + std::to_string(address.port) + " cannot be listened on",
                    "is another program there? choose another port");
    }
  }

  int port() const { return port_; }

 private:
  /// One request, then the connection ends.
  bool process_and_close_socket(socket_t socket) override {
    Connection connection(socket, waiting_ > 0 ? kHurry : kPatience);
    bool closed = false;
    const bool fine = process_request(connection, true, closed, [](httplib::Request&) {});
    connection.part();
    return fine;
  }

  PageAnswer answer(const httplib::Request& request, httplib::Response& response) {
    const bool reads = request.method == "GET" || request.method == "HEAD";
    // Whoever asks: it says nothing, and what looks after a process has no token.
    if (reads && request.path == "/healthz") return plain_answer(200, "ok");
    switch (access_.judge({request.get_header_value("Host"), request.get_header_value("Authorization")})) {
      case Verdict::wrong_host: return plain_answer(421, "this is not what that name leads to; ask for 127.0.0.1");
      case Verdict::needs_token:
        response.set_header("WWW-Authenticate", "Basic realm=\"winnow\", charset=\"UTF-8\"");
        return plain_answer(401, "a token is needed: Authorization: Bearer TOKEN, or as the password of any user");
      case Verdict::welcome: break;
    }
    if (!reads) {
      response.set_header("Allow", "GET, HEAD");
      return plain_answer(405, "these pages are for reading only");
    }
    return maker_.page(request.path);
  }

  Access access_;
  Maker maker_;
  std::atomic<std::size_t> waiting_ = 0;
  int port_ = 0;
};

PageServer::PageServer(const ListenAddress& address, const std::string& token,
                       std::function<PageAnswer(const std::string&)> make)
    : http_(std::make_unique<Http>(address, token, std::move(make))), host_(address.host) {}

PageServer::~PageServer() = default;

std::string PageServer::url() const {
  const std::string host = host_.find(':') == std::string::npos ? host_ : "[" + host_ + "]";
  return "http://" + host + ":" + std::to_string(http_->port()) + "/";
}

void PageServer::run() {
  http_->listen_after_bind();
}

void PageServer::stop() {
  http_->stop();
}

}  // namespace winnow
