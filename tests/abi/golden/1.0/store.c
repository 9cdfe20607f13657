/* A store in plain C against version 1.0: three items in memory, which are there or not. */
#include <winnow/plugin.h>

#include <stdlib.h>
#include <string.h>

enum { ITEMS = 3 };
static const char* const kKeys[ITEMS] = {"a", "b", "c"};

typedef struct store {
  int there[ITEMS];
} store;

static winnow_text text(const char* words) {
  const winnow_text out = {words, strlen(words)};
  return out;
}
static int place_of(winnow_text key) {
  for (int i = 0; i < ITEMS; ++i) {
    if (key.size == strlen(kKeys[i]) && memcmp(key.data, kKeys[i], key.size) == 0) return i;
  }
  return -1;
}

static winnow_code create(const winnow_host* host, const winnow_value* config, size_t n, void** self,
                          winnow_error* err) {
  (void)host, (void)config, (void)n, (void)err;
  store* const made = malloc(sizeof *made);
  if (made == NULL) return WINNOW_BROKEN;
  for (int i = 0; i < ITEMS; ++i) made->there[i] = 1;
  *self = made;
  return WINNOW_OK;
}
static void destroy(void* self) {
  free(self);
}
static winnow_code identity(void* self, const winnow_text_sink* out, winnow_error* err) {
  (void)self, (void)err;
  return out->text(out->ctx, text("golden:1")) == 0 ? WINNOW_OK : WINNOW_STOPPED;
}
static winnow_code inspect(void* self, winnow_text target, const winnow_fact_sink* out, winnow_error* err) {
  (void)self, (void)target, (void)err;
  const winnow_fact key = {WINNOW_FACT_KEY, WINNOW_TEXT, text("id"), text("")};
  return out->fact(out->ctx, &key) == 0 ? WINNOW_OK : WINNOW_STOPPED;
}
static winnow_code total(void* self, winnow_text target, uint64_t* items, winnow_error* err) {
  (void)target, (void)err;
  *items = 0;
  for (int i = 0; i < ITEMS; ++i) *items += (uint64_t)((const store*)self)->there[i];
  return WINNOW_OK;
}
static winnow_code show(const store* me, int i, const winnow_item_sink* out) {
  if (i < 0 || !me->there[i]) return WINNOW_OK;
  winnow_item item = {0};
  item.key = text(kKeys[i]);
  item.time = 1000000 * (i + 1);
  item.bytes = 10;
  return out->items(out->ctx, &item, 1) == 0 ? WINNOW_OK : WINNOW_STOPPED;
}
static winnow_code scan(void* self, const winnow_selection* selection, const winnow_item_sink* out,
                        winnow_error* err) {
  (void)selection, (void)err;
  winnow_code code = WINNOW_OK;
  for (int i = 0; i < ITEMS && code == WINNOW_OK; ++i) code = show(self, i, out);
  return code;
}
static winnow_code fetch(void* self, const winnow_selection* selection, const winnow_text* keys, size_t n,
                         const winnow_item_sink* out, winnow_error* err) {
  (void)selection, (void)err;
  winnow_code code = WINNOW_OK;
  for (size_t i = 0; i < n && code == WINNOW_OK; ++i) code = show(self, place_of(keys[i]), out);
  return code;
}
static winnow_code removal(void* self, const winnow_permit* permit, const winnow_selection* selection,
                           const winnow_item* items, size_t n, const winnow_bin* bin, winnow_outcome* outcomes,
                           winnow_error* err) {
  (void)err;
  store* const me = self;
  if (permit->action != WINNOW_REMOVE || permit->count != n || n > ITEMS) return WINNOW_DENIED;
  if (bin->open(bin->ctx, selection->target, text("{}")) != 0) return WINNOW_STOPPED;
  for (size_t i = 0; i < n; ++i) {
    const int at = place_of(items[i].key);
    if (at < 0 || !me->there[at]) {
      outcomes[i] = WINNOW_GONE;
      continue;
    }
    winnow_piece piece = {0};
    piece.item = i;
    piece.target = selection->target;
    piece.key = items[i].key;
    piece.time = items[i].time;
    piece.content = text("[1]");
    if (bin->put(bin->ctx, &piece) != 0) return WINNOW_STOPPED;
    outcomes[i] = WINNOW_REFUSED;
  }
  uint8_t take[ITEMS] = {0};
  if (bin->seal(bin->ctx, take) != 0) return WINNOW_STOPPED;
  for (size_t i = 0; i < n; ++i) {
    if (take[i] != 1 || outcomes[i] != WINNOW_REFUSED) continue;
    me->there[place_of(items[i].key)] = 0;
    outcomes[i] = WINNOW_DONE;
  }
  return WINNOW_OK;
}
static winnow_code restore(void* self, const winnow_permit* permit, const winnow_header* headers, size_t nheaders,
                           const winnow_piece* pieces, size_t n, winnow_outcome* outcomes, winnow_error* err) {
  (void)permit, (void)headers, (void)nheaders, (void)err;
  for (size_t i = 0; i < n; ++i) {
    const int at = place_of(pieces[i].key);
    if (at >= 0) ((store*)self)->there[at] = 1;
    outcomes[i] = at >= 0 ? WINNOW_DONE : WINNOW_FAILED;
  }
  return WINNOW_OK;
}
static winnow_code settle(void* self, const winnow_permit* permit, const winnow_header* headers, size_t nheaders,
                          const winnow_piece* pieces, size_t n, winnow_outcome* outcomes, winnow_error* err) {
  (void)permit, (void)headers, (void)nheaders, (void)err;
  for (size_t i = 0; i < n; ++i) {
    const int at = place_of(pieces[i].key);
    outcomes[i] = at >= 0 && ((const store*)self)->there[at] ? WINNOW_SAME : WINNOW_DONE;
  }
  return WINNOW_OK;
}

static const winnow_option* const kOptions[] = {NULL};
static const winnow_store kStore = {.struct_size = sizeof(winnow_store),
                                    .identity = identity,
                                    .inspect = inspect,
                                    .total = total,
                                    .scan = scan,
                                    .fetch = fetch,
                                    .remove = removal,
                                    .restore = restore,
                                    .settle = settle};
static const winnow_plugin kPlugin = {.struct_size = sizeof(winnow_plugin),
                                      .id = "golden-store",
                                      .version = "1.0.0",
                                      .summary = "a store of 1.0",
                                      .options = kOptions,
                                      .store = &kStore,
                                      .create = create,
                                      .destroy = destroy};
static const winnow_plugin* const kPlugins[] = {&kPlugin, NULL};
static const winnow_library kLibrary = {sizeof(winnow_library), WINNOW_ABI_MINOR, kPlugins};

const winnow_library* winnow_library_v1(uint32_t host_minor) {
  (void)host_minor;
  return &kLibrary;
}
