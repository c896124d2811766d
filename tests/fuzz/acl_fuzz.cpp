// SPDX-License-Identifier: Apache-2.0
// codec::parse_acl and map_ids: ACLs that guests store, capabilities, and what is made of them.
#include "codec/id_map.hpp"
#include "codec/posix_acl.hpp"
#include "tests/fuzz/fuzz_target.hpp"

using permap::codec::Acl;
using permap::codec::IdMap;
using permap::fuzz::require;

namespace {

/// Both kinds of id, shifted.
permap::codec::IdMaps shift(std::uint32_t from, std::uint32_t to) {
    const auto map = IdMap::create({{.from = from, .to = to, .count = 65536}});
    return {.users = *map, .groups = *map};
}

void check_mapping(std::string_view bytes) {
    permap::codec::GuestView view;
    view.acl_access = bytes;
    view.capability = bytes;
    const permap::codec::MappedView there = map_ids(shift(0, 100000), view);
    require(there.view.acl_access.size() == bytes.size());
    require(there.view.capability.size() == bytes.size());
    if (there.unmapped.empty()) {
        const permap::codec::MappedView back = map_ids(shift(100000, 0), there.view);
        require(back.unmapped.empty() && back.view.capability == bytes);
    }
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    check_mapping(permap::fuzz::text_of(data, size));
    const std::optional<Acl> acl = permap::codec::parse_acl(permap::fuzz::text_of(data, size));
    if (!acl) {
        return 0;
    }
    require(permap::codec::serialize_acl(*acl).size() == size);
    require(permap::codec::parse_acl(permap::codec::serialize_acl(*acl)) == acl);
    for (const std::uint32_t mode : {0U, 0640U, 0777U}) {
        require(permap::codec::permissions_of(permap::codec::with_mode(*acl, mode)) == mode);
    }
    return 0;
}
