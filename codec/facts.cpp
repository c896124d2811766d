// SPDX-License-Identifier: Apache-2.0
#include "codec/facts.hpp"

#include <algorithm>

#include <linux/stat.h>

namespace permap::codec {
namespace {

/// A mapped object has three or four.
constexpr std::size_t kUsualAttributes = 4;

/// Somebody planted some: thousands fit into the 64 KiB that their names may have.
constexpr std::size_t kManyAttributes = 16;

/// Of the attributes that statx reports.
std::uint32_t flags_of(Kind kind, std::uint64_t attributes) {
    if (kind != Kind::file && kind != Kind::directory) {
        return 0;
    }
    return ((attributes & STATX_ATTR_IMMUTABLE) != 0 ? kImmutable : 0) |
           ((attributes & STATX_ATTR_APPEND) != 0 ? kAppendOnly : 0);
}

} // namespace

const std::string* Attributes::find(std::string_view name) const {
    const auto is_it = [&](const Attribute& attribute) { return attribute.name == name; };
    const auto at = all_.size() <= kManyAttributes
                        ? std::ranges::find_if(all_, is_it)
                        : std::ranges::lower_bound(all_, AttributeName(name), {}, &Attribute::name);
    return at == all_.end() || !is_it(*at) ? nullptr : &at->value;
}

void Attributes::set(AttributeName name, std::string value) {
    if (all_.empty()) {
        all_.reserve(kUsualAttributes);
    }
    // they nearly always come in order: from the kernel, from rows and from encoders
    const auto at = !all_.empty() && all_.back().name < name
                        ? all_.end()
                        : std::ranges::lower_bound(all_, name, {}, &Attribute::name);
    if (at != all_.end() && at->name == name) {
        at->value = std::move(value);
    } else {
        all_.insert(at, Attribute{std::move(name), std::move(value)});
    }
}

void Attributes::erase(std::string_view name) {
    std::erase_if(all_, [&](const Attribute& attribute) { return attribute.name == name; });
}

void set_stat(Facts& facts, const base::Stat& stat) {
    facts.state.kind = kind_of(stat.mode).value_or(Kind::file);
    facts.state.mode = stat.mode & kPermissionBits;
    facts.state.uid = HostUid{stat.uid};
    facts.state.gid = HostGid{stat.gid};
    facts.state.rdev = is_device(facts.state.kind) ? stat.rdev : 0;
    facts.state.flags = flags_of(facts.state.kind, stat.attributes);
    facts.identity = {.inode = stat.inode, .birth = stat.btime};
    facts.device = stat.device;
    facts.size = stat.size;
    facts.nlink = stat.nlink;
    facts.atime = stat.atime;
    facts.mtime = stat.mtime;
    facts.attributes = stat.attributes;
}

Facts facts_from(const base::Stat& stat) {
    Facts facts;
    set_stat(facts, stat);
    return facts;
}

} // namespace permap::codec
