#include <fcntl.h>

#include <cerrno>
#include <iostream>
#include <nlohmann/json.hpp>

#include "core/base/clock.h"
#include "core/base/failure.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/cli/commands.h"
#include "core/cli/demo/demo.h"
#include "core/cli/init_from.h"
#include "core/cli/starter.h"
#include "core/report/status.h"

namespace winnow {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

constexpr std::uint64_t kSeed = 20260619;

/// Never overwrites. Others may read it but not write it, or --apply would refuse it.
void write_new(const fs::path& file, std::string_view text) {
  const Descriptor out(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  if (!out && errno == EEXIST) {
    throw configuration_failure(file.string(), "it is there already, and init overwrites nothing",
                                "move it away, or name another with -c FILE");
  }
  if (!out) throw system_failure(file.string(), "cannot write", errno);
  write_all(out.get(), text, file);
}

int write_toml(const Invocation& invocation, std::string_view text) {
  const fs::path file = invocation.globals.config.empty() ? "winnow.toml" : invocation.globals.config;
  write_new(file, text);
  if (invocation.globals.json) {
    std::cout << nlohmann::ordered_json{{"wrote", file.string()}}.dump(2) << '\n';
    return kDone;
  }
  std::cout << "wrote " << file.string() << "; "
            << (invocation.has("from") ? "take the marks off the jobs that you want"
                                       : "name your stores and jobs in it")
            << ", then run: winnow check\n";
  return kDone;
}

int write_demo(const fs::path& folder, const Globals& globals) {
  std::error_code ignored;
  if (fs::exists(folder) && !fs::is_empty(folder, ignored)) {
    throw configuration_failure(folder.string(), "it is not an empty folder, and init overwrites nothing",
                                "name a folder that is not there yet");
  }
  fs::create_directories(folder);
  const Time now = SystemClock().now();
  demo::Random random(kSeed);
  const std::vector<demo::Attachment> attachments = demo::write_database(folder / "crm.db", now, random);
  const std::size_t uploads = demo::write_uploads(folder / "uploads", attachments, now, random);
  const std::size_t backups = demo::write_backups(folder / "backups", now, random);
  write_new(folder / "winnow.toml", kDemoToml);

  if (globals.json) {
    std::cout << nlohmann::ordered_json{{"wrote", (folder / "winnow.toml").string()}}.dump(2) << '\n';
    return kDone;
  }
  const demo::RowCounts rows = demo::count_rows(folder / "crm.db");
  const auto count = [](auto number) { return with_commas(static_cast<std::uint64_t>(number)); };
  std::cout << "a small CRM lies in " << folder.string() << ":\n  crm.db       " << count(rows.contacts)
            << " contacts, " << count(rows.audit_logs) << " audit_logs, " << count(rows.webhook_deliveries)
            << " webhook_deliveries, " << count(rows.idempotency_keys) << " idempotency_keys\n  uploads/     "
            << count(uploads) << " files, most of them attachments of contacts\n  backups/     " << count(backups)
            << " files in daily/, nightly/, weekly/ and dumps/\n  winnow.toml  jobs for it\n\ngo on with:\n  cd "
            << folder.string() << "\n  winnow plan\n";
  return kDone;
}

}  // namespace

void declare_init(OptionsDescription& options) {
  options.add_options()("demo", po::value<std::string>()->value_name("DIR"),
                        "a new folder for a data set to try winnow on")(
      "from", po::value<std::string>()->value_name("PATH|URL"),
      "look into a SQLite database, a folder, or postgresql://, mysql://, mongodb:// or s3://BUCKET, and write a "
      "job "
      "for each target as a comment");
}

int init_command(const Invocation& invocation) {
  if (!invocation.list("args").empty()) {
    throw configuration_failure("", "init takes no arguments",
                                "winnow init, or: winnow init --demo DIR, --from PLACE");
  }
  if (invocation.has("demo") && invocation.has("from")) {
    throw configuration_failure("", "--demo and --from exclude each other", "one of them at a time");
  }
  if (invocation.has("demo") && invocation.text("demo").empty())
    throw configuration_failure("--demo", "it names no folder", "name one that is not there yet");
  if (invocation.has("demo")) return write_demo(invocation.text("demo"), invocation.globals);
  return write_toml(invocation, invocation.has("from") ? toml_from(invocation.text("from")) : kStarterToml);
}

}  // namespace winnow
