/// A store whose process is killed in the middle of a removal: what settle() then says of each item must be true,
/// and all that is gone must come back.
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "store_bench.h"

namespace winnow::conformance {
namespace {

/// What a process leaves to the one after it: texts in a file in memory, each with its size before it.
class Legacy {
 public:
  Legacy() : fd_(::memfd_create("legacy", MFD_CLOEXEC)) {
    if (fd_ < 0) throw std::runtime_error("no file in memory can be made");
  }
  ~Legacy() { ::close(fd_); }
  Legacy(const Legacy&) = delete;
  Legacy& operator=(const Legacy&) = delete;

  void put(std::string_view text) {
    put(static_cast<std::int64_t>(text.size()));
    write(text.data(), text.size());
  }
  void put(std::int64_t number) { write(&number, sizeof number); }
  void rewind() { ::lseek(fd_, 0, SEEK_SET); }
  std::string text() {
    std::string out(static_cast<std::size_t>(number()), '\0');
    read(out.data(), out.size());
    return out;
  }
  std::int64_t number() {
    std::int64_t out = 0;
    read(&out, sizeof out);
    return out;
  }

 private:
  void write(const void* bytes, std::size_t size) {
    if (::write(fd_, bytes, size) != static_cast<ssize_t>(size)) throw std::runtime_error("no room to write");
  }
  void read(void* bytes, std::size_t size) {
    if (::read(fd_, bytes, size) != static_cast<ssize_t>(size)) throw std::runtime_error("a process left nothing");
  }
  int fd_;
};

void leave(Legacy& legacy, const Shown& before, const Box& box) {
  legacy.put(static_cast<std::int64_t>(before.size()));
  for (const auto& [key, seen] : before) {
    legacy.put(key);
    legacy.put(seen.version);
    legacy.put(seen.time);
  }
  legacy.put(static_cast<std::int64_t>(box.contents().headers.size()));
  for (const auto& [target, header] : box.contents().headers) {
    legacy.put(target);
    legacy.put(header);
  }
  legacy.put(static_cast<std::int64_t>(box.contents().pieces.size()));
  for (const Box::Kept& piece : box.contents().pieces) {
    legacy.put(static_cast<std::int64_t>(piece.item));
    legacy.put(piece.target);
    legacy.put(piece.key);
    legacy.put(piece.content);
    legacy.put(piece.time);
  }
}

Shown shown_in(Legacy& legacy) {
  Shown out;
  for (std::int64_t left = legacy.number(); left > 0; --left) {
    const std::string key = legacy.text();
    const std::string version = legacy.text();
    out[key] = {version, legacy.number()};
  }
  return out;
}

Box::Contents contents_in(Legacy& legacy) {
  Box::Contents out;
  for (std::int64_t left = legacy.number(); left > 0; --left) {
    const std::string target = legacy.text();
    out.headers.emplace_back(target, legacy.text());
  }
  for (std::int64_t left = legacy.number(); left > 0; --left) {
    Box::Kept piece{static_cast<std::size_t>(legacy.number()), {}, {}, {}, 0};
    piece.target = legacy.text();
    piece.key = legacy.text();
    piece.content = legacy.text();
    piece.time = legacy.number();
    out.pieces.push_back(std::move(piece));
  }
  return out;
}

constexpr int kStatusOfLeftOut = 3;

/// Runs `body` in a process of its own, which nothing of this one has been loaded into; answers how it ended. What
/// it throws is left in `words`.
int apart(Legacy& words, const std::function<void()>& body) {
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("no process can be started");
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    int status = 0;
    try {
      body();
    } catch (const LeftOut& why) {
      words.put(std::string_view(why.what()));
      status = kStatusOfLeftOut;
    } catch (const std::exception& flaw) {
      words.put(std::string_view(flaw.what()));
      status = 1;
    }
    ::_exit(status);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

/// Throws what a process said, unless it ended as it should.
void require_ended(int status, Legacy& words) {
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
  if (WIFSIGNALED(status)) throw Flaw("its process was killed by " + std::string(::strsignal(WTERMSIG(status))));
  words.rewind();
  const std::string text = words.text();
  if (WEXITSTATUS(status) == kStatusOfLeftOut) throw LeftOut(text);
  throw Flaw(text);
}

/// Removes every other item, and is killed at that moment; without one, when all is done.
void remove_and_die(const Subject& subject, int batch, std::optional<Moment> when, Legacy& legacy) {
  Bench bench(subject);
  bench.continue_batch(batch);
  const std::vector<std::string> keys = bench.keys();
  Box box(Box::Answer::odd, keys.size());
  const auto die = [&] {
    leave(legacy, bench.before(), box);
    ::kill(::getpid(), SIGKILL);
  };
  box.watch([&](Moment now) {
    if (now == when) die();
  });
  bench.remove(box, keys);
  die();
}

void settle_after(const Subject& subject, int batch, Legacy& legacy) {
  legacy.rewind();
  const Shown before = shown_in(legacy);
  Box box(Box::Answer::odd, before.size());
  box.take_over(contents_in(legacy));
  Bench bench(subject, before);
  bench.continue_batch(batch);
  const std::vector<winnow_outcome> said = bench.settle(box);
  const Shown there = bench.scan();
  const std::vector<winnow_piece> pieces = box.taken();
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (view(pieces[i].target) != subject.target) continue;  // it hangs on one of the items
    const std::string key(view(pieces[i].key));
    const winnow_outcome truth = there.contains(key) ? WINNOW_SAME : WINNOW_DONE;
    require(said[i] == truth, "settle() answers " + std::to_string(said[i]) + " of \"" + key + "\", which " +
                                  (truth == WINNOW_SAME ? "lives" : "is gone"));
  }
  bench.restore(box);
  bench.require_untouched("after it was killed, settled and restored");
}

}  // namespace

void settles_after_death(const Subject& subject) {
  const std::pair<const char*, std::optional<Moment>> moments[] = {{"before it opened", Moment::open},
                                                                   {"before it put", Moment::put},
                                                                   {"before it sealed", Moment::seal},
                                                                   {"when it had removed", std::nullopt}};
  for (int batch = 0; const auto& [words, moment] : moments) {
    Legacy legacy, said;
    const int died = apart(said, [&, when = moment] { remove_and_die(subject, 50 + batch, when, legacy); });
    if (!WIFSIGNALED(died) || WTERMSIG(died) != SIGKILL) require_ended(died, said);
    const int ended = apart(said, [&] { settle_after(subject, 50 + batch, legacy); });
    try {
      require_ended(ended, said);
    } catch (const Flaw& flaw) {
      throw Flaw("killed " + std::string(words) + ": " + flaw.what());
    }
    ++batch;
  }
}

}  // namespace winnow::conformance
