// SPDX-License-Identifier: Apache-2.0
// codec::decode_fake_super and decode_override_stat: texts and ACLs that anybody who owns a file
// can write. The input is the type of the host object and which value comes, then its bytes.
#include "codec/describe.hpp"
#include "codec/model.hpp"
#include "tests/fuzz/fuzz_target.hpp"

#include <array>

using permap::codec::Facts;
using permap::codec::Kind;
using permap::codec::Model;
using permap::fuzz::require;

namespace {

constexpr std::array kNames = {
    "user.rsync.%stat",
    "user.rsync.%aacl",
    "user.rsync.%dacl",
    "user.rsync.security.capability",
    "user.containers.override_stat",
    "user.fuseoverlayfs.override_stat",
};

void check(const Model& model, const Facts& facts) {
    const permap::codec::GuestView view = model.decode(facts).view;
    require(view.mode <= 07777);
    require((view.kind == Kind::directory) == (facts.state.kind == Kind::directory));
    // the server writes no line for -1: permap refuses such ids and device numbers (blockers.cpp)
    const bool has_minus_one = view.uid.value == ~0U || view.gid.value == ~0U ||
                               static_cast<std::uint32_t>(view.rdev) == ~0U;
    for (const Model& target : permap::codec::models()) {
        if (target.keeps_files && has_minus_one) {
            continue;
        }
        Facts stored;
        stored.state = target.encode(view, {});
        const permap::codec::GuestView again = target.decode(stored).view;
        require(again.kind == view.kind && again.uid == view.uid && again.gid == view.gid);
        require(target.encode(again, {}) == stored.state);
    }
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) {
        return 0;
    }
    Facts facts;
    facts.state.kind = static_cast<Kind>(data[0] % 7);
    const std::string value(permap::fuzz::text_of(data, size).substr(2));
    facts.state.attributes.set(kNames.at(data[1] % kNames.size()), value);

    check(*permap::codec::find_model("fake-super"), facts);
    check(*permap::codec::find_model("override-stat"), facts);
    for (const permap::codec::StoredValue& stored : permap::codec::describe_stored(facts)) {
        require(!stored.meaning.empty());
    }
    return 0;
}
