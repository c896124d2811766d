// SPDX-License-Identifier: Apache-2.0
#include "base/privileges.hpp"

#include <algorithm>
#include <fstream>

#include <linux/capability.h>

namespace permap::base {
namespace {

/// The effective capabilities, a bit each; all where they cannot be read.
std::uint64_t read_capabilities(const std::string& directory) {
    std::ifstream status(directory + "/status");
    for (std::string word; status >> word;) {
        if (word == "CapEff:") {
            std::uint64_t bits = 0;
            status >> std::hex >> bits;
            return bits;
        }
    }
    return ~std::uint64_t{0};
}

/// Lines of "first id inside, first id outside, count" (user_namespaces(7)).
std::vector<IdRange> read_map(const std::string& path) {
    std::vector<IdRange> ranges;
    std::ifstream map(path);
    IdRange range;
    for (std::uint32_t outside = 0; map >> range.first >> outside >> range.count;) {
        ranges.push_back(range);
    }
    return ranges;
}

} // namespace

bool holds(const std::vector<IdRange>& ranges, std::uint32_t id) {
    return std::ranges::any_of(ranges, [&](const IdRange& range) {
        return id >= range.first && id - range.first < range.count;
    });
}

Privileges read_privileges(const std::string& directory) {
    const std::uint64_t capabilities = read_capabilities(directory);
    const auto has = [&](int bit) { return (capabilities >> bit & 1U) != 0; };
    Privileges privileges = {.uids = read_map(directory + "/uid_map"),
                             .gids = read_map(directory + "/gid_map")};
    const std::vector<IdRange>& uids = privileges.uids;
    const bool is_first_namespace = uids.empty() || uids.front().count == 0xffffffff;
    for (std::vector<IdRange>* const ids : {&privileges.uids, &privileges.gids}) {
        if (ids->empty()) { // a kernel without user namespaces, or nobody can say
            *ids = Privileges().uids;
        }
    }
    privileges.may_change_any = has(CAP_CHOWN) && has(CAP_FOWNER) && has(CAP_DAC_OVERRIDE);
    privileges.may_make_devices = is_first_namespace && has(CAP_MKNOD);
    privileges.may_set_capabilities = is_first_namespace && has(CAP_SETFCAP);
    privileges.may_clear_flags = is_first_namespace && has(CAP_LINUX_IMMUTABLE);
    return privileges;
}

} // namespace permap::base
