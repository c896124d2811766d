// SPDX-License-Identifier: Apache-2.0
// Change: the difference between what is on disk and what is wanted, as ordered steps, together
// with what the kernel makes of each step. Pure. The order is the security of a conversion: narrow
// first, widen last, so that at no moment somebody has more access than before or after, and the
// old owner cannot plant values in between.
#pragma once

#include "codec/facts.hpp"

#include <string>
#include <variant>
#include <vector>

namespace permap::codec {

struct SetOwner {
    HostUid uid;
    HostGid gid;
    bool operator==(const SetOwner&) const = default;
};

struct SetMode {
    std::uint32_t mode = 0; ///< 07777 only
    bool operator==(const SetMode&) const = default;
};

struct SetAttribute {
    Attribute attribute;
    bool operator==(const SetAttribute&) const = default;
};

struct RemoveAttribute {
    AttributeName name;
    bool operator==(const RemoveAttribute&) const = default;
};

/// Makes the inode immutable or append-only, or neither: kImmutable, kAppendOnly or 0.
struct SetFlags {
    std::uint32_t flags = 0;
    bool operator==(const SetFlags&) const = default;
};

/// The object must become another inode: a new one with the wanted state takes its name.
struct Replace {
    bool operator==(const Replace&) const = default;
};

using Step = std::variant<SetOwner, SetMode, SetAttribute, RemoveAttribute, SetFlags, Replace>;
using Change = std::vector<Step>;

/// Who owns the inode while attributes are written. Towards a mapped model the owner changes
/// first: the old one could write attributes of his own. Away from it the owner changes after the
/// attributes are gone.
enum class OwnerChange : std::uint8_t { first, after_attributes };

/// Whether `wanted` needs another inode than `now`.
[[nodiscard]] bool needs_replacing(const DiskState& now, const DiskState& wanted);

/// The mode that `diff` narrows an inode to before its attributes change, on the way to `wanted`.
[[nodiscard]] std::uint32_t narrowed_mode(const DiskState& wanted);

/// The steps from `now` to `wanted`; empty when there is nothing to do.
[[nodiscard]] Change diff(const DiskState& now, const DiskState& wanted, OwnerChange order);

/// The same without what comes last of all and keeps the inode from every later change: its flags.
[[nodiscard]] DiskState without_flags(DiskState state);

/// What Linux makes of one step: chown drops setuid and capabilities, chmod edits an ACL, an ACL
/// edits the mode. Not defined for Replace.
[[nodiscard]] DiskState after(DiskState state, const Step& step);

/// `set owner 64055:64055`, as dry runs print it.
[[nodiscard]] std::string to_text(const Step& step);

} // namespace permap::codec
