// SPDX-License-Identifier: Apache-2.0
// Metadata of a mapped model in a tree that is exported as another one. A guest user may write such
// attributes on his own files; they sleep until the model changes and are the truth from then on.
#include "codec/kind.hpp"
#include "scanner/rules/all.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

namespace permap::scanner {
namespace {

// hw/9pfs/9p-local.c, VIRTFS_META_DIR and VIRTFS_META_ROOT_FILE
constexpr std::string_view kMetadataDirectory = ".virtfs_metadata";
constexpr std::string_view kMetadataRootFile = ".virtfs_metadata_root";

bool is_metadata_name(std::string_view name) {
    return name.starts_with(kMetadataDirectory) &&
           (name == kMetadataDirectory || name == kMetadataRootFile);
}

bool is_dangerous(const codec::Decoded& claim) {
    return (claim.uid_stored && claim.view.uid.value == 0) ||
           (claim.mode_stored &&
            ((claim.view.mode & S_ISUID) != 0 || codec::is_device(claim.view.kind)));
}

/// What a guest would see, as far as the attributes say it.
Hit describe(const codec::Decoded& claim) {
    Hit hit = {.severity = is_dangerous(claim) ? Severity::critical : Severity::high};
    const codec::GuestView& view = claim.view;
    if (claim.uid_stored) {
        hit.evidence.emplace_back("uid", fmt::format("{}", view.uid.value));
    }
    if (claim.gid_stored) {
        hit.evidence.emplace_back("gid", fmt::format("{}", view.gid.value));
    }
    if (claim.mode_stored) {
        hit.evidence.emplace_back("mode",
                                  fmt::format("{:07o}", codec::type_bits(view.kind) | view.mode));
        hit.evidence.emplace_back("kind", codec::to_text(view.kind));
    }
    if (claim.mode_stored && codec::is_device(view.kind)) {
        hit.evidence.emplace_back("device", codec::device_text(view.rdev));
    }
    return hit;
}

} // namespace

std::optional<Hit> check_planted_metadata(const Examined& entry) {
    const codec::Model& own = *entry.share.model;
    if (entry.decoded.has(codec::Oddity::both_codecs)) {
        return std::nullopt; // a rule of its own
    }
    for (const codec::Model* const model : codec::models_in(entry.facts.state.attributes)) {
        if (model->family == codec::Family::virtfs && model != &own) {
            return describe(model->decode(entry.facts));
        }
    }
    // to the mapped models of QEMU the name itself says something: both-codecs, orphan-metadata
    const bool is_of_server =
        own.storage == codec::Storage::mapped && own.family == codec::Family::virtfs;
    if (!is_of_server && is_metadata_name(entry.name)) {
        return Hit{.severity = Severity::high, .evidence = {{"name", std::string(entry.name)}}};
    }
    return std::nullopt;
}

std::optional<Hit> check_foreign_overlay(const Examined& entry) {
    std::string models;
    for (const codec::Model* const model : codec::models_in(entry.facts.state.attributes)) {
        if (model->family == codec::Family::neighbour && model != entry.share.model) {
            models.append(models.empty() ? "" : ", ").append(model->name);
        }
    }
    if (models.empty()) {
        return std::nullopt;
    }
    return Hit{.severity = Severity::info, .evidence = {{"model", std::move(models)}}};
}

std::string say_planted_metadata(const Finding& finding) {
    std::string claims;
    for (const auto& [name, value] : finding.evidence) {
        claims += fmt::format("{}{} {}", claims.empty() ? "" : ", ", name, value);
    }
    return claims.empty()
               ? "carries metadata of a mapped model"
               : fmt::format("carries metadata that would become the truth in a mapped tree: {}",
                             claims);
}

} // namespace permap::scanner
