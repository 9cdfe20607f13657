/// What `winnow serve` answers under each path. Made from the TOML and the state as they are at that moment, with
/// no store opened and nothing written; nothing in it names an item, for the state does not know any.
///
///   /             status of all jobs, the bin, holds, the ledger's head          HTML
///   /runs         past runs; /runs/ID the report of one (ID as RUN elsewhere)    HTML
///   /bin  /holds  what lies in the bin, and what is held                         HTML
///   /status       as `winnow status --json`; /status/JOB of one job              JSON; 503 where not all is well
///   /metrics      as `--metrics-file`                                            Prometheus' text format
#pragma once

#include <filesystem>
#include <string>

#include "core/base/durations.h"
#include "core/base/times.h"

namespace winnow {

struct PageAnswer {
  int status = 200;
  std::string type;  ///< of the content
  std::string body;
};

/// The TOML, and how old a job's last success may be.
struct PageSource {
  std::filesystem::path config;
  Duration max_age;
};

/// Never throws: what fails is a page, too. `path` is decoded and without a query. Thread rule: one thread.
PageAnswer answer_to(const std::string& path, const PageSource& source, Time now);

/// A short answer in words.
PageAnswer plain_answer(int status, const std::string& words);

}  // namespace winnow
