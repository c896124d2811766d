// SPDX-License-Identifier: Apache-2.0
// Objects that carry a privilege of the host, or that withstand changes.
#include "codec/kind.hpp"
#include "scanner/rules/all.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

namespace permap::scanner {
namespace {

constexpr std::uint32_t kRoot = 0;

std::optional<Hit> check_special_bit(const Examined& entry, std::uint32_t bit, std::uint32_t id) {
    const codec::DiskState& state = entry.facts.state;
    if (state.kind != codec::Kind::file || (state.mode & bit) == 0) {
        return std::nullopt;
    }
    // Only where guest users write modes and owners through to the host can they have made it.
    const bool is_root_for_guests = id == kRoot && guests_count(entry.share);
    return Hit{.severity = is_root_for_guests ? Severity::critical : Severity::high,
               .evidence = {{"runs as", fmt::format("{}", id)}}};
}

} // namespace

std::optional<Hit> check_setuid_file(const Examined& entry) {
    return check_special_bit(entry, S_ISUID, entry.facts.state.uid.value);
}

std::optional<Hit> check_setgid_file(const Examined& entry) {
    return check_special_bit(entry, S_ISGID, entry.facts.state.gid.value);
}

std::optional<Hit> check_file_capability(const Examined& entry) {
    if (entry.facts.state.attributes.find(codec::kCapability) == nullptr) {
        return std::nullopt;
    }
    return Hit{.severity = Severity::high};
}

std::optional<Hit> check_device_node(const Examined& entry) {
    const codec::DiskState& state = entry.facts.state;
    if (!codec::is_device(state.kind)) {
        return std::nullopt;
    }
    return Hit{.severity = Severity::high,
               .evidence = {{"device", fmt::format("{} {}", codec::to_text(state.kind),
                                                   codec::device_text(state.rdev))}}};
}

std::optional<Hit> check_immutable(const Examined& entry) {
    const std::uint64_t attributes = entry.facts.attributes;
    if ((attributes & (STATX_ATTR_IMMUTABLE | STATX_ATTR_APPEND)) == 0) {
        return std::nullopt;
    }
    const bool is_immutable = (attributes & STATX_ATTR_IMMUTABLE) != 0;
    return Hit{.severity = Severity::high,
               .evidence = {{"flag", is_immutable ? "immutable" : "append-only"}}};
}

} // namespace permap::scanner
