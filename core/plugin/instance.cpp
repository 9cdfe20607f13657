#include "core/plugin/instance.h"

#include <algorithm>

#include "core/plugin/secrets.h"

namespace winnow {
namespace {

void keep_secrets_of(const winnow_option& row, const Value& value) {
  for (const Value& element : value.list) keep_secrets_of(row, element);
  if (value.type != WINNOW_TEXT) return;
  if ((row.flags & WINNOW_SECRET) != 0) {
    keep_secret(row.name, value.text);
  } else {
    keep_password_in(row.name, value.text);
  }
}

}  // namespace

winnow_host table_over(Host& host) {
  winnow_host out{};
  out.struct_size = sizeof out;
  out.abi_minor = WINNOW_ABI_MINOR;
  out.ctx = &host;
  out.log = [](void* ctx, std::int32_t level, winnow_text message) noexcept {
    static_cast<Host*>(ctx)->log(level, view(message));
  };
  out.now = [](void* ctx) noexcept { return micros_of(static_cast<Host*>(ctx)->now()); };
  out.stopping = [](void* ctx) noexcept { return static_cast<Host*>(ctx)->stopping() ? 1 : 0; };
  out.read_time = [](void* ctx, winnow_text iso) noexcept { return static_cast<Host*>(ctx)->read_time(view(iso)); };
  out.reason = [](void* ctx, winnow_text words) noexcept { return static_cast<Host*>(ctx)->reason(view(words)); };
  out.finding = [](void* ctx, winnow_text name, double value, std::int32_t fine, winnow_text words) noexcept {
    static_cast<Host*>(ctx)->finding(view(name), value, fine != 0, view(words));
  };
  out.own_paths = [](void* ctx, const winnow_text_sink* sink) noexcept {
    for (const std::string& path : static_cast<Host*>(ctx)->own_paths()) {
      if (sink->text(sink->ctx, borrow(std::string_view{path})) != 0) return;
    }
  };
  return out;
}

void finish(winnow_code code, const winnow_error& error, const std::exception_ptr& thrown) {
  if (thrown) std::rethrow_exception(thrown);
  if (code == WINNOW_OK) return;
  const std::size_t length = strnlen(error.message, sizeof error.message);
  const std::string_view said(error.message, length);
  const std::string message = length + 1 < sizeof error.message ? without_secrets(said) : without_secrets_cut(said);
  throw Error(code, message.empty() ? "the plugin gave error code " + std::to_string(code) : message);
}

Fact fact_of(const winnow_fact& told) {
  std::string name(view(told.name));  // only of a blocker it is words
  if (told.kind == WINNOW_FACT_BLOCKER) name = without_secrets(name);
  return {told.kind, told.type, std::move(name), without_secrets(view(told.detail))};
}

Instance::Instance(const winnow_plugin* plugin, const std::vector<Value>& config, Host& host)
    : plugin_(plugin),
      who_("plugin \"" + std::string(plugin->id) + "\""),
      host_(std::make_unique<winnow_host>(table_over(host))) {
  for (std::size_t i = 0; i < config.size() && plugin->options[i] != nullptr; ++i)
    keep_secrets_of(*plugin->options[i], config[i]);
  Lender lender;
  std::vector<winnow_value> values;
  for (const Value& value : config) values.push_back(lender.lend(value));
  winnow_error error{};
  const Asking asking(who_);
  finish(plugin_->create(host_.get(), values.data(), values.size(), &self_, &error), error);
}

Instance::~Instance() {
  plugin_->destroy(self());
}

}  // namespace winnow
