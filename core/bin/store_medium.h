/// The bin of `[winnow] trash = "store:NAME"`: segments as files of the host's in a store (plugin.h, put_file), so
/// that they outlive this host. Part files are written locally, and go once the store has the whole.
///
/// The store is opened when it is first needed, as an instance of its own: a job may be at work on another one
/// while its batch is sealed here.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/base/failure.h"
#include "core/bin/medium.h"
#include "core/judge/stores.h"

namespace winnow {

/// The store cannot be asked. What lies there is then not known, which must never be taken for damaged or lost.
class Unreached : public Failure {
 public:
  using Failure::Failure;
};

/// Members throw Unreached where the store gives no answer, or none that helps.
class StoreMedium final : public Medium {
 public:
  /// `name`: of the store, for messages. `inside`: the folder of the bin among the store's files.
  StoreMedium(std::filesystem::path parts, std::string name, std::string inside,
              std::function<std::unique_ptr<Store>()> open)
      : Medium(std::move(parts)), name_(std::move(name)), inside_(std::move(inside)), open_(std::move(open)) {}

  std::string name_of(const std::string& path) const override;
  std::optional<std::string> read(const std::string& path) const override;
  bool has(const std::string& path) const override;
  void publish(const std::string& path) const override;
  void drop(const std::vector<std::string>& paths) const override;
  std::vector<std::string> list(const std::string& folder) const override;
  std::string marks() const override { return "ledger"; }
  void require_there() const override;
  void try_out() const override;

 private:
  /// Calls `act(store)`; what goes wrong is a Failure that names the bin.
  template <class Act>
  auto in_store(const Act& act) const;

  std::string name_, inside_;
  std::function<std::unique_ptr<Store>()> open_;
  mutable std::unique_ptr<Store> store_;
};

/// The medium that the TOML names. `stores` must outlive it.
std::unique_ptr<Medium> medium_of(const Config& config, Stores& stores);

}  // namespace winnow
