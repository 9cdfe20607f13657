#include "settings.h"

#include <algorithm>
#include <cctype>

#include "credentials.h"

namespace winnow::s3 {

namespace {

std::string first_of(std::initializer_list<std::string> texts) {
  for (const std::string& text : texts) {
    if (!text.empty()) return text;
  }
  return {};
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

/// AWS's rule for names: what it lets pass needs no encoding in a path or a host.
void check_bucket(const std::string& name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
           c == '_';
  };
  if (name.size() < 3 || !std::ranges::all_of(name, fits)) {
    throw Error(WINNOW_BAD_CONFIG, "bucket: a name has three letters or more, digits, dots and hyphens");
  }
}

bool is_aws(const std::string& endpoint) {
  const std::string host = endpoint.substr(0, endpoint.find(':', endpoint.find("//") + 2));
  return host.ends_with(".amazonaws.com") || host.ends_with(".amazonaws.com.cn");
}

/// The endpoint without scheme and the scheme's own port, so that one server is one identity.
std::string server_of(const std::string& endpoint) {
  const bool tls = endpoint.starts_with("https://");
  std::string out = endpoint.substr(endpoint.find("//") + 2);
  const std::string_view port = tls ? ":443" : ":80";
  if (out.ends_with(port)) out.resize(out.size() - port.size());
  return out;
}

}  // namespace

const Options kOptions = {
    option("bucket", WINNOW_TEXT).required().help("the bucket's name"),
    option("endpoint", WINNOW_TEXT).help("https://host or http://host:port of the server; absent: AWS"),
    option("region", WINNOW_TEXT).help("absent: AWS_REGION, AWS_DEFAULT_REGION, else us-east-1"),
    option("path_style", WINNOW_BOOL)
        .help("true: the bucket stands in the path; false: in the host's name. Absent: in the path, except on AWS"),
    option("access_key", WINNOW_TEXT)
        .secret()
        .help("often \"${NAME}\"; absent: the environment's, else those of a profile"),
    option("secret_key", WINNOW_TEXT).secret().help("belongs to access_key"),
    option("session_token", WINNOW_TEXT).secret().help("of temporary credentials"),
    option("profile", WINNOW_TEXT).outside_form().help("a section of the shared credentials file"),
    option("keys", WINNOW_TEXT)
        .help(
            "\"write-once\": no key is ever written a second time; for servers that cannot delete on a condition"),
    option("connections", WINNOW_INT).fallback("8").between(1, 64).outside_form().help("requests side by side"),
    option("time.from", WINNOW_TEXT)
        .fallback("\"modified\"")
        .help("where an item's time comes from: \"modified\", or the \"name\" of the object"),
    option("time.format", WINNOW_TEXT)
        .help("how the name tells the time, as crm_%Y-%m-%d.dump; knows %Y %m %d %H %M %S and %%")};

Settings read_settings(const OptionValues& options) {
  Settings out;
  out.bucket = options.text("bucket");
  check_bucket(out.bucket);
  out.server.region =
      first_of({options.text("region"), environment("AWS_REGION"), environment("AWS_DEFAULT_REGION"), "us-east-1"});
  std::string endpoint = lower(options.text("endpoint"));
  while (endpoint.ends_with('/') && !endpoint.ends_with("//")) endpoint.pop_back();
  if (endpoint.empty()) {
    endpoint =
        "https://s3." + out.server.region + ".amazonaws.com" + (out.server.region.starts_with("cn-") ? ".cn" : "");
  }
  const bool aws = is_aws(endpoint);
  out.identity = "s3:" + (aws ? std::string("aws") : server_of(endpoint)) + "/" + out.bucket;
  // A name with dots fits no certificate of "*.s3.amazonaws.com".
  const bool in_path =
      options.has("path_style") ? options.boolean("path_style") : !aws || out.bucket.find('.') != out.bucket.npos;
  if (!in_path) {
    out.addressing = Bucket::Addressing::host;
    const std::size_t host = endpoint.find("//");
    if (host != endpoint.npos) endpoint.insert(host + 2, out.bucket + ".");
  }
  const std::string keys = options.text("keys");
  if (!keys.empty() && keys != "write-once")
    throw Error(WINNOW_BAD_CONFIG, "keys: the only value is \"write-once\"");
  out.write_once = keys == "write-once";
  out.server.endpoint = std::move(endpoint);
  out.server.keys =
      find_keys({options.text("access_key"), options.text("secret_key"), options.text("session_token")},
                options.text("profile"), out.server.region);
  out.server.connections = static_cast<std::size_t>(options.integer("connections"));
  return out;
}

}  // namespace winnow::s3
