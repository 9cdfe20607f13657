/// Where the keys come from with which requests are signed.
#pragma once

#include <string>

#include "signature.h"

namespace winnow::s3 {

/// The first of these that holds any: `given` (the store's options); the profile that the options name; the
/// environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN); the profile AWS_PROFILE, else
/// "default". Profiles stand in AWS_SHARED_CREDENTIALS_FILE, else ~/.aws/credentials. Throws
/// Error(WINNOW_BAD_CONFIG) where there is none or half of one; no message shows a key. Thread rule: one thread, as
/// it reads the environment.
Credentials find_credentials(const Credentials& given, const std::string& profile);

}  // namespace winnow::s3
