// SPDX-License-Identifier: Apache-2.0
// Rules about shares: how a directory is exported and mounted, whatever is in it.
#include "base/numbers.hpp"
#include "scanner/rules/all.hpp"
#include "scanner/shares/examined_share.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace permap::scanner {
namespace {

/// Directories of the system (hier(7)) that nobody means to hand to a guest as a whole.
constexpr std::array<std::string_view, 24> kSystemDirectories = {"/",
                                                                 "/bin",
                                                                 "/boot",
                                                                 "/dev",
                                                                 "/etc",
                                                                 "/home",
                                                                 "/lib",
                                                                 "/lib64",
                                                                 "/media",
                                                                 "/mnt",
                                                                 "/proc",
                                                                 "/root",
                                                                 "/run",
                                                                 "/sbin",
                                                                 "/sys",
                                                                 "/tmp",
                                                                 "/usr",
                                                                 "/var",
                                                                 "/var/lib",
                                                                 "/var/lib/libvirt",
                                                                 "/var/lib/libvirt/images",
                                                                 "/var/lib/vz",
                                                                 "/var/log",
                                                                 "/var/spool"};

bool is_native(const std::string& model) {
    return model == "passthrough" || model == "none";
}

bool is_9p(const FoundShare& share) {
    return share.protocol == ShareProtocol::ninep;
}

/// What tells the share apart, before what is wrong with it.
Hit begin_hit(const FoundShare& share, Severity severity) {
    Hit hit = {.severity = severity};
    if (!share.guest.empty()) {
        hit.evidence.emplace_back("guest", share.guest);
    }
    if (!share.tag.empty()) {
        hit.evidence.emplace_back("tag", share.tag);
    }
    hit.evidence.emplace_back("where", share.where);
    return hit;
}

std::string without_last_slash(std::string path) {
    while (path.size() > 1 && path.ends_with('/')) {
        path.pop_back();
    }
    return path;
}

void describe_mode(Hit& hit, const std::string& name, const CreateMode& mode) {
    if (mode.is_ignored) {
        hit.evidence.emplace_back(name, mode.text + ", ignored after -virtfs");
    } else if (mode.looks_octal_is_decimal && mode.value) {
        hit.evidence.emplace_back(
            name, fmt::format("{}, decimal: means {}", mode.text, base::mode_text(*mode.value)));
    }
}

bool stores_no_uid(const std::string& access) {
    return !access.empty() && access != "client" && access != "user";
}

bool has_malformed_acl(const ShareDirectory& directory, const std::string& model) {
    const codec::Model* const known = codec::find_model(model);
    return known != nullptr && directory.facts &&
           known->decode(*directory.facts).has(codec::Oddity::corrupt_acl);
}

} // namespace

std::optional<Hit> check_passthrough_as_root(const ExaminedShare& examined) {
    const FoundShare& share = examined.share;
    if (!is_9p(share) || share.uid != 0U || !is_native(share.model)) {
        return std::nullopt;
    }
    Hit hit = begin_hit(share, Severity::high);
    hit.evidence.emplace_back("model", share.model);
    return hit;
}

std::optional<Hit> check_wide_export(const ExaminedShare& examined) {
    if (examined.share.path.empty()) {
        return std::nullopt;
    }
    const std::string path = without_last_slash(examined.share.path);
    const ShareDirectory& directory = examined.directory;
    std::string reason;
    if (std::ranges::find(kSystemDirectories, path) != kSystemDirectories.end()) {
        reason = path == "/" ? "the whole host" : "a directory of the system";
    } else if (!directory.home_of.empty()) {
        reason = fmt::format("the home directory of {}", directory.home_of);
    } else if (directory.is_mount_point && !directory.other_devices.empty()) {
        reason = "a whole pool, with the file systems mounted in it";
    } else {
        return std::nullopt;
    }
    Hit hit = begin_hit(examined.share, Severity::high);
    hit.evidence.emplace_back("exports", std::move(reason));
    return hit;
}

std::optional<Hit> check_fmode_ignored(const ExaminedShare& examined) {
    Hit hit = begin_hit(examined.share, Severity::medium);
    const std::size_t begun = hit.evidence.size();
    describe_mode(hit, "fmode", examined.share.file_mode);
    describe_mode(hit, "dmode", examined.share.directory_mode);
    return hit.evidence.size() == begun ? std::nullopt : std::optional(std::move(hit));
}

std::optional<Hit> check_multidevs_warn(const ExaminedShare& examined) {
    const FoundShare& share = examined.share;
    const bool warns = share.multidevs.empty() || share.multidevs == "warn";
    const std::vector<std::string>& others = examined.directory.other_devices;
    if (!is_9p(share) || !warns || others.empty()) {
        return std::nullopt;
    }
    Hit hit = begin_hit(share, Severity::medium);
    hit.evidence.emplace_back("multidevs", share.multidevs.empty() ? "not set" : share.multidevs);
    hit.evidence.emplace_back("file systems below", std::to_string(others.size()));
    hit.evidence.emplace_back("first", others.front());
    return hit;
}

std::optional<Hit> check_model_mismatch(const ExaminedShare& examined) {
    const codec::Model* const said = codec::find_model(examined.share.model);
    const codec::Model* seen = examined.directory.looks_like;
    if (seen != nullptr && seen->storage == codec::Storage::mapped &&
        !seen->name.starts_with("mapped-")) {
        seen = nullptr; // metadata of another program than QEMU
    }
    if (said == nullptr || seen == nullptr || !is_9p(examined.share) || said == seen ||
        (said->storage == codec::Storage::native && seen->storage == codec::Storage::native)) {
        return std::nullopt;
    }
    // Between what most entries carry and what none does lies a tree that is being filled.
    if (seen->storage == codec::Storage::native && examined.directory.with_metadata > 0) {
        return std::nullopt;
    }
    Hit hit = begin_hit(examined.share, Severity::high);
    hit.evidence.emplace_back("exported", said->name);
    hit.evidence.emplace_back("disk", seen->name);
    hit.evidence.emplace_back("metadata", fmt::format("on {} of {} at its top",
                                                      examined.directory.with_metadata,
                                                      examined.directory.looked_at));
    return hit;
}

std::optional<Hit> check_access_mismatch(const ExaminedShare& examined) {
    const FoundShare& share = examined.share;
    if (share.origin != ShareOrigin::fstab || !is_9p(share)) {
        return std::nullopt;
    }
    const std::string model = examined.server == nullptr ? std::string() : examined.server->model;
    std::string reason;
    if (stores_no_uid(share.access) && !model.empty() && !is_native(model)) {
        reason = fmt::format("access={} stores no uid in a {} tree", share.access, model);
    } else if (share.has_posix_acl && !share.access.empty() && share.access != "client") {
        reason = fmt::format("posixacl does nothing with access={}", share.access);
    } else if (share.has_posix_acl && model == "none") {
        reason = "posixacl on a share that refuses ACLs (model none)";
    } else if (share.has_posix_acl && examined.server_directory != nullptr &&
               has_malformed_acl(*examined.server_directory, model)) {
        reason = "posixacl, and the ACL of the root is malformed: the guest gets EIO";
    } else {
        return std::nullopt;
    }
    Hit hit = begin_hit(share, Severity::medium);
    hit.evidence.emplace_back("mount", share.mount_point);
    hit.evidence.emplace_back("reason", std::move(reason));
    return hit;
}

} // namespace permap::scanner
