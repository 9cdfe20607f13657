/// Tasks side by side: requests that wait for a server, or work of folders that no two threads share.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace winnow {

/// Runs task(0) to task(n - 1) on up to `threads` threads, and waits for all that were begun. After the first that
/// throws no other is begun, and what it threw is the answer; else null. Tasks must not call a sink or a bin.
template <class Task>
std::exception_ptr try_in_parallel(std::size_t n, std::size_t threads, const Task& task) {
  std::atomic<std::size_t> next = 0;
  std::mutex guard;
  std::exception_ptr first;
  const auto work = [&] {
    for (std::size_t i = next++; i < n; i = next++) {
      try {
        task(i);
      } catch (...) {
        next = n;
        const std::lock_guard lock(guard);
        if (!first) first = std::current_exception();
      }
    }
  };
  {
    std::vector<std::jthread> crew;
    try {
      for (std::size_t i = 1; i < threads && i < n; ++i) crew.emplace_back(work);
    } catch (const std::exception&) {
      // No more threads are to be had: those there are do it.
    }
    work();
  }
  return first;
}

/// The same, and throws it.
template <class Task>
void in_parallel(std::size_t n, std::size_t threads, const Task& task) {
  if (const std::exception_ptr thrown = try_in_parallel(n, threads, task)) std::rethrow_exception(thrown);
}

/// Cuts 0 to n - 1 into a part for each thread, of at least `fewest` and at most `most`, and runs task(begin, size)
/// for each, as in_parallel() does.
template <class Task>
void in_parts(std::size_t n, std::size_t threads, std::size_t fewest, std::size_t most, const Task& task) {
  const std::size_t size = std::clamp((n + threads - 1) / threads, fewest, most);
  in_parallel((n + size - 1) / size, threads,
              [&](std::size_t part) { task(part * size, std::min(size, n - part * size)); });
}

}  // namespace winnow
