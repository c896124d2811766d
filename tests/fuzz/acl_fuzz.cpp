// SPDX-License-Identifier: Apache-2.0
// codec::parse_acl: ACLs that guests store, and what is made of them.
#include "codec/posix_acl.hpp"
#include "tests/fuzz/fuzz_target.hpp"

using permap::codec::Acl;
using permap::fuzz::require;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
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
