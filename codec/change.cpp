// SPDX-License-Identifier: Apache-2.0
#include "codec/change.hpp"

#include "base/numbers.hpp"
#include "base/quote.hpp"
#include "codec/metadata_file.hpp"
#include "codec/posix_acl.hpp"

#include <cassert>
#include <optional>

#include <fmt/format.h>
#include <sys/stat.h>

namespace permap::codec {
namespace {

constexpr std::uint32_t kGroupAndOthers = 077;
constexpr std::uint32_t kOwnerBits = 0700;
constexpr std::uint32_t kReadWrite = 0600;
constexpr std::uint32_t kSetIds = S_ISUID | S_ISGID;

/// An owner, three attributes and a mode.
constexpr std::size_t kUsualSteps = 6;

bool is_acl(std::string_view name) {
    return name == kAclAccess || name == kAclDefault;
}

bool is_capability(std::string_view name) {
    return name == kCapability;
}

bool is_metadata_name(std::string_view name) {
    return !is_acl(name) && !is_capability(name);
}

void take_mode(DiskState& state, std::uint32_t mode) {
    state.mode = mode;
    const std::string* const bytes = state.attributes.find(kAclAccess);
    const std::optional<Acl> acl = bytes != nullptr ? parse_acl(*bytes) : std::nullopt;
    if (acl) {
        state.attributes.set(kAclAccess, serialize_acl(with_mode(*acl, mode)));
    }
}

void take_owner(DiskState& state, const SetOwner& step) {
    state.uid = step.uid;
    state.gid = step.gid;
    if (state.kind != Kind::directory) {
        // fs/attr.c, setattr_should_drop_suidgid: setgid without group execute stays for root
        const std::uint32_t dropped =
            (state.mode & S_IXGRP) != 0 ? kSetIds : std::uint32_t{S_ISUID};
        state.mode &= ~dropped;
        state.attributes.erase(kCapability);
    }
}

void take_attribute(DiskState& state, const Attribute& attribute) {
    const std::optional<Acl> acl =
        attribute.name == kAclAccess ? parse_acl(attribute.value) : std::nullopt;
    if (acl) {
        state.mode = (state.mode & ~0777U) | permissions_of(*acl);
    }
    if (acl && is_minimal(*acl)) {
        state.attributes.erase(kAclAccess); // the mode says it all: nothing is stored
    } else {
        state.attributes.set(attribute.name, attribute.value);
    }
}

/// `after`, in place.
void take_step(DiskState& state, const Step& step) {
    assert(!std::holds_alternative<Replace>(step));
    if (const auto* const owner = std::get_if<SetOwner>(&step)) {
        take_owner(state, *owner);
    } else if (const auto* const mode = std::get_if<SetMode>(&step)) {
        take_mode(state, mode->mode);
    } else if (const auto* const set = std::get_if<SetAttribute>(&step)) {
        take_attribute(state, set->attribute);
    } else if (const auto* const removed = std::get_if<RemoveAttribute>(&step)) {
        state.attributes.erase(removed->name);
    } else if (const auto* const flags = std::get_if<SetFlags>(&step)) {
        state.flags = flags->flags;
    }
}

/// Builds the list of steps while following what each does to the state.
class Steps {
public:
    Steps(const DiskState& now, const DiskState& wanted) : at_(now), wanted_(wanted) {
        steps_.reserve(kUsualSteps);
    }

    void change_owner() {
        if (at_.uid != wanted_.uid || at_.gid != wanted_.gid) {
            // the kernel may or may not keep a set-id bit across chown: the mode is set again
            mode_is_known_ = at_.kind == Kind::directory || (at_.mode & kSetIds) == 0;
            push(SetOwner{wanted_.uid, wanted_.gid});
        }
    }

    void set_mode(std::uint32_t mode) {
        if (at_.mode != mode || !mode_is_known_) {
            push(SetMode{mode});
            mode_is_known_ = true;
        }
    }

    /// No other step succeeds before these flags are gone, or after they are set.
    void clear_flags() {
        if (at_.flags != 0) {
            push(SetFlags{0});
        }
    }

    void set_flags() {
        if (at_.flags != wanted_.flags) {
            push(SetFlags{wanted_.flags});
        }
    }

    /// Takes access away from all but the owner before attributes change hands; what is wanted
    /// comes at the end. An ACL that goes must not leave its mask behind as group bits. The owner
    /// gets u+rw: without privilege, attributes cannot be set on a file one cannot write.
    void narrow() {
        const bool too_wide = (at_.mode & (kGroupAndOthers | kSetIds)) != 0 || !mode_is_known_;
        const bool too_narrow = (at_.mode & kReadWrite) != kReadWrite;
        if (too_wide || too_narrow) {
            set_mode(narrowed_mode(wanted_));
        }
    }

    template <typename Filter>
    void remove_attributes(Filter filter) {
        std::vector<AttributeName> leaving;
        for (const Attribute& attribute : at_.attributes) {
            const std::string* const wanted = wanted_.attributes.find(attribute.name);
            const bool stays = wanted != nullptr && *wanted == attribute.value;
            if (!stays && filter(attribute.name)) {
                leaving.push_back(attribute.name);
            }
        }
        for (AttributeName& name : leaving) {
            push(RemoveAttribute{std::move(name)});
        }
    }

    template <typename Filter>
    void set_attributes(Filter filter) {
        for (const Attribute& attribute : wanted_.attributes) {
            const std::string* const present = at_.attributes.find(attribute.name);
            const bool is_there = present != nullptr && *present == attribute.value;
            if (!is_there && filter(attribute.name)) {
                push(SetAttribute{attribute});
            }
        }
    }

    Change take() { return std::move(steps_); }

private:
    void push(Step step) {
        const auto* const set = std::get_if<SetAttribute>(&step);
        if (set == nullptr || set->attribute.name == kAclAccess) { // no other changes what is asked
            take_step(at_, step);
        }
        steps_.push_back(std::move(step));
    }

    DiskState at_;
    const DiskState& wanted_;
    Change steps_;
    bool mode_is_known_ = true;
};

} // namespace

bool needs_replacing(const DiskState& now, const DiskState& wanted) {
    return now.kind != wanted.kind || now.rdev != wanted.rdev || now.content != wanted.content;
}

std::uint32_t narrowed_mode(const DiskState& wanted) {
    return (wanted.mode & kOwnerBits) | kReadWrite;
}

Change diff(const DiskState& now, const DiskState& wanted, OwnerChange order) {
    if (now == wanted) {
        return {};
    }
    if (needs_replacing(now, wanted)) {
        return {Replace{}};
    }
    if (now.kind == Kind::symlink) {
        // nothing but its owner and what lies beside it can be changed of a symbolic link
        Steps link(now, wanted);
        link.remove_attributes(is_beside);
        link.set_attributes(is_beside);
        link.change_owner();
        return link.take();
    }

    Steps steps(now, wanted);
    steps.clear_flags();
    if (order == OwnerChange::first) {
        steps.change_owner();
        steps.narrow();
        steps.remove_attributes(is_acl);
        steps.remove_attributes(is_metadata_name);
        steps.remove_attributes(is_capability);
        steps.set_attributes(is_metadata_name);
    } else {
        steps.narrow();
        steps.remove_attributes(is_acl);
        steps.remove_attributes(is_metadata_name);
        steps.remove_attributes(is_capability);
        steps.set_attributes(is_metadata_name);
        steps.change_owner();
    }
    steps.set_attributes(is_acl);
    steps.set_mode(wanted.mode);
    steps.set_attributes(is_capability);
    steps.set_flags();
    return steps.take();
}

DiskState without_flags(DiskState state) {
    state.flags = 0;
    return state;
}

DiskState after(DiskState state, const Step& step) {
    take_step(state, step);
    return state;
}

std::string to_text(const Step& step) {
    if (const auto* const owner = std::get_if<SetOwner>(&step)) {
        return fmt::format("set owner {}:{}", owner->uid.value, owner->gid.value);
    }
    if (const auto* const mode = std::get_if<SetMode>(&step)) {
        return fmt::format("set mode {}", base::mode_text(mode->mode));
    }
    if (const auto* const set = std::get_if<SetAttribute>(&step)) {
        if (is_beside(set->attribute.name)) {
            return fmt::format("write {} {}", set->attribute.name.view().substr(1),
                               base::escape(set->attribute.value));
        }
        return fmt::format("set {} = {}", base::escape(set->attribute.name),
                           base::hex(set->attribute.value));
    }
    if (const auto* const removed = std::get_if<RemoveAttribute>(&step)) {
        if (is_beside(removed->name)) {
            return fmt::format("remove {}", removed->name.view().substr(1));
        }
        return fmt::format("remove {}", base::escape(removed->name));
    }
    if (const auto* const flags = std::get_if<SetFlags>(&step)) {
        return flags->flags == 0
                   ? "clear the flags immutable and append-only"
                   : fmt::format("set flag{}{}",
                                 (flags->flags & kImmutable) != 0 ? " immutable" : "",
                                 (flags->flags & kAppendOnly) != 0 ? " append-only" : "");
    }
    return "replace by a new inode";
}

} // namespace permap::codec
