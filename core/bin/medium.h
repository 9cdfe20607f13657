/// Where the segments of the bin lie: a folder (here), or a store (store_medium.h). Each is first written into a
/// part file of the local folder, and counts once publish() has returned.
///
///   const FolderMedium bin("/srv/app/.winnow/trash");
///   SegmentWriter writer(bin, "RUN/JOB/1.jsonl.zst", header);    // into RUN/JOB/1.jsonl.zst.part
///   const std::string digest = writer.finish(taken);             // calls publish()
///
/// Paths are those of index rows, relative and with "/". All members throw Failure. Thread rule: one thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace winnow {

class Medium {
 public:
  /// `folder`: that of part files; it need not exist.
  explicit Medium(std::filesystem::path folder) : folder_(std::move(folder)) {}
  virtual ~Medium() = default;

  /// The part file of a segment that is to be written; its folder is made.
  std::filesystem::path begin(const std::string& path) const;
  /// Removes the part files that a killed process left in `folder`, with the folders that are empty then. The lease
  /// of who writes there must be held.
  void sweep(const std::string& folder) const;

  /// What a message calls the segment; of "" the whole bin.
  virtual std::string name_of(const std::string& path) const = 0;
  /// Its bytes; nullopt: it is not there.
  virtual std::optional<std::string> read(const std::string& path) const = 0;
  virtual bool has(const std::string& path) const = 0;
  /// Makes the finished part file the segment: it lasts from here on.
  virtual void publish(const std::string& path) const = 0;
  /// Destroys segments of one folder; one that is not there is none the worse for it.
  virtual void drop(const std::vector<std::string>& paths) const = 0;
  /// The paths of all files below `folder` ("": of the whole bin), part files aside, in order.
  virtual std::vector<std::string> list(const std::string& folder) const = 0;
  /// The folder of the bin's marks (belonging.h), which no list of the whole bin shows.
  virtual std::string marks() const = 0;
  /// Throws where the bin cannot be reached, so that a segment that is missed is not taken for destroyed.
  virtual void require_there() const = 0;
  /// Throws where this account could not keep, read and destroy a segment. It tries, and leaves nothing.
  virtual void try_out() const {}

 protected:
  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path part_of(const std::string& path) const;
  /// Removes the part file, and its folders where they are empty then.
  void forget_part(const std::string& path) const;

 private:
  std::filesystem::path folder_;
};

/// Segments as files of the folder itself.
class FolderMedium final : public Medium {
 public:
  using Medium::Medium;
  std::string name_of(const std::string& path) const override;
  std::optional<std::string> read(const std::string& path) const override;
  bool has(const std::string& path) const override;
  void publish(const std::string& path) const override;
  void drop(const std::vector<std::string>& paths) const override;
  std::vector<std::string> list(const std::string& folder) const override;
  std::string marks() const override { return ".ledger"; }
  void require_there() const override;
};

}  // namespace winnow
