#include "batch.h"

#include "parking/text.h"
#include "target.h"

namespace winnow::s3 {

std::string attempt(Host& host, std::string_view key, winnow_outcome& outcome, winnow_outcome otherwise,
                    const std::function<void()>& step) {
  const auto settle_for = [&](winnow_outcome found, const char* why) {
    outcome = found;
    const bool ordinary = found == WINNOW_GONE || found == WINNOW_CHANGED;
    host.log(ordinary ? WINNOW_INFO : WINNOW_WARN, parking::shown(key) + ": " + why);
  };
  try {
    step();
  } catch (const Setback& setback) {
    settle_for(setback.outcome(), setback.what());
    return setback.reason();
  } catch (const Refusal& refused) {
    settle_for(WINNOW_FAILED, refused.what());
  } catch (const Error& error) {
    if (error.code() == WINNOW_STOPPED || error.code() == WINNOW_DENIED) throw;
    settle_for(otherwise, error.what());
  }
  return {};
}

void check_key(std::string_view key) {
  if (const std::string_view trouble = trouble_with(key); !trouble.empty()) {
    throw Setback(WINNOW_REFUSED, std::string(trouble));
  }
}

}  // namespace winnow::s3
