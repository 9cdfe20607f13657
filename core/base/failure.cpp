#include "core/base/failure.h"

#include <system_error>

namespace winnow {

Failure::Failure(std::string_view where, std::string_view what, std::string_view hint, FailureKind kind)
    : place_(where), message_(what), remedy_(hint), kind_(kind) {
  if (!where.empty()) whole_.append(where).append(": ");
  whole_.append(what);
  if (!hint.empty()) whole_.append("; ").append(hint);
}

Failure configuration_failure(std::string_view where, std::string_view what, std::string_view hint) {
  return {where, what, hint, FailureKind::configuration};
}

Failure system_failure(std::string_view where, std::string_view what, int error_number) {
  return {where, std::string(what) + ": " + std::generic_category().message(error_number)};
}

}  // namespace winnow
