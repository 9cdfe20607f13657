/// Which characters of a key are its date: only those that can be nothing else, or that the item's time bears out.
#include "core/policy/dated_key.h"

#include <catch2/catch.hpp>

#include "tests/unit/policy/try_policy.h"

using namespace winnow;

namespace {

struct Row {
  const char* key;
  const char* modified;  ///< "": unknown
  const char* date;      ///< "": none
  const char* series;
};

void check(const Row& row) {
  CAPTURE(row.key, row.modified);
  const auto modified = *row.modified == '\0' ? std::optional<Time>() : at(row.modified);
  const DatedKey read = read_dated_key(row.key, modified, Zone{});
  CHECK((read.date ? iso_minutes(*read.date) : "") == row.date);
  CHECK(read.series == row.series);
}

}  // namespace

TEST_CASE("dated keys: dates that are written like nothing else") {
  check(GENERATE(values<Row>({
      {"daily/crm-2026-11-20.dump", "", "2026-11-20 00:00", "daily/crm-*.dump"},
      {"daily/2026-11-20/crm.dump", "", "2026-11-20 00:00", "daily/*/crm.dump"},
      {"2026/11/20/crm.dump", "", "2026-11-20 00:00", "*/crm.dump"},
      {"2026/11/crm-2026-11-20.dump", "", "2026-11-20 00:00", "*/crm-*.dump"},
      {"2026-11/crm-2026-11-20.dump", "", "2026-11-20 00:00", "*/crm-*.dump"},
      {"crm_2026_11_20.dump", "", "2026-11-20 00:00", "crm_*.dump"},
      {"crm.2026.11.20.tar.gz", "", "2026-11-20 00:00", "crm.*.tar.gz"},
      {"crm-2026-11-20T03-15-09Z.dump", "", "2026-11-20 03:15", "crm-*.dump"},
      {"crm-2026-11-20T03:15:09+02:00.dump", "", "2026-11-20 01:15", "crm-*.dump"},
      {"crm-2026-11-20 03:15.dump", "", "2026-11-20 03:15", "crm-*.dump"},
      {"crm_2026-11-20_03h15m.sql", "", "2026-11-20 03:15", "crm_*.sql"},
      {"crm-20261120T031509Z.dump", "", "2026-11-20 03:15", "crm-*.dump"},
      {"crm-20261120031509.dump", "", "2026-11-20 03:15", "crm-*.dump"},
      {"weekly/crm-2026-W47.dump", "", "2026-11-16 00:00", "weekly/crm-*.dump"},
      {"2026-11-20/crm-20261120.dump", "", "2026-11-20 00:00", "*/crm-*.dump"},
      {"1763600000_2025_11_20_17.6.0_gitlab.tar", "", "2025-11-20 00:00", "*_*_17.6.0_gitlab.tar"},
  })));
}

TEST_CASE("dated keys: other digits are hosts, shards and customers, and stay") {
  check(GENERATE(values<Row>({
      {"daily/db01-2026-11-20.dump", "", "2026-11-20 00:00", "daily/db01-*.dump"},
      {"2026-11-20/1201.dump", "2026-11-20T12:05:00Z", "2026-11-20 00:00", "*/1201.dump"},
      {"c1201/2026-11-20-0007.dump", "2026-11-20T09:00:00Z", "2026-11-20 00:00", "c1201/*-0007.dump"},
      {"10.0.0.12/2026-11-20.dump", "", "2026-11-20 00:00", "10.0.0.12/*.dump"},
      {"20240105/2026-11-20.dump", "", "2026-11-20 00:00", "20240105/*.dump"},
      {"2025/crm-2025-11-20.dump", "", "2025-11-20 00:00", "2025/crm-*.dump"},
      {"crm-2026-11-20-03.dump", "2026-11-20T03:01:00Z", "2026-11-20 00:00", "crm-*-03.dump"},
      {"crm-2026-11-20.dump.003", "", "2026-11-20 00:00", "crm-*.dump.003"},
      {"plain.dump", "2026-11-20T03:01:00Z", "", "plain.dump"},
      {"crm-7.dump", "2026-11-20T03:01:00Z", "", "crm-7.dump"},
      {"crm-2026-13-20.dump", "", "", "crm-2026-13-20.dump"},
      {"crm-2026-11-201.dump", "", "", "crm-2026-11-201.dump"},
      {"crm-2026-11_20.dump", "2020-01-01T00:00:00Z", "", "crm-2026-11_20.dump"},
      {"920261120.dump", "2026-11-20T03:01:00Z", "", "920261120.dump"},
  })));
}

TEST_CASE("dated keys: digits that may be anything are a date where the item's time bears them out") {
  check(GENERATE(values<Row>({
      {"crm-20261120.dump", "2026-11-20T03:01:00Z", "2026-11-20 00:00", "crm-*.dump"},
      {"crm-20261120.dump", "2026-11-21T00:30:00Z", "2026-11-20 00:00", "crm-*.dump"},
      {"crm-20261120.dump", "2026-12-20T00:30:00Z", "", "crm-20261120.dump"},
      {"crm-20261120.dump", "", "", "crm-20261120.dump"},
      {"crm-20-11-2026.dump", "2026-11-20T03:01:00Z", "2026-11-20 00:00", "crm-*.dump"},
      {"crm-11.10.2026.dump", "2026-11-10T03:01:00Z", "2026-11-10 00:00", "crm-*.dump"},
      {"crm-11.10.2026.dump", "", "", "crm-11.10.2026.dump"},
      {"crm-1795143600.dump", "2026-11-20T03:01:00Z", "2026-11-20 03:00", "crm-*.dump"},
      {"crm-1795143600.dump", "2026-10-20T03:01:00Z", "", "crm-1795143600.dump"},
      {"crm-2026-11.dump", "2026-12-01T03:01:00Z", "2026-11-01 00:00", "crm-*.dump"},
      {"crm-2026-11-20-0300.dump", "2026-11-20T03:20:00Z", "2026-11-20 03:00", "crm-*.dump"},
      {"crm_20261120_030512.sql.gz", "2026-11-20T03:20:00Z", "2026-11-20 03:05", "crm_*.sql.gz"},
      {"crm-2026-11-20-0300.dump", "2026-11-20T13:20:00Z", "2026-11-20 00:00", "crm-*-0300.dump"},
  })));
}

TEST_CASE("dated keys: of two dates the one that the item's time agrees with, else none") {
  check(GENERATE(values<Row>({
      {"2026-01-31/2026-11-20.dump", "2026-11-20T03:00:00Z", "2026-11-20 00:00", "2026-01-31/*.dump"},
      {"2026-01-31/2026-11-20.dump", "2026-05-20T03:00:00Z", "", "2026-01-31/2026-11-20.dump"},
      {"2026-01-31/2026-11-20.dump", "", "", "2026-01-31/2026-11-20.dump"},
      {"2026-11-19/2026-11-20.dump", "2026-11-20T03:00:00Z", "", "2026-11-19/2026-11-20.dump"},
  })));
}

TEST_CASE("dated keys: parts of one backup are one unit, others are not") {
  const auto unit = [](const char* key) { return read_dated_key(key, std::nullopt, Zone{}).unit; };
  for (const char* key :
       {"d/crm-2026-11-20.dump", "d/crm-2026-11-20.dump.sha256", "d/crm-2026-11-20.dump.001",
        "d/crm-2026-11-20.dump.002.md5", "d/crm-2026-11-20.part2.dump", "d/crm-2026-11-20.dump.ab",
        "d/crm-2026-11-20.dump.aaa", "d/crm-2026-11-20.dump.asc", "d/crm-2026-11-20.dump.vol0+1.par2",
        "d/crm-2026-11-20-1of3.dump", "d/crm-2026-11-20.dump.key", "d/crm-2026-11-20.dump.iv",
        "d/crm-2026-11-20.dump.manifest", "d/crm-2026-11-20.dump.meta.json", "d/crm-2026-11-20.dump.toc"}) {
    CHECK(unit(key) == "d/crm-*.dump");
  }
  CHECK(unit("d/db01-2026-11-20.dump") != unit("d/db02-2026-11-20.dump"));
  CHECK(unit("d/2026-11-20/1201.dump") != unit("d/2026-11-20/1202.dump"));
  CHECK(unit("d/2026-11-20-001/x.dump") == "d/*-001/x.dump");
}

TEST_CASE("dated keys: local dates are of the zone") {
  const DatedKey read = read_dated_key("crm-2026-11-20T03:00:00.dump", std::nullopt, Zone("Europe/Berlin"));
  REQUIRE(read.date);
  CHECK(iso_minutes(*read.date) == "2026-11-20 02:00");
  CHECK(read.folder.empty());
}
