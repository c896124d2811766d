// SPDX-License-Identifier: Apache-2.0
// What the mount under a root lets the host do with files that guests make.
#include "base/quote.hpp"
#include "scanner/rules/all.hpp"
#include "scanner/surroundings.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace permap::scanner {
namespace {

/// The kernel's own: guests make no programs or devices there, or the host lives on those.
constexpr std::array<std::string_view, 14> kKernelTypes = {
    "autofs", "binfmt_misc", "bpf",    "cgroup", "cgroup2", "configfs",   "debugfs",
    "devpts", "devtmpfs",    "mqueue", "proc",   "sysfs",   "securityfs", "tracefs"};

/// A line that keeps what is mounted there now.
std::string fstab_line(const Mount& mount) {
    return fmt::format("{} {} {} defaults,nosuid,nodev 0 2", fstab_word(mount.source),
                       fstab_word(mount.point), mount.type);
}

/// On a mount that holds more than the tree, such as "/", programs may need what is taken away
/// here: the tree gets a mount of its own. One that is not recursive would hide what is mounted
/// below.
Hit with_advice(Hit hit, const Mount& mount, const std::string& root, bool has_mounts_below) {
    const std::string_view bind = has_mounts_below ? "rbind" : "bind";
    const bool is_own = mount.point == root && root != "/";
    const std::string path = base::shell_word(root);
    const std::string remount = fmt::format("mount -o remount,bind,nosuid,nodev {}", path);
    const bool is_whole = mount.root == "/" && mount.source.starts_with("/dev/");
    hit.evidence.emplace_back(
        "command",
        is_own ? remount : fmt::format("mount --{0} {1} {1} && {2}", bind, path, remount));
    hit.evidence.emplace_back(
        "fstab", is_own && is_whole
                     ? fstab_line(mount)
                     : fmt::format("{0} {0} none {1},nosuid,nodev 0 0", fstab_word(root), bind));
    return hit;
}

/// Of the mount that `path` is on.
std::optional<Hit> judge(const Mount& mount, const std::string& path, bool has_mounts_below) {
    std::string missing;
    for (const std::string_view option : {"nosuid", "nodev"}) {
        if (!has_option(mount.options, option)) {
            missing.append(missing.empty() ? "" : " and ").append(option);
        }
    }
    if (missing.empty()) {
        return std::nullopt;
    }
    Hit hit = {.severity = Severity::medium,
               .asks_reach = false,
               .evidence = {{"mounted on", mount.point}, {"missing", missing}}};
    return with_advice(std::move(hit), mount, path, has_mounts_below);
}

} // namespace

std::vector<Hit> check_mount_options(const Surroundings& around, const Share& share) {
    if (!around.mount || share.model == nullptr || !guests_count(share)) {
        return {};
    }
    std::vector<Hit> hits;
    const auto add = [&](std::optional<Hit> hit) {
        if (hit) {
            hits.push_back(std::move(*hit));
        }
    };
    add(judge(*around.mount, around.place.real_path, !around.mounts_below.empty()));
    for (const auto& [path, mount] : around.mounts_below) { // the server goes there, too
        if (std::ranges::find(kKernelTypes, mount.type) == kKernelTypes.end()) {
            add(judge(mount, mount.point, false));
        }
    }
    return hits;
}

std::string say_mount_options(const Finding& finding) {
    return fmt::format(
        "{} is mounted without {}: {}", base::quote(evidence_of(finding, "mounted on")),
        evidence_of(finding, "missing"), base::escape(evidence_of(finding, "command")));
}

} // namespace permap::scanner
