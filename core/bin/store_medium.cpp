#include "core/bin/store_medium.h"

#include <algorithm>

#include "core/base/encoding.h"
#include "core/base/failure.h"
#include "core/base/file.h"

namespace winnow {

template <class Act>
auto StoreMedium::in_store(const Act& act) const {
  try {
    if (!store_) {
      store_ = open_();
      if (!store_->keeps_files()) {
        throw Unreached("store " + name_, "it cannot keep the bin: it keeps no files of winnow's own",
                        "name a store of files or objects, such as one of the plugins files and s3");
      }
    }
    return act(*store_);
  } catch (const Error& error) {
    throw Unreached(name_of(""), error.what());
  } catch (const Unreached&) {
    throw;
  } catch (const Failure& failure) {  // the store could not even be opened
    throw Unreached(failure.place(), failure.message(), failure.remedy(), failure.kind());
  }
}

std::string StoreMedium::name_of(const std::string& path) const {
  return "store " + name_ + ": .winnow/" + inside_ + (path.empty() ? "" : "/" + path);
}

std::optional<std::string> StoreMedium::read(const std::string& path) const {
  return in_store([&](Store& store) { return store.get_file(inside_ + "/" + path); });
}

bool StoreMedium::has(const std::string& path) const {
  const std::vector<std::string> there = list(std::filesystem::path(path).parent_path().string());
  return std::find(there.begin(), there.end(), path) != there.end();
}

void StoreMedium::publish(const std::string& path) const {
  const std::string content = read_file(part_of(path));
  in_store([&](Store& store) { store.put_file(inside_ + "/" + path, content); });
  forget_part(path);
}

void StoreMedium::drop(const std::vector<std::string>& paths) const {
  in_store([&](Store& store) {
    for (const std::string& path : paths) store.drop_file(inside_ + "/" + path);
  });
}

std::vector<std::string> StoreMedium::list(const std::string& folder) const {
  std::vector<std::string> out =
      in_store([&](Store& store) { return store.list_files(folder.empty() ? inside_ : inside_ + "/" + folder); });
  for (std::string& name : out) name.erase(0, inside_.size() + 1);
  if (folder.empty())
    std::erase_if(out, [this](const std::string& name) { return name.starts_with(marks() + "/"); });
  std::sort(out.begin(), out.end());
  return out;
}

void StoreMedium::require_there() const {
  list("no-run");
}

void StoreMedium::try_out() const {
  const std::string name = "tried/" + random_hex(8);
  const std::string content = "winnow tries here whether it can keep the bin\n";
  in_store([&](Store& store) { store.put_file(inside_ + "/" + name, content); });
  const bool same = read(name) == content;
  drop({name});
  if (!same || has(name)) throw Failure(name_of(name), "what was kept there cannot be read or destroyed again");
}

std::unique_ptr<Medium> medium_of(const Config& config, Stores& stores) {
  if (config.trash_store.empty()) return std::make_unique<FolderMedium>(config.trash);
  return std::make_unique<StoreMedium>(config.trash, config.trash_store, config.trash_inside,
                                       [&config, &stores] { return stores.another(config.trash_store); });
}

}  // namespace winnow
