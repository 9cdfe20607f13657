#include "plugins/stores/s3/answers.h"

#include <catch2/catch.hpp>

#include "plugins/stores/s3/inspecting.h"
#include "winnow/value.hpp"

using namespace winnow;
using namespace winnow::s3;

TEST_CASE("answers: a listing with its end") {
  const Listing listing = read_listing(R"(<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>false</IsTruncated>
<Contents><Key>a &amp; b</Key><LastModified>2026-11-26T04:17:50.123Z</LastModified><ETag>&quot;abc&quot;</ETag><Size>5</Size>
<StorageClass>GLACIER</StorageClass></Contents>
<Contents><Key> </Key><LastModified>soon</LastModified><ETag>abc-2</ETag><Size>0</Size></Contents></ListBucketResult>)");
  REQUIRE(listing.objects.size() == 2);
  CHECK(listing.objects[0].key == "a & b");
  CHECK(listing.objects[0].etag == "abc");
  CHECK(listing.objects[0].size == 5);
  CHECK(listing.objects[0].modified == 1'795'666'670'000'000);
  CHECK(listing.objects[0].storage_class == "GLACIER");
  CHECK(listing.objects[1].key == " ");
  CHECK(listing.objects[1].etag == "abc-2");
  CHECK(listing.objects[1].modified == WINNOW_TIME_UNREADABLE);
  CHECK(listing.objects[1].storage_class == "STANDARD");
  CHECK(listing.next.empty());
}

TEST_CASE("answers: keys are decoded where the listing says that they are encoded") {
  const auto listing_of = [](const std::string& more) {
    return read_listing("<ListBucketResult><IsTruncated>false</IsTruncated>" + more +
                        "<Contents><Key>a+b%2Bc%01%</Key><Size>1</Size></Contents></ListBucketResult>")
        .objects.at(0)
        .key;
  };
  CHECK(listing_of("<EncodingType>url</EncodingType>") == "a b+c\x01%");
  CHECK(listing_of("") == "a+b%2Bc%01%");
}

TEST_CASE("answers: half a listing is none") {
  const char* xml = GENERATE(
      "", "<html>busy</html>", "<ListBucketResult>", "<ListBucketResult></ListBucketResult>",
      "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
      "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a</Key></Contents></ListBucketResult>",
      "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a</Key><Size>-1</Size></Contents></"
      "ListBucketResult>",
      "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Size>1</Size></Contents></ListBucketResult>");
  CHECK_THROWS_AS(read_listing(xml), Error);
}

TEST_CASE("answers: versions and markers, the newest first") {
  const Versions page = read_versions(R"(<ListVersionsResult><IsTruncated>true</IsTruncated>
<NextKeyMarker>k</NextKeyMarker><NextVersionIdMarker>v0</NextVersionIdMarker>
<DeleteMarker><Key>k</Key><VersionId>v2</VersionId><IsLatest>true</IsLatest><LastModified>2026-11-26T04:17:50Z</LastModified></DeleteMarker>
<Version><Key>k</Key><VersionId>v1</VersionId><IsLatest>false</IsLatest><ETag>"e"</ETag><Size>3</Size></Version>
</ListVersionsResult>)");
  REQUIRE(page.versions.size() == 2);
  CHECK(page.versions[0].marker);
  CHECK(page.versions[0].latest);
  CHECK(page.versions[0].id == "v2");
  CHECK_FALSE(page.versions[1].marker);
  CHECK(page.versions[1].object.etag == "e");
  CHECK(page.next_key == "k");
  CHECK(page.next_id == "v0");
}

TEST_CASE("answers: each key of a deletion says what became of it") {
  const auto deleted = read_deleted(R"(<DeleteResult><Deleted><Key>a</Key></Deleted>
<Deleted><Key>b</Key><DeleteMarker>true</DeleteMarker><DeleteMarkerVersionId>m</DeleteMarkerVersionId></Deleted>
<Error><Key>c</Key><Code>AccessDenied</Code><Message>no</Message></Error></DeleteResult>)");
  REQUIRE(deleted.size() == 3);
  CHECK(deleted[0].code.empty());
  CHECK(deleted[1].marker == "m");
  CHECK(deleted[2].code == "AccessDenied");
  CHECK(deleted[2].message == "no");
}

TEST_CASE("answers: a copy that failed under status 200 has no ETag") {
  CHECK(read_copied("<CopyObjectResult><ETag>&quot;e&quot;</ETag></CopyObjectResult>") == "e");
  CHECK(read_copied("<Error><Code>InternalError</Code></Error>").empty());
  CHECK(read_copied("<CopyObjectResult><LastModified>x</LastModified></CopyObjectResult>").empty());
}

TEST_CASE("answers: what a server says of its errors, and what a proxy does") {
  CHECK(read_problem("<Error><Code>SlowDown</Code><Message>later</Message></Error>").code == "SlowDown");
  CHECK(read_problem("<html><body>502</body></html>").code.empty());
  CHECK(read_problem("").code.empty());
}

TEST_CASE("answers: tags") {
  const auto tags =
      read_tags("<Tagging><TagSet><Tag><Key>retention</Key><Value>5y</Value></Tag></TagSet></Tagging>");
  CHECK(tags == std::map<std::string, std::string>{{"retention", "5y"}});
}

TEST_CASE("answers: an access list that others stand on") {
  const auto alone = [](const std::string& grants) {
    return is_owners_alone("<AccessControlPolicy><Owner><ID>me</ID></Owner><AccessControlList>" + grants +
                           "</AccessControlList></AccessControlPolicy>");
  };
  const std::string mine = "<Grant><Grantee><ID>me</ID></Grantee><Permission>FULL_CONTROL</Permission></Grant>";
  CHECK(alone(""));
  CHECK(alone(mine));
  CHECK_FALSE(alone(mine + "<Grant><Grantee><ID>you</ID></Grantee><Permission>READ</Permission></Grant>"));
  CHECK_FALSE(
      alone("<Grant><Grantee><URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee></Grant>"));
  CHECK_THROWS_AS(is_owners_alone("<Error/>"), Error);
}

TEST_CASE("answers: which rules take away what lies in the bin") {
  const auto words = [](const LifecycleRule& rule, Versioning versioning) {
    return rules_against({rule}, {"dumps/", versioning}).size();
  };
  const auto none = std::nullopt;
  for (const char* prefix : {"", ".trash/", ".trash/2026", ".tr"}) {
    CHECK(words({"r", prefix, 7, none}, Versioning::never) == 1);
    CHECK(words({"r", prefix, 7, none}, Versioning::suspended) == 1);
    CHECK(words({"r", prefix, none, 7}, Versioning::never) == 0);
  }
  CHECK(words({"r", "dumps/", 7, none}, Versioning::never) == 0);
  for (const char* prefix : {"", "dumps/", "dumps/crm", "d"}) {
    CHECK(words({"r", prefix, none, 7}, Versioning::enabled) == 1);
    CHECK(words({"r", prefix, 7, none}, Versioning::enabled) == 0);
  }
  CHECK(words({"r", ".trash/", none, 7}, Versioning::enabled) == 0);
  const auto said = [](const LifecycleRule& rule, const Kept& kept) { return rules_against({rule}, kept).at(0); };
  CHECK(said({"r", "", 7, none, true}, {"dumps/"}).find("after 7 days (those") != std::string::npos);
  // Each kind of bucket is told the days that matter there.
  CHECK(said({"r", "", 365, 30}, {"dumps/", Versioning::enabled}).find("after 30 days") != std::string::npos);
  CHECK(said({"r", "", 365, 30}, {"dumps/", Versioning::never}).find("after 365 days") != std::string::npos);
}

TEST_CASE("answers: which rules take away the copies of rows that lie in a bucket") {
  for (const Versioning versioning : {Versioning::never, Versioning::suspended, Versioning::enabled}) {
    const auto words = [versioning](const char* prefix, bool has_own_files) {
      return rules_against({{"r", prefix, 7, std::nullopt}}, {"dumps/", versioning, has_own_files}).size();
    };
    CHECK(words(".winnow/", true) == 1);
    CHECK(words(".winnow/trash/2026", true) == 1);
    CHECK(words(".winnow/", false) == 0);
    CHECK(words(".trash/", true) == (versioning == Versioning::enabled ? 0 : 1));
    CHECK(words("", true) == (versioning == Versioning::enabled ? 1 : 2));
  }
}

TEST_CASE("answers: rules of a lifecycle that take something away") {
  const auto rules = read_lifecycle(R"(<LifecycleConfiguration>
<Rule><ID>all</ID><Status>Enabled</Status><Prefix></Prefix><Expiration><Days>3</Days></Expiration></Rule>
<Rule><ID>off</ID><Status>Disabled</Status><Filter><Prefix>x/</Prefix></Filter><Expiration><Days>3</Days></Expiration></Rule>
<Rule><ID>move</ID><Status>Enabled</Status><Filter/><Transition><Days>3</Days></Transition></Rule>
<Rule><ID>markers</ID><Status>Enabled</Status><Filter/><Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration></Rule>
<Rule><ID>old</ID><Status>Enabled</Status><Filter><And><Prefix>.trash/</Prefix><Tag><Key>a</Key><Value>b</Value></Tag></And></Filter>
<NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays></NoncurrentVersionExpiration></Rule></LifecycleConfiguration>)");
  REQUIRE(rules.size() == 2);
  CHECK(rules[0].id == "all");
  CHECK(rules[0].expires == 3);
  CHECK(rules[0].prefix.empty());
  CHECK_FALSE(rules[0].narrowed);
  CHECK(rules[1].prefix == ".trash/");
  CHECK(rules[1].noncurrent == 1);
  CHECK_FALSE(rules[1].expires);
  CHECK(rules[1].narrowed);
}
