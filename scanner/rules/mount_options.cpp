// SPDX-License-Identifier: Apache-2.0
// What the mount under a root lets the host do with files that guests make.
#include "base/quote.hpp"
#include "scanner/rules/all.hpp"
#include "scanner/surroundings.hpp"

#include <array>

#include <fmt/format.h>

namespace permap::scanner {
namespace {

/// A line that keeps what is mounted there now.
std::string fstab_line(const Mount& mount) {
    return fmt::format("{} {} {} defaults,nosuid,nodev 0 2", fstab_word(mount.source),
                       fstab_word(mount.point), mount.type);
}

/// On a mount that holds more than the tree, such as "/", programs may need what is taken away
/// here: the tree gets a mount of its own.
Hit with_advice(Hit hit, const Mount& mount, const std::string& root) {
    const bool is_own = mount.point == root && root != "/";
    const std::string path = base::shell_word(root);
    const std::string remount = fmt::format("mount -o remount,bind,nosuid,nodev {}", path);
    const bool is_whole = mount.root == "/" && mount.source.starts_with("/dev/");
    hit.evidence.emplace_back(
        "command", is_own ? remount : fmt::format("mount --bind {0} {0} && {1}", path, remount));
    hit.evidence.emplace_back(
        "fstab", is_own && is_whole
                     ? fstab_line(mount)
                     : fmt::format("{0} {0} none bind,nosuid,nodev 0 0", fstab_word(root)));
    return hit;
}

} // namespace

std::vector<Hit> check_mount_options(const Surroundings& around, const Share& share) {
    if (!around.mount || share.model == nullptr || !guests_count(share)) {
        return {};
    }
    std::string missing;
    for (const std::string_view option : {"nosuid", "nodev"}) {
        if (!has_option(around.mount->options, option)) {
            missing.append(missing.empty() ? "" : " and ").append(option);
        }
    }
    if (missing.empty()) {
        return {};
    }
    Hit hit = {.severity = Severity::medium,
               .asks_reach = false,
               .evidence = {{"mounted on", around.mount->point}, {"missing", missing}}};
    return {with_advice(std::move(hit), *around.mount, around.place.real_path)};
}

std::string say_mount_options(const Finding& finding) {
    return fmt::format("it is on {}, which is mounted without {}: {}",
                       base::quote(evidence_of(finding, "mounted on")),
                       evidence_of(finding, "missing"),
                       base::escape(evidence_of(finding, "command")));
}

} // namespace permap::scanner
