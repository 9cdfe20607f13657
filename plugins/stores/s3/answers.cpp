#include "answers.h"

#include <charconv>
#include <cstring>
#include <pugixml.hpp>

#include "times.h"
#include "winnow/value.hpp"

namespace winnow::s3 {

namespace {

/// Blanks are kept, since a key may consist of them; line ends are not made alike.
constexpr unsigned kParse = pugi::parse_escapes | pugi::parse_cdata | pugi::parse_ws_pcdata_single;

pugi::xml_document parse(std::string_view xml) {
  pugi::xml_document out;
  if (!out.load_buffer(xml.data(), xml.size(), kParse, pugi::encoding_utf8)) {
    throw Error(WINNOW_BROKEN, "the server's answer is no XML");
  }
  return out;
}

/// The answer's outermost element.
pugi::xml_node root_of(const pugi::xml_document& document, const char* name) {
  const pugi::xml_node root = document.child(name);
  if (!root) throw Error(WINNOW_BROKEN, std::string("the server's answer is no ") + name);
  return root;
}

std::string text_of(const pugi::xml_node& node, const char* name) {
  return node.child(name).text().get();
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// Keys as the listing says that it writes them: plain, or percent-encoded as in a form.
class Keys {
 public:
  explicit Keys(const pugi::xml_node& root) : encoded_(text_of(root, "EncodingType") == "url") {}

  std::string read(const std::string& text) const {
    if (!encoded_) return text;
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
      if (low >= 0) {
        out += static_cast<char>(high * 16 + low);
        i += 2;
      } else {
        out += text[i] == '+' ? ' ' : text[i];
      }
    }
    return out;
  }

 private:
  bool encoded_;
};

ObjectFacts facts_of(const pugi::xml_node& node, const Keys& keys) {
  ObjectFacts out;
  out.key = keys.read(text_of(node, "Key"));
  out.etag = unquoted(text_of(node, "ETag"));
  const std::string size = text_of(node, "Size");
  const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), out.size);
  const bool whole = error == std::errc{} && end == size.data() + size.size();
  if (out.key.empty() || !whole)
    throw Error(WINNOW_BROKEN, "an object in the server's listing has no key or no size");
  out.modified = time_of_listing(text_of(node, "LastModified"));
  out.storage_class = text_of(node, "StorageClass");
  if (out.storage_class.empty()) out.storage_class = "STANDARD";
  return out;
}

pugi::xml_node find(const pugi::xml_document& document, const char* name) {
  return document.find_node([name](const pugi::xml_node& node) { return std::strcmp(node.name(), name) == 0; });
}

}  // namespace

std::string unquoted(std::string text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') return text.substr(1, text.size() - 2);
  return text;
}

Listing read_listing(std::string_view xml) {
  const pugi::xml_document document = parse(xml);
  const pugi::xml_node root = root_of(document, "ListBucketResult");
  const Keys keys(root);
  Listing out;
  for (const pugi::xml_node& node : root.children("Contents")) out.objects.push_back(facts_of(node, keys));
  const std::string truncated = text_of(root, "IsTruncated");
  if (truncated == "false") return out;
  out.next = text_of(root, "NextContinuationToken");
  if (truncated != "true" || out.next.empty()) {
    throw Error(WINNOW_BROKEN, "the server's listing does not say whether and how it goes on");
  }
  return out;
}

Versions read_versions(std::string_view xml) {
  const pugi::xml_document document = parse(xml);
  const pugi::xml_node root = root_of(document, "ListVersionsResult");
  const Keys keys(root);
  Versions out;
  for (const pugi::xml_node& node : root.children()) {
    const bool marker = std::strcmp(node.name(), "DeleteMarker") == 0;
    if (!marker && std::strcmp(node.name(), "Version") != 0) continue;
    Version version;
    version.marker = marker;
    if (marker) {
      version.object.key = keys.read(text_of(node, "Key"));
      version.object.modified = time_of_listing(text_of(node, "LastModified"));
    } else {
      version.object = facts_of(node, keys);
    }
    version.id = text_of(node, "VersionId");
    version.latest = text_of(node, "IsLatest") == "true";
    if (version.id.empty()) throw Error(WINNOW_BROKEN, "a version in the server's listing has no id");
    out.versions.push_back(std::move(version));
  }
  const std::string truncated = text_of(root, "IsTruncated");
  if (truncated == "false") return out;
  out.next_key = keys.read(text_of(root, "NextKeyMarker"));
  out.next_id = text_of(root, "NextVersionIdMarker");
  if (truncated != "true" || out.next_key.empty()) {
    throw Error(WINNOW_BROKEN, "the server's listing of versions does not say whether and how it goes on");
  }
  return out;
}

std::vector<Deleted> read_deleted(std::string_view xml) {
  const pugi::xml_document document = parse(xml);
  std::vector<Deleted> out;
  for (const pugi::xml_node& node : root_of(document, "DeleteResult").children()) {
    const bool refused = std::strcmp(node.name(), "Error") == 0;
    if (!refused && std::strcmp(node.name(), "Deleted") != 0) continue;
    Deleted one{text_of(node, "Key"), text_of(node, "VersionId"), text_of(node, "DeleteMarkerVersionId"), {}, {}};
    if (refused) {
      one.code = text_of(node, "Code");
      one.message = text_of(node, "Message");
      if (one.code.empty()) one.code = "Error";
    }
    out.push_back(std::move(one));
  }
  return out;
}

Problem read_problem(std::string_view xml) noexcept {
  try {
    pugi::xml_document document;
    if (!document.load_buffer(xml.data(), xml.size(), kParse, pugi::encoding_utf8)) return {};
    const pugi::xml_node error = find(document, "Error");
    return {text_of(error, "Code"), text_of(error, "Message")};
  } catch (const std::exception&) {
    return {};
  }
}

std::string read_copied(std::string_view xml) {
  const pugi::xml_document document = parse(xml);
  if (find(document, "Error")) return {};
  return unquoted(find(document, "ETag").text().get());
}

std::map<std::string, std::string> read_tags(std::string_view xml) {
  const pugi::xml_document document = parse(xml);
  std::map<std::string, std::string> out;
  for (const pugi::xml_node& tag : root_of(document, "Tagging").child("TagSet").children("Tag")) {
    out[text_of(tag, "Key")] = text_of(tag, "Value");
  }
  return out;
}

bool is_owners_alone(std::string_view xml) {
  const pugi::xml_document document = parse(xml);
  const pugi::xml_node root = root_of(document, "AccessControlPolicy");
  const std::string owner = text_of(root.child("Owner"), "ID");
  for (const pugi::xml_node& grant : root.child("AccessControlList").children("Grant")) {
    if (owner.empty() || text_of(grant.child("Grantee"), "ID") != owner) return false;
  }
  return true;
}

std::string read_element(std::string_view xml, const char* name) {
  const pugi::xml_document document = parse(xml);
  return find(document, name).text().get();
}

std::vector<LifecycleRule> read_lifecycle(std::string_view xml) {
  const pugi::xml_document document = parse(xml);
  std::vector<LifecycleRule> out;
  for (const pugi::xml_node& node : root_of(document, "LifecycleConfiguration").children("Rule")) {
    if (text_of(node, "Status") != "Enabled") continue;
    LifecycleRule rule;
    rule.id = text_of(node, "ID");
    const pugi::xml_node filter = node.child("Filter");
    const pugi::xml_node both = filter.child("And");
    rule.prefix = text_of(node, "Prefix") + text_of(filter, "Prefix") + text_of(both, "Prefix");
    for (const pugi::xml_node& where : {filter, both}) {
      for (const char* name : {"Tag", "ObjectSizeGreaterThan", "ObjectSizeLessThan"}) {
        rule.narrowed = rule.narrowed || where.child(name);
      }
    }
    const pugi::xml_node expiration = node.child("Expiration");
    if (expiration.child("Days") || expiration.child("Date"))
      rule.expires = expiration.child("Days").text().as_int();
    if (const pugi::xml_node noncurrent = node.child("NoncurrentVersionExpiration")) {
      rule.noncurrent = noncurrent.child("NoncurrentDays").text().as_int();
    }
    if (rule.expires || rule.noncurrent) out.push_back(std::move(rule));
  }
  return out;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      default: out += c;
    }
  }
  return out;
}

}  // namespace winnow::s3
