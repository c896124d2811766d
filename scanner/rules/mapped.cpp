// SPDX-License-Identifier: Apache-2.0
// Trees of a mapped model: metadata that is missing, damaged or contradicted by the object itself.
#include "codec/kind.hpp"
#include "scanner/rules/all.hpp"

namespace permap::scanner {
namespace {

/// The first QEMU that reads a real symbolic link in a mapped tree (commit 22296f2db9).
constexpr unsigned kReadsNativeSymlinks = 11;

bool is_mapped(const Examined& entry) {
    return entry.share.model->storage == codec::Storage::mapped;
}

std::optional<Hit> check_oddity(const Examined& entry, codec::Oddity oddity, Severity severity) {
    if (!is_mapped(entry) || !entry.decoded.has(oddity)) {
        return std::nullopt;
    }
    return Hit{.severity = severity};
}

void add_if(std::string& list, bool is_so, std::string_view what) {
    if (is_so) {
        list.append(list.empty() ? "" : ", ").append(what);
    }
}

} // namespace

std::optional<Hit> check_mapped_missing(const Examined& entry) {
    // The root has none until the guest changes it: QEMU never creates it.
    if (entry.is_root) {
        return std::nullopt;
    }
    return check_oddity(entry, codec::Oddity::no_metadata, Severity::medium);
}

std::optional<Hit> check_mapped_partial(const Examined& entry) {
    std::optional<Hit> hit = check_oddity(entry, codec::Oddity::partial_metadata, Severity::low);
    if (hit) {
        const codec::Decoded& decoded = entry.decoded;
        std::string missing;
        add_if(missing, !decoded.uid_stored, "uid");
        add_if(missing, !decoded.gid_stored, "gid");
        add_if(missing, !decoded.mode_stored, "mode");
        hit->evidence.emplace_back("missing", std::move(missing));
    }
    return hit;
}

std::optional<Hit> check_mapped_corrupt(const Examined& entry) {
    const codec::Decoded& decoded = entry.decoded;
    if (!is_mapped(entry) || decoded.oddities.empty()) {
        return std::nullopt;
    }
    std::string damage;
    add_if(damage, decoded.has(codec::Oddity::corrupt_value), "value of a wrong length or type");
    add_if(damage, decoded.has(codec::Oddity::corrupt_acl), "malformed ACL");
    add_if(damage, decoded.has(codec::Oddity::unusable_id), "id 4294967295");
    if (damage.empty()) {
        return std::nullopt;
    }
    return Hit{.severity = Severity::high, .evidence = {{"damage", std::move(damage)}}};
}

std::optional<Hit> check_mapped_type_mismatch(const Examined& entry) {
    return check_oddity(entry, codec::Oddity::type_mismatch, Severity::high);
}

std::optional<Hit> check_mapped_foreign_dialect(const Examined& entry) {
    return check_oddity(entry, codec::Oddity::foreign_dialect, Severity::medium);
}

std::optional<Hit> check_native_symlink(const Examined& entry) {
    const bool is_read = entry.share.qemu_major >= kReadsNativeSymlinks;
    return check_oddity(entry, codec::Oddity::native_symlink,
                        is_read ? Severity::low : Severity::high);
}

std::optional<Hit> check_native_special(const Examined& entry) {
    std::optional<Hit> hit = check_oddity(entry, codec::Oddity::native_special, Severity::medium);
    if (hit) {
        hit->evidence.emplace_back("kind", codec::to_text(entry.facts.state.kind));
    }
    return hit;
}

} // namespace permap::scanner
