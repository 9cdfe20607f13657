/// Tables of the border at other sizes than this build's own.
#pragma once

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <cstring>

namespace winnow {

/// A table of `size` bytes that ends where a page begins that nobody may touch.
template <class Table>
class AtTheEdge {
 public:
  AtTheEdge(const Table& from, std::size_t size) {
    REQUIRE(size <= kPage);
    base_ = ::mmap(nullptr, 2 * kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(base_ != MAP_FAILED);
    REQUIRE(::mprotect(static_cast<char*>(base_) + kPage, kPage, PROT_NONE) == 0);
    char* const place = static_cast<char*>(base_) + kPage - size;
    std::memcpy(place, &from, std::min(size, sizeof from));
    table_ = reinterpret_cast<Table*>(place);
    table_->struct_size = static_cast<std::uint32_t>(size);
  }
  AtTheEdge(const AtTheEdge&) = delete;
  AtTheEdge& operator=(const AtTheEdge&) = delete;
  ~AtTheEdge() { ::munmap(base_, 2 * kPage); }

  Table* get() const { return table_; }

 private:
  static constexpr std::size_t kPage = 4096;
  void* base_ = nullptr;
  Table* table_ = nullptr;
};

/// The table of a later version: longer, with a tail that means nothing to anybody here.
template <class Table>
struct Later {
  Table known;
  std::array<unsigned char, 64> unknown;
  explicit Later(const Table& from) : known(from) {
    unknown.fill(0xAA);
    known.struct_size = sizeof(Later);
  }
};

}  // namespace winnow
