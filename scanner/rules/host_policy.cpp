// SPDX-License-Identifier: Apache-2.0
// What a mapped model must leave on the host: everything belongs to the QEMU user, and nobody else
// gets at what the guest believes to be private.
#include "base/numbers.hpp"
#include "codec/kind.hpp"
#include "scanner/rules/all.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

namespace permap::scanner {
namespace {

constexpr std::uint32_t kGroupAndOthers = 0077;

/// Real symlinks and special files have rules of their own, and a symlink's mode means nothing.
bool follows_host_policy(const Examined& entry) {
    const codec::Kind kind = entry.facts.state.kind;
    return entry.share.model->storage == codec::Storage::mapped &&
           (kind == codec::Kind::file || kind == codec::Kind::directory);
}

} // namespace

std::optional<Hit> check_host_owner(const Examined& entry) {
    const std::optional<codec::HostUid> wanted = entry.share.host_uid;
    if (!wanted || entry.facts.state.uid == *wanted || !follows_host_policy(entry)) {
        return std::nullopt;
    }
    return Hit{.severity = Severity::high,
               .evidence = {{"wanted uid", fmt::format("{}", wanted->value)}}};
}

std::optional<Hit> check_host_mode(const Examined& entry) {
    const codec::DiskState& state = entry.facts.state;
    const std::uint32_t allowed =
        state.kind == codec::Kind::directory ? entry.share.directory_mode : entry.share.file_mode;
    const bool is_policy = entry.share.model->host_modes == codec::HostModes::policy;
    if ((state.mode & kGroupAndOthers & ~allowed) == 0 || !is_policy ||
        !follows_host_policy(entry)) {
        return std::nullopt;
    }
    return Hit{.severity = Severity::high, .evidence = {{"allowed", base::mode_text(allowed)}}};
}

std::optional<Hit> check_sticky_not_owner(const Examined& entry) {
    const codec::DiskState& state = entry.facts.state;
    const std::optional<codec::HostUid> user = entry.share.host_uid;
    // Linux asks for ownership only where user attributes are written to a sticky directory
    // (fs/xattr.c, xattr_permission); CAP_FOWNER passes.
    const bool is_refused = state.kind == codec::Kind::directory && (state.mode & S_ISVTX) != 0 &&
                            user && user->value != 0 && state.uid != *user;
    if (!is_refused || !entry.share.model->needs_attributes) {
        return std::nullopt;
    }
    return Hit{.severity = Severity::medium,
               .evidence = {{"wanted uid", fmt::format("{}", user->value)}}};
}

std::string say_host_owner(const Finding& finding) {
    return fmt::format("owned by {}, not by the QEMU user {}", finding.uid,
                       evidence_of(finding, "wanted uid"));
}

std::string say_host_mode(const Finding& finding) {
    return fmt::format("mode {} lets others on the host in, the share allows {}",
                       base::mode_text(finding.mode), evidence_of(finding, "allowed"));
}

} // namespace permap::scanner
