// SPDX-License-Identifier: Apache-2.0
#include "tests/support/codec_generators.hpp"

#include "base/numbers.hpp"
#include "base/quote.hpp"
#include "codec/little_endian.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <sys/sysmacros.h>

namespace permap::tests {
namespace {

using codec::Acl;
using codec::AclTag;
using codec::DiskState;
using codec::GuestView;
using codec::Kind;
using codec::kNoId;

constexpr std::array kMetadataNames = {
    "user.virtfs.uid",
    "user.virtfs.gid",
    "user.virtfs.mode",
    "user.virtfs.rdev",
    "user.virtfs.system.posix_acl_access",
    "user.virtfs.planted",
};

std::uint32_t any_id() {
    return *rc::gen::element<std::uint32_t>(0, 1, 1000, 64055, 4294967294U);
}

std::uint16_t any_bits() {
    return *rc::gen::inRange<std::uint16_t>(0, 8);
}

std::uint32_t any_mode() {
    return *rc::gen::inRange<std::uint32_t>(0, 010000);
}

bool any_choice() {
    return *rc::gen::arbitrary<bool>();
}

Kind any_kind() {
    return static_cast<Kind>(*rc::gen::inRange(0, 7));
}

/// VFS_CAP_REVISION_2 with the effective bit: cap_net_raw, as ping has it.
std::string any_capability() {
    std::string value = codec::put_le32(0x02000001);
    value += codec::put_le32(*rc::gen::element<std::uint32_t>(0x2000, 0x400));
    return value + std::string(12, '\0');
}

void add_named(Acl& acl, AclTag tag) {
    for (int left = *rc::gen::inRange(0, 3); left > 0; --left) {
        acl.push_back({tag, any_bits(), any_id()});
    }
}

Acl make_acl() {
    Acl acl = {{AclTag::user_obj, any_bits(), kNoId}};
    add_named(acl, AclTag::user);
    acl.push_back({AclTag::group_obj, any_bits(), kNoId});
    add_named(acl, AclTag::group);
    if (acl.size() > 2 || any_choice()) {
        acl.push_back({AclTag::mask, any_bits(), kNoId});
    }
    acl.push_back({AclTag::other, any_bits(), kNoId});
    return acl;
}

void add_acls(DiskState& state) {
    const Acl acl = make_acl();
    if (any_choice() && !codec::is_minimal(acl)) {
        state.attributes.set(codec::kAclAccess,
                             codec::serialize_acl(codec::with_mode(acl, state.mode)));
    }
    if (state.kind == Kind::directory && any_choice()) {
        state.attributes.set(codec::kAclDefault, codec::serialize_acl(make_acl()));
    }
}

DiskState make_state(Kind kind) {
    DiskState state;
    state.kind = kind;
    state.mode = any_mode();
    state.uid = codec::HostUid{any_id()};
    state.gid = codec::HostGid{any_id()};
    for (const char* const name : kMetadataNames) {
        if (any_choice()) {
            state.attributes.set(name, *any_bytes(12));
        }
    }
    add_acls(state);
    if (kind == Kind::file && any_choice()) {
        state.attributes.set(codec::kCapability, any_capability());
    }
    return state;
}

codec::Step make_step(Kind kind) {
    const int choice = *rc::gen::inRange(0, 6);
    const DiskState source = make_state(kind);
    if (choice == 0) {
        return codec::SetOwner{source.uid, source.gid};
    }
    if (choice == 1) {
        return codec::SetMode{source.mode};
    }
    if (choice == 2) {
        const Acl acl = make_acl(); // a minimal one, too
        return codec::SetAttribute{{codec::kAclAccess, codec::serialize_acl(acl)}};
    }
    if (choice < 5 && !source.attributes.empty()) {
        const std::vector all(source.attributes.begin(), source.attributes.end());
        return codec::SetAttribute{*rc::gen::elementOf(all)};
    }
    return codec::RemoveAttribute{*rc::gen::element<std::string>(
        "user.virtfs.uid", std::string(codec::kAclAccess), std::string(codec::kCapability))};
}

GuestView make_view() {
    GuestView view;
    view.kind = any_kind();
    view.mode = view.kind == Kind::symlink ? 0777 : any_mode();
    view.uid = codec::GuestUid{any_id()};
    view.gid = codec::GuestGid{any_id()};
    if (codec::is_device(view.kind)) {
        view.rdev = makedev(*rc::gen::inRange(0U, 1U << 12U), *rc::gen::inRange(0U, 1U << 20U));
    }
    if (view.kind == Kind::symlink) {
        view.link = "l" + *any_bytes(40); // never empty and without NUL, as a real link's
        std::ranges::replace(view.link, '\0', '0');
        return view;
    }
    const Acl acl = make_acl();
    if (!codec::is_minimal(acl) && any_choice()) {
        view.acl_access = codec::serialize_acl(codec::with_mode(acl, view.mode));
    }
    if (view.kind == Kind::directory && any_choice()) {
        view.acl_default = codec::serialize_acl(make_acl());
    }
    return view;
}

} // namespace

rc::Gen<std::string> any_bytes(std::size_t longest) {
    return rc::gen::mapcat(rc::gen::inRange<std::size_t>(0, longest + 1), [](std::size_t size) {
        return rc::gen::container<std::string>(size, rc::gen::arbitrary<char>());
    });
}

rc::Gen<Acl> any_acl() {
    return rc::gen::exec(make_acl);
}

rc::Gen<DiskState> any_state(Kind kind) {
    return rc::gen::exec([kind] { return make_state(kind); });
}

rc::Gen<DiskState> any_state() {
    return rc::gen::exec([] { return make_state(any_choice() ? Kind::file : Kind::directory); });
}

rc::Gen<codec::Step> any_step(Kind kind) {
    return rc::gen::exec([kind] { return make_step(kind); });
}

rc::Gen<GuestView> any_view() {
    return rc::gen::exec(make_view);
}

rc::Gen<codec::HostPolicy> any_policy() {
    return rc::gen::exec([] {
        return codec::HostPolicy{
            .uid = codec::HostUid{any_id()},
            .gid = codec::HostGid{any_id()},
            .file_mode = *rc::gen::element<std::uint32_t>(0600, 0640, 0664, 0644),
            .directory_mode = *rc::gen::element<std::uint32_t>(0700, 0750, 0775, 0755)};
    });
}

rc::Gen<codec::OwnerChange> any_order() {
    return rc::gen::element(codec::OwnerChange::first, codec::OwnerChange::after_attributes);
}

codec::Facts facts_of(const DiskState& state) {
    codec::Facts facts;
    facts.state = state;
    facts.size = state.content.size();
    facts.nlink = 1;
    return facts;
}

std::string describe(const DiskState& state) {
    std::string text =
        fmt::format("{} {} {}:{} rdev {:x}", codec::to_text(state.kind),
                    base::mode_text(state.mode), state.uid.value, state.gid.value, state.rdev);
    for (const codec::Attribute& attribute : state.attributes) {
        text += fmt::format(" {}={}", attribute.name.view(), base::hex(attribute.value));
    }
    return text + (state.content.empty() ? "" : " content " + base::quote(state.content));
}

std::string describe(const codec::Change& change) {
    std::string text;
    for (const codec::Step& step : change) {
        const bool is_replace = std::holds_alternative<codec::Replace>(step);
        text += (is_replace ? "replace" : codec::to_text(step)) + "; ";
    }
    return text;
}

} // namespace permap::tests

namespace permap::codec {

void showValue(const DiskState& state, std::ostream& out) {
    out << tests::describe(state);
}

void showValue(const GuestView& view, std::ostream& out) {
    out << fmt::format("{} {} {}:{} rdev {:x} link {} acl {} default {}", to_text(view.kind),
                       base::mode_text(view.mode), view.uid.value, view.gid.value, view.rdev,
                       base::quote(view.link), base::hex(view.acl_access),
                       base::hex(view.acl_default));
}

void showValue(const Change& change, std::ostream& out) {
    out << tests::describe(change);
}

void showValue(const Acl& acl, std::ostream& out) {
    out << base::hex(serialize_acl(acl));
}

void PrintTo(const DiskState& state, std::ostream* out) {
    *out << tests::describe(state);
}

} // namespace permap::codec
