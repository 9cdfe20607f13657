/// The texts that `init` writes: examples/winnow.toml and examples/quickstart/winnow.toml, built in. Thread rule:
/// constants.
#pragma once

namespace winnow {

/// A commented winnow.toml to fill in. It holds as it stands, and has neither stores nor jobs yet.
extern const char* const kStarterToml;
/// The winnow.toml of the demo data set.
extern const char* const kDemoToml;

}  // namespace winnow
