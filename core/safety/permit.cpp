#include "core/safety/permit.h"

#include "winnow/permit.hpp"

namespace winnow {

Permit::Permit(winnow_action action, std::string run, std::string target, std::string place,
               std::span<const std::string_view> keys, std::uint32_t flags, const Clock& clock, Span lifetime)
    : run_(std::move(run)), target_(std::move(target)), place_(std::move(place)) {
  table_.struct_size = sizeof table_;
  table_.action = action;
  table_.flags = flags;
  table_.count = static_cast<std::uint32_t>(keys.size());
  table_.digest = permit_digest(action, run_, target_, keys);
  table_.target = borrow(std::string_view{target_});
  table_.run = borrow(std::string_view{run_});
  table_.place = borrow(std::string_view{place_});
  table_.not_after = (clock.since_boot() + lifetime).count();
}

}  // namespace winnow
