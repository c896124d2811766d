// SPDX-License-Identifier: Apache-2.0
// codec::decode_mapped_xattr: attributes that guests and people plant. The input is the type of
// the host object, then for each attribute a byte that says how many of the next are its value.
#include "codec/conversion.hpp"
#include "tests/fuzz/fuzz_target.hpp"

#include <array>

using permap::codec::DiskState;
using permap::codec::Facts;
using permap::codec::Kind;
using permap::fuzz::require;

namespace {

constexpr std::array kNames = {
    "user.virtfs.uid",
    "user.virtfs.gid",
    "user.virtfs.mode",
    "user.virtfs.rdev",
    "user.virtfs.system.posix_acl_access",
    "user.virtfs.system.posix_acl_default",
};

/// The first byte of `rest`, which shrinks; 0 at the end.
std::size_t take_byte(std::string_view& rest) {
    const auto byte = rest.empty() ? 0U : static_cast<unsigned char>(rest.front());
    rest.remove_prefix(rest.empty() ? 0 : 1);
    return byte;
}

Facts facts_of(std::string_view rest) {
    Facts facts;
    facts.state.kind = static_cast<Kind>(take_byte(rest) % 7);
    facts.size = take_byte(rest);
    for (const char* const name : kNames) {
        const std::size_t size = take_byte(rest);
        if (size == 255) {
            continue; // absent
        }
        facts.state.attributes.set(name, std::string(rest.substr(0, size)));
        rest.remove_prefix(std::min(size, rest.size()));
    }
    return facts;
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Facts facts = facts_of(permap::fuzz::text_of(data, size));
    permap::codec::GuestView view = permap::codec::decode_mapped_xattr(facts).view;
    require(view.mode <= 07777);
    require((view.kind == Kind::directory) == (facts.state.kind == Kind::directory));

    permap::codec::settle_ids(view, facts.state); // as a conversion does
    // what was decoded can be stored again, by every model, and then reads the same way twice
    for (const permap::codec::Model& model : permap::codec::models()) {
        Facts stored;
        stored.state = model.encode(view, {});
        const permap::codec::GuestView again = model.decode(stored).view;
        require(again.kind == view.kind && again.uid == view.uid && again.gid == view.gid);
        require(model.encode(again, {}) == stored.state);
    }
    return 0;
}
