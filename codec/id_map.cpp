// SPDX-License-Identifier: Apache-2.0
#include "codec/id_map.hpp"

#include "codec/little_endian.hpp"
#include "codec/posix_acl.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

namespace permap::codec {
namespace {

constexpr std::uint64_t kIds = std::numeric_limits<std::uint32_t>::max(); // the last is no id

std::uint64_t end_of(std::uint32_t first, const IdRange& range) {
    return std::uint64_t{first} + range.count;
}

std::string range_text(const IdRange& range) {
    return fmt::format("{}:{}:{}", range.from, range.to, range.count);
}

bool covers(std::uint32_t first, const IdRange& range, std::uint32_t id) {
    return id >= first && id < end_of(first, range);
}

/// Two neighbours in the order of `field` that share an id, as an error.
base::Result<void> refuse_overlap(std::vector<IdRange> ranges, std::uint32_t IdRange::*field,
                                  std::string_view consequence) {
    std::ranges::sort(ranges, {}, field);
    for (std::size_t i = 1; i < ranges.size(); ++i) {
        if (end_of(ranges[i - 1].*field, ranges[i - 1]) > ranges[i].*field) {
            return base::fail_because(fmt::format("the ranges {} and {} overlap: {}",
                                                  range_text(ranges[i - 1]), range_text(ranges[i]),
                                                  consequence));
        }
    }
    return {};
}

/// Maps ids one after the other and remembers what it could not map.
class Mapper {
public:
    explicit Mapper(MappedView& result) : result_(result) {}

    std::uint32_t map(const IdMap& map, std::uint32_t id, std::string_view what) {
        if (const std::optional<std::uint32_t> to = map.find(id)) {
            return *to;
        }
        std::string text = fmt::format("{} {}", what, id);
        if (std::ranges::find(result_.unmapped, text) == result_.unmapped.end()) {
            result_.unmapped.push_back(std::move(text));
        }
        result_.is_reversal = result_.is_reversal || map.leads_to(id);
        return id;
    }

private:
    MappedView& result_;
};

void map_acl(const IdMaps& maps, Mapper& mapper, std::string& bytes) {
    std::optional<Acl> acl = parse_acl(bytes);
    if (!acl) {
        return; // a malformed one names nobody
    }
    for (AclEntry& entry : *acl) {
        if (entry.tag == AclTag::user) {
            entry.id = mapper.map(maps.users, entry.id, "ACL uid");
        } else if (entry.tag == AclTag::group) {
            entry.id = mapper.map(maps.groups, entry.id, "ACL gid");
        }
    }
    bytes = serialize_acl(*acl);
}

/// linux/capability.h, struct vfs_ns_cap_data: revision 3 ends with the uid that is root in the
/// user namespace where the capabilities count.
void map_capability(const IdMaps& maps, Mapper& mapper, std::string& bytes) {
    constexpr std::size_t kSize = 24;
    constexpr std::size_t kRootId = 20;
    constexpr std::uint32_t kRevisionMask = 0xff000000;
    constexpr std::uint32_t kRevision3 = 0x03000000;
    if (bytes.size() == kSize && (get_le32(bytes) & kRevisionMask) == kRevision3) {
        const std::uint32_t root = get_le32(std::string_view(bytes).substr(kRootId));
        bytes.replace(kRootId, 4, put_le32(mapper.map(maps.users, root, "capability root uid")));
    }
}

std::string sentence(std::string_view what, const IdRange& range) {
    if (range.count == 1) {
        return fmt::format("{} {} becomes {}", what, range.from, range.to);
    }
    return fmt::format("{}s {} to {} become {} to {}", what, range.from,
                       end_of(range.from, range) - 1, range.to, end_of(range.to, range) - 1);
}

} // namespace

base::Result<IdMap> IdMap::create(std::vector<IdRange> ranges) {
    for (const IdRange& range : ranges) {
        const bool fits = end_of(range.from, range) <= kIds && end_of(range.to, range) <= kIds;
        if (range.count == 0 || !fits) {
            return base::fail_because(
                fmt::format("the range {} {}", range_text(range),
                            range.count == 0 ? "is empty" : "goes beyond the last id, 4294967294"));
        }
    }
    PERMAP_TRY(refuse_overlap(ranges, &IdRange::from, "an id in both would have two targets"));
    PERMAP_TRY(refuse_overlap(ranges, &IdRange::to,
                              "two ids would become one, and nothing could tell them apart again"));
    std::ranges::sort(ranges, {}, &IdRange::from);
    IdMap map;
    map.ranges_ = std::move(ranges);
    return map;
}

std::optional<std::uint32_t> IdMap::find(std::uint32_t id) const {
    const auto after = std::ranges::upper_bound(ranges_, id, {}, &IdRange::from);
    if (after == ranges_.begin() || !covers((after - 1)->from, *(after - 1), id)) {
        return std::nullopt;
    }
    return (after - 1)->to + (id - (after - 1)->from);
}

bool IdMap::leads_to(std::uint32_t id) const {
    return std::ranges::any_of(ranges_,
                               [&](const IdRange& range) { return covers(range.to, range, id); });
}

bool IdMap::shifts_twice() const {
    return std::ranges::any_of(ranges_, [&](const IdRange& out) {
        return std::ranges::any_of(ranges_, [&](const IdRange& in) {
            const bool meet = out.to < end_of(in.from, in) && in.from < end_of(out.to, out);
            return meet && in.from != in.to;
        });
    });
}

MappedView map_ids(const IdMaps& maps, const GuestView& view) {
    MappedView mapped = {.view = view, .unmapped = {}};
    if (maps.empty()) {
        return mapped;
    }
    Mapper mapper(mapped);
    mapped.view.uid = GuestUid{mapper.map(maps.users, view.uid.value, "uid")};
    mapped.view.gid = GuestGid{mapper.map(maps.groups, view.gid.value, "gid")};
    map_acl(maps, mapper, mapped.view.acl_access);
    map_acl(maps, mapper, mapped.view.acl_default);
    map_capability(maps, mapper, mapped.view.capability);
    return mapped;
}

std::vector<std::string> describe(const IdMaps& maps) {
    std::vector<std::string> sentences;
    for (const IdRange& range : maps.users.ranges()) {
        sentences.push_back(sentence("uid", range));
    }
    for (const IdRange& range : maps.groups.ranges()) {
        sentences.push_back(sentence("gid", range));
    }
    return sentences;
}

} // namespace permap::codec
