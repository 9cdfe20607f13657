/// Where the keys come from with which requests are signed.
#pragma once

#include <functional>
#include <string>

#include "signature.h"

namespace winnow::s3 {

/// The variable's value; empty: it is not set. Thread rule: one thread.
std::string environment(const char* name);

/// The first of these that holds any: `given` (the store's options); the profile that the options name; the
/// environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN); the profile AWS_PROFILE, else
/// "default". Profiles stand in AWS_SHARED_CREDENTIALS_FILE, else ~/.aws/credentials. Throws
/// Error(WINNOW_BAD_CONFIG) where there is none or half of one; no message shows a key. Thread rule: one thread, as
/// it reads the environment.
Credentials find_credentials(const Credentials& given, const std::string& profile);

/// Keys as they are when it is called, from any thread.
using KeySource = std::function<Credentials()>;

/// The same, but where neither options nor environment hold keys and AWS_WEB_IDENTITY_TOKEN_FILE is set, those of
/// that identity in the role AWS_ROLE_ARN (web_identity.h). `region`: whose STS is asked, unless
/// AWS_ENDPOINT_URL_STS says which one. Thread rule: as find_credentials().
KeySource find_keys(const Credentials& given, const std::string& profile, const std::string& region);

}  // namespace winnow::s3
