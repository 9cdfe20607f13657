/// The one writer of files that a command leaves for people or for other programs: plans, metrics, reports.
///
///   OutputFile out("week.plan", OutputKind{"a plan file", "{\"winnow_plan\""});   // before anything is tried
///   out.write(header);
///   out.commit();
///
/// What was at the path is replaced only if it is an earlier output of the same kind, told by its first bytes, or
/// an empty file. A database, a TOML, a folder, a link or a device is never written to, whatever name was mistyped.
/// The new content is written beside it under a name of its own and takes the place only when it is whole and on
/// disk.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "core/base/file.h"

namespace winnow {

struct OutputKind {
  std::string_view words;      ///< "a plan file", for messages
  std::string_view beginning;  ///< the first bytes that every output of this kind has
};

/// Thread rule: one thread.
class OutputFile {
 public:
  /// Throws Failure where nothing could be left there: see above.
  OutputFile(std::filesystem::path path, const OutputKind& kind, unsigned mode = 0644);
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  /// What was not committed leaves nothing behind.
  ~OutputFile();

  const std::filesystem::path& path() const { return path_; }
  void write(std::string_view bytes);
  /// Syncs it and puts it in its place. Throws Failure, also where something else has come to lie there meanwhile.
  void commit();

 private:
  enum class There { nothing, earlier_output };
  There look() const;

  std::filesystem::path path_;
  OutputKind kind_;
  std::filesystem::path fresh_;  // empty once it is committed
  Descriptor file_;
};

/// All of it in one go.
void write_output(const std::filesystem::path& path, const OutputKind& kind, std::string_view bytes,
                  unsigned mode = 0644);

}  // namespace winnow
