/// One request by hand, for the stories: s3_do METHOD BUCKET[/KEY] [?NAME[=VALUE]]... [NAME:VALUE]... <BODY
/// Prints the answer's body, or with HEAD its headers; answers 1 unless the status is 2xx. Asks the server of
/// WINNOW_TEST_S3_ENDPOINT. A body is read for PUT and POST.
#include <openssl/evp.h>

#include <chrono>
#include <iostream>
#include <iterator>

#include "plugins/stores/s3/client.h"
#include "plugins/stores/s3/credentials.h"
#include "plugins/stores/s3/times.h"
#include "winnow/text.hpp"

using namespace winnow;
using namespace winnow::s3;

namespace {

std::string md5_of(const std::string& text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), digest, &size, EVP_md5(), nullptr);
  return to_base64({reinterpret_cast<const char*>(digest), size});
}

Request read_request(int argc, char** argv) {
  Request out{argv[1], "", "/" + encode_path(argv[2]), {}, {}, ""};
  for (int i = 3; i < argc; ++i) {
    const std::string word = argv[i];
    if (word.starts_with('?')) {
      const std::size_t equals = std::min(word.find('='), word.size());
      out.query.emplace_back(word.substr(1, equals - 1), equals < word.size() ? word.substr(equals + 1) : "");
    } else {
      const std::size_t colon = std::min(word.find(':'), word.size() - 1);
      out.headers[word.substr(0, colon)] = word.substr(colon + 1);
    }
  }
  if (out.method == "PUT" || out.method == "POST") {
    out.body.assign(std::istreambuf_iterator<char>(std::cin), {});
    if (!out.query.empty() && !out.body.empty()) out.headers["content-md5"] = md5_of(out.body);
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: s3_do METHOD BUCKET[/KEY] [?NAME[=VALUE]]... [NAME:VALUE]... <BODY\n";
    return 2;
  }
  try {
    Client client(environment("WINNOW_TEST_S3_ENDPOINT"), "us-east-1",
                  {environment("WINNOW_TEST_S3_ACCESS_KEY"), environment("WINNOW_TEST_S3_SECRET_KEY"), ""});
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const Answer answer = client.send(
        read_request(argc, argv), signing_time(std::chrono::duration_cast<std::chrono::microseconds>(now).count()));
    for (const auto& [name, value] : answer.headers) {
      if (std::string(argv[1]) == "HEAD") std::cout << name << ": " << value << '\n';
    }
    std::cout << answer.body;
    if (answer.status / 100 == 2) return 0;
    std::cerr << "s3_do: status " << answer.status << '\n';
  } catch (const std::exception& error) {
    std::cerr << "s3_do: " << error.what() << '\n';
  }
  return 1;
}
