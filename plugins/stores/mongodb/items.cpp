#include "items.h"

namespace winnow::mongodb {

void add_item(Page& page, const Selection& selection, const bson_t& document, const Host& host) {
  const Page::Place at = page.add();
  at.item.key = page.keep(key_of(document));
  at.item.version = page.keep(version_of(document));
  if (!can_be_asked_for(document)) at.item.obstacle = borrow(std::string_view{"unaskable_id"});
  if (!selection.time_field.empty())
    at.item.time = time_of_field(document, selection.time_field, selection.time_form, host);
  at.item.bytes = document.len;
  for (std::size_t i = 0; i < selection.fields.size(); ++i)
    at.fields[i] = page.keep(borrow(field_of(document, selection.fields[i])));
}

}  // namespace winnow::mongodb
