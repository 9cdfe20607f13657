#include "proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace winnow::s3 {

namespace {

sockaddr_in loopback(int port) {
  sockaddr_in out{};
  out.sin_family = AF_INET;
  out.sin_port = htons(static_cast<std::uint16_t>(port));
  out.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return out;
}

bool send_all(int to, const std::string& bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const ssize_t n = send(to, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
    if (n <= 0) return false;
    at += static_cast<std::size_t>(n);
  }
  return true;
}

bool receive(int from, std::string& into) {
  char some[65'536];
  const ssize_t n = recv(from, some, sizeof some, 0);
  if (n <= 0) return false;
  into.append(some, static_cast<std::size_t>(n));
  return true;
}

std::size_t length_of(std::string head) {
  std::ranges::transform(head, head.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const std::size_t at = head.find("\r\ncontent-length:");
  return at == head.npos ? 0 : std::stoul(head.substr(at + 17));
}

/// Takes the word out of an answer that the connection ends with it; false: it is told by nothing else where the
/// body ends.
bool keep_open(std::string& answer) {
  std::string head = answer.substr(0, answer.find("\r\n\r\n") + 2);
  std::ranges::transform(head, head.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const std::string_view word = "\r\nconnection: close";
  const std::size_t at = head.find(word);
  const bool told = head.find("\r\ncontent-length:") != head.npos ||
                    head.find("\r\ntransfer-encoding:") != head.npos || head.starts_with("http/1.1 204");
  if (told && at != head.npos) answer.erase(at, word.size());
  return told;
}

std::string error(const std::string& status, const std::string& code) {
  const std::string body = "<Error><Code>" + code + "</Code><Message>by the proxy</Message></Error>";
  return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// The answer to a DeleteObjects with an InternalError for each key that it says is gone.
std::string as_broken_off(const std::string& answer) {
  std::string body = "<DeleteResult>";
  for (std::size_t at = answer.find("<Key>"); at != answer.npos; at = answer.find("<Key>", at + 1)) {
    const std::size_t end = answer.find("</Key>", at);
    body += "<Error>" + answer.substr(at, end - at) + "</Key><Code>InternalError</Code></Error>";
  }
  body += "</DeleteResult>";
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace

Proxy::Proxy(const std::string& upstream, std::function<Fault(const std::string&, const std::string&)> pick)
    : pick_(std::move(pick)) {
  const std::size_t colon = upstream.rfind(':');
  host_ = upstream.substr(upstream.find("//") + 2, colon - upstream.find("//") - 2);
  port_of_upstream_ = std::stoi(upstream.substr(colon + 1));
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 64) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("the proxy cannot listen");
  }
  port_ = ntohs(address.sin_port);
  accepting_ = std::thread([this] { listen(); });
}

Proxy::~Proxy() {
  shutdown(listener_, SHUT_RDWR);
  accepting_.join();
  for (std::thread& one : crew_) one.join();
  close(listener_);
}

void Proxy::listen() {
  while (true) {
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) return;
    crew_.emplace_back([this, client] {
      serve(client);
      close(client);
    });
  }
}

std::size_t Proxy::asked(const std::string& beginning) const {
  const std::lock_guard lock(guard_);
  return static_cast<std::size_t>(
      std::ranges::count_if(lines_, [&](const std::string& line) { return line.starts_with(beginning); }));
}

Fault Proxy::fault_of(const std::string& line) {
  const std::lock_guard lock(guard_);
  lines_.push_back(line);
  const std::size_t space = line.find(' ');
  return pick_(line.substr(0, space), line.substr(space + 1, line.rfind(' ') - space - 1));
}

/// Requests come one after the other over a connection, as clients like it. The server gets a connection for each.
void Proxy::serve(int client) {
  while (serve_one(client)) continue;
}

/// Whether the connection goes on.
bool Proxy::serve_one(int client) {
  std::string request;
  std::size_t head = std::string::npos;
  while (head == std::string::npos) {
    if (!receive(client, request)) return false;
    head = request.find("\r\n\r\n");
  }
  const std::size_t whole = head + 4 + length_of(request.substr(0, head));
  while (request.size() < whole) {
    if (!receive(client, request)) return false;
  }
  const Fault fault = fault_of(request.substr(0, request.find("\r\n")));
  if (fault == Fault::lose_request) return false;
  if (fault == Fault::busy) return send_all(client, error("503 Slow Down", "SlowDown"));
  if (fault == Fault::denied) return send_all(client, error("403 Forbidden", "AccessDenied"));
  if (fault == Fault::nowhere) return send_all(client, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  request.insert(request.find("\r\n") + 2, "Connection: close\r\n");
  const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(port_of_upstream_);
  std::string answer;
  if (connect(server, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 && send_all(server, request)) {
    while (receive(server, answer)) continue;
  }
  close(server);
  if (fault == Fault::no_condition && answer.starts_with("HTTP/1.1 412")) {
    answer = "HTTP/1.1 204 No Content\r\n\r\n";
  }
  if (fault == Fault::broke_off) return send_all(client, as_broken_off(answer));
  const bool goes_on = keep_open(answer);
  return fault != Fault::lose_answer && send_all(client, answer) && goes_on;
}

}  // namespace winnow::s3
