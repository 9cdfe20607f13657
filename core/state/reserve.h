/// Room to purge in: a file beside the state that is given up on the day on which the disk is full.
///
/// Purging frees the bin, but first it has to write down what it does. Made by every apply; who is about to free
/// something gives it up before the state is opened, and makes it again in the end. What goes wrong here stops
/// nobody: without it all is as it would be without a reserve.
#pragma once

#include <filesystem>

namespace winnow {

/// As long as it lives, the room of the reserve can be used if the disk has no other. Thread rule: one thread.
class RoomToPurge {
 public:
  explicit RoomToPurge(std::filesystem::path state);
  ~RoomToPurge();
  RoomToPurge(const RoomToPurge&) = delete;
  RoomToPurge& operator=(const RoomToPurge&) = delete;

 private:
  std::filesystem::path state_;
};

/// Makes the reserve of that state where it is missing and twice its size is left beside it.
void make_reserve(const std::filesystem::path& state);

/// How its name ends, after that of the state.
inline constexpr const char* kReserveEnding = "-reserve";

/// The file, whether or not it is there.
std::filesystem::path reserve_of(const std::filesystem::path& state);

}  // namespace winnow
