#include "parked.h"

namespace winnow::files {

ParkedFiles read_pieces(const FileTree& tree, const winnow_permit& permit, winnow_action action,
                        std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) {
  check_permit(permit, action, keys_of(pieces));
  if (is_over(permit)) check_whole(Progress::stopped);
  ParkedFiles out;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const std::string key(view(pieces[i].key));
    attempt(tree.host, key, outcomes[i], [&] {
      check_key(key);
      try {
        ParkedFile file{i, key, split(key).name, read_receipt(view(pieces[i].content), key)};
        Route route{split(file.receipt.parked).folder, split(key).folder};
        out[std::move(route)].push_back(std::move(file));
      } catch (const Error& unreadable) {
        throw Setback(WINNOW_FAILED, unreadable.what());
      }
    });
  }
  return out;
}

}  // namespace winnow::files
