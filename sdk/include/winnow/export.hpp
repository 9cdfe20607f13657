/// winnow/export.hpp - turns classes derived from Job and Store into a plugin library.
///
///   class AuditPrune : public winnow::Job { public: AuditPrune(const winnow::OptionValues&, winnow::Host&); ... };
///   const winnow::Options kOptions = {...};
///   WINNOW_LIBRARY(winnow::plugin<AuditPrune>({.id = "audit-prune", .version = "1.0.0", .summary = "...",
///                                                  .options = kOptions, .column = "created_at"}))
///
/// Every thunk here catches: what a class throws becomes a code and a message at the border.
#pragma once

#include <memory>
#include <new>

#include "winnow/border.hpp"
#include "winnow/options.hpp"

namespace winnow {

struct PluginAbout {
  const char* id;
  const char* version;
  const char* summary;
  const Options& options;
  const char* column = nullptr;  ///< jobs: the default time column
  std::uint32_t flags = 0;       ///< jobs: WINNOW_RETENTION_*; stores: WINNOW_KEYED_BY_NAME and its like
};

namespace border {

template <class Class>
struct Instance {
  HostProxy host;
  Class object;
  Instance(const winnow_host* table, const OptionValues& config) : host(table), object(config, host) {}
};

template <class Class>
Class& object(void* self) {
  return static_cast<Instance<Class>*>(self)->object;
}

inline std::vector<std::string_view> views_of(const winnow_text* texts, std::size_t n) {
  std::vector<std::string_view> out;
  for (std::size_t i = 0; i < n; ++i) out.push_back(view(texts[i]));
  return out;
}

inline ItemSink to_sink(const winnow_item_sink* out) {
  return [out](std::span<const winnow_item> items) {
    return out->items(out->ctx, items.data(), items.size()) == 0 ? Next::more : Next::stop;
  };
}

/// One exported class: the tables that the host reads, and the thunks behind them.
template <class Class>
class Plugin {
 public:
  explicit Plugin(const PluginAbout& about) {
    options_of() = &about.options;
    for (const OptionRow& option : about.options) rows_.push_back(&option.row());
    rows_.push_back(nullptr);
    plugin_.struct_size = sizeof plugin_;
    plugin_.id = about.id;
    plugin_.version = about.version;
    plugin_.summary = about.summary;
    plugin_.options = rows_.data();
    plugin_.create = [](const winnow_host* host, const winnow_value* config, std::size_t n, void** self,
                        winnow_error* err) noexcept {
      return guarded(err, [&] { *self = new Instance<Class>(host, OptionValues(*options_of(), {config, n})); });
    };
    plugin_.destroy = [](void* self) noexcept { delete static_cast<Instance<Class>*>(self); };
    if constexpr (std::is_base_of_v<Job, Class>) {
      fill_job(about);
      plugin_.job = &job_;
    } else {
      fill_store(about);
      plugin_.store = &store_;
    }
  }
  Plugin(const Plugin&) = delete;
  Plugin& operator=(const Plugin&) = delete;

  const winnow_plugin* table() const { return &plugin_; }

 private:
  static const Options*& options_of() {
    static const Options* options = nullptr;
    return options;
  }

  void fill_job(const PluginAbout& about) {
    job_.struct_size = sizeof job_;
    job_.flags = about.flags;
    job_.column = about.column;
    job_.plan = [](void* self, const winnow_selection* base, const winnow_fact* facts, std::size_t nfacts,
                   const winnow_selection_sink* out, winnow_error* err) noexcept {
      return guarded(err, [&] {
        std::vector<Fact> known;
        for (std::size_t i = 0; i < nfacts; ++i) {
          known.push_back(
              {facts[i].kind, facts[i].type, std::string(view(facts[i].name)), std::string(view(facts[i].detail))});
        }
        const std::optional<Selection> answer = object<Class>(self).plan(Selection::copy(*base), known);
        if (answer && out->select(out->ctx, LentSelection(*answer).get()) != 0) stopped();
      });
    };
    if constexpr (!std::is_same_v<decltype(&Class::review), decltype(&Job::review)>) {
      job_.review = [](void* self, const winnow_selection* selection, const winnow_item* items, std::size_t n,
                       winnow_verdict* verdicts, winnow_error* err) noexcept {
        return guarded(err, [&] {
          object<Class>(self).review(Selection::copy(*selection), {items, n}, {verdicts, n});
        });
      };
    }
  }

  void fill_store(const PluginAbout& about) {
    store_.struct_size = sizeof store_;
    store_.flags = about.flags;
    store_.identity = [](void* self, const winnow_text_sink* out, winnow_error* err) noexcept {
      return guarded(err, [&] {
        const std::string identity = object<Class>(self).identity();
        if (out->text(out->ctx, borrow(std::string_view{identity})) != 0) stopped();
      });
    };
    store_.inspect = [](void* self, winnow_text target, const winnow_fact_sink* out, winnow_error* err) noexcept {
      return guarded(err, [&] {
        for (const Fact& fact : object<Class>(self).inspect(view(target))) {
          const winnow_fact lent{fact.kind, fact.type, borrow(std::string_view{fact.name}),
                                 borrow(std::string_view{fact.detail})};
          if (out->fact(out->ctx, &lent) != 0) stopped();
        }
      });
    };
    store_.total = [](void* self, winnow_text target, std::uint64_t* items, winnow_error* err) noexcept {
      return guarded(err, [&] {
        const std::optional<std::uint64_t> total = object<Class>(self).total(view(target));
        if (!total) throw Error(WINNOW_UNSUPPORTED, "this store cannot tell how many items there are");
        *items = *total;
      });
    };
    store_.scan = [](void* self, const winnow_selection* selection, const winnow_item_sink* out,
                     winnow_error* err) noexcept {
      return guarded(err, [&] { object<Class>(self).scan(Selection::copy(*selection), to_sink(out)); });
    };
    store_.fetch = [](void* self, const winnow_selection* selection, const winnow_text* keys, std::size_t n,
                      const winnow_item_sink* out, winnow_error* err) noexcept {
      return guarded(
          err, [&] { object<Class>(self).fetch(Selection::copy(*selection), views_of(keys, n), to_sink(out)); });
    };
    store_.remove = [](void* self, const winnow_permit* permit, const winnow_selection* selection,
                       const winnow_item* items, std::size_t n, const winnow_bin* bin, winnow_outcome* outcomes,
                       winnow_error* err) noexcept {
      return guarded(err, [&] {
        BinProxy proxy(bin);
        object<Class>(self).remove(permitted(permit), Selection::copy(*selection), {items, n}, proxy,
                                   {outcomes, n});
      });
    };
    store_.restore = [](void* self, const winnow_permit* permit, const winnow_header* headers, std::size_t nheaders,
                        const winnow_piece* pieces, std::size_t n, winnow_outcome* outcomes,
                        winnow_error* err) noexcept {
      return guarded(err, [&] {
        object<Class>(self).restore(permitted(permit), {headers, nheaders}, {pieces, n}, {outcomes, n});
      });
    };
    store_.purge = [](void* self, const winnow_permit* permit, const winnow_piece* pieces, std::size_t n,
                      winnow_outcome* outcomes, winnow_error* err) noexcept {
      return guarded(err, [&] { object<Class>(self).purge(permitted(permit), {pieces, n}, {outcomes, n}); });
    };
    store_.settle = [](void* self, const winnow_permit* permit, const winnow_header* headers, std::size_t nheaders,
                       const winnow_piece* pieces, std::size_t n, winnow_outcome* outcomes,
                       winnow_error* err) noexcept {
      return guarded(err, [&] {
        object<Class>(self).settle(permitted(permit), {headers, nheaders}, {pieces, n}, {outcomes, n});
      });
    };
    if constexpr (!std::is_same_v<decltype(&Class::dependants), decltype(&Store::dependants)>) {
      store_.dependants = [](void* self, winnow_text target, const winnow_text* keys, std::size_t n,
                             const winnow_dependants_sink* out, winnow_error* err) noexcept {
        return guarded(err, [&] {
          for (const DependantCount& count : object<Class>(self).dependants(view(target), views_of(keys, n))) {
            const winnow_dependants lent{borrow(std::string_view{count.target}), count.gone, count.changed};
            if (out->dependants(out->ctx, &lent) != 0) stopped();
          }
        });
      };
    }
    if constexpr (!std::is_same_v<decltype(&Class::dependant_rows), decltype(&Store::dependant_rows)>) {
      store_.dependant_rows = [](void* self, winnow_text target, const winnow_text* keys, std::size_t n,
                                 const winnow_dependant_row_sink* out, winnow_error* err) noexcept {
        return guarded(err, [&] {
          const auto rows = object<Class>(self).dependant_rows(view(target), views_of(keys, n));
          if (!rows) throw Error(WINNOW_UNSUPPORTED, "what hangs on items is not known by name");
          for (const DependantRow& one : *rows) {
            const winnow_dependant_row lent{one.index, borrow(std::string_view{one.target}),
                                            borrow(std::string_view{one.key})};
            if (out->row(out->ctx, &lent) != 0) stopped();
          }
        });
      };
    }
    if constexpr (!std::is_same_v<decltype(&Class::referrers), decltype(&Store::referrers)>) {
      store_.referrers = [](void* self, winnow_text target, const winnow_text* keys, std::size_t n,
                            const winnow_referrer_sink* out, winnow_error* err) noexcept {
        return guarded(err, [&] {
          for (const Referrer& one : object<Class>(self).referrers(view(target), views_of(keys, n))) {
            const winnow_referrer lent{one.index, borrow(std::string_view{one.target})};
            if (out->referrer(out->ctx, &lent) != 0) stopped();
          }
        });
      };
    }
    if constexpr (!std::is_same_v<decltype(&Class::targets), decltype(&Store::targets)>) {
      store_.targets = [](void* self, const winnow_text_sink* out, winnow_error* err) noexcept {
        return guarded(err, [&] {
          for (const std::string& target : object<Class>(self).targets()) {
            if (out->text(out->ctx, borrow(std::string_view{target})) != 0) stopped();
          }
        });
      };
    }
    if constexpr (!std::is_same_v<decltype(&Class::parked), decltype(&Store::parked)>) {
      store_.parked = [](void* self, const winnow_parked_sink* out, winnow_error* err) noexcept {
        return guarded(err, [&] {
          object<Class>(self).parked([out](const winnow_parked& copy) {
            if (out->parked(out->ctx, &copy) != 0) stopped();
          });
        });
      };
    }
    if constexpr (!std::is_same_v<decltype(&Class::put_file), decltype(&Store::put_file)>) fill_files();
    if constexpr (!std::is_same_v<decltype(&Class::expect), decltype(&Store::expect)>) {
      store_.expect = [](void* self, winnow_text target, const winnow_text* keys, std::size_t n,
                         winnow_error* err) noexcept {
        return guarded(err, [&] { object<Class>(self).expect(view(target), views_of(keys, n)); });
      };
    }
    store_.lock = [](void* self, winnow_text target, winnow_error* err) noexcept {
      return guarded(err, [&] { object<Class>(self).lock(view(target)); });
    };
  }

  void fill_files() {
    store_.put_file = [](void* self, winnow_text name, winnow_text content, winnow_error* err) noexcept {
      return guarded(err, [&] { object<Class>(self).put_file(view(name), view(content)); });
    };
    store_.get_file = [](void* self, winnow_text name, const winnow_text_sink* out, winnow_error* err) noexcept {
      return guarded(err, [&] {
        const std::optional<std::string> content = object<Class>(self).get_file(view(name));
        if (content && out->text(out->ctx, borrow(std::string_view{*content})) != 0) stopped();
      });
    };
    store_.list_files = [](void* self, winnow_text folder, const winnow_text_sink* out,
                           winnow_error* err) noexcept {
      return guarded(err, [&] {
        for (const std::string& name : object<Class>(self).list_files(view(folder))) {
          if (out->text(out->ctx, borrow(std::string_view{name})) != 0) stopped();
        }
      });
    };
    store_.drop_file = [](void* self, winnow_text name, winnow_error* err) noexcept {
      return guarded(err, [&] { object<Class>(self).drop_file(view(name)); });
    };
  }

  std::vector<const winnow_option*> rows_;
  winnow_job job_{};
  winnow_store store_{};
  winnow_plugin plugin_{};
};

/// The library's table over any number of plugins, made once.
template <class... Plugins>
const winnow_library* library(const Plugins&... plugins) {
  static const winnow_plugin* const list[] = {plugins.table()..., nullptr};
  static const winnow_library table{sizeof(winnow_library), WINNOW_ABI_MINOR, list};
  return &table;
}

}  // namespace border

template <class Class>
const border::Plugin<Class>& plugin(const PluginAbout& about) {
  static const border::Plugin<Class> made(about);
  return made;
}

}  // namespace winnow

/// Defines the one exported symbol over the given winnow::plugin<Class>({...}) calls.
#define WINNOW_LIBRARY(...)                                                                         \
  extern "C" WINNOW_EXPORT const winnow_library* winnow_library_v1(std::uint32_t) WINNOW_NOEXCEPT { \
    return ::winnow::border::library(__VA_ARGS__);                                                  \
  }
