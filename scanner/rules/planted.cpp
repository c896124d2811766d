// SPDX-License-Identifier: Apache-2.0
// Metadata of a mapped model in a tree that is exported as another one. A guest user may write such
// attributes on his own files; they sleep until the model changes and are the truth from then on.
#include "codec/kind.hpp"
#include "codec/metadata_file.hpp"
#include "scanner/rules/all.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

namespace permap::scanner {
namespace {

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

/// What a metadata file claims, where that is dangerous: others are told by their directory.
std::optional<Hit> check_metadata_file(const Examined& entry) {
    codec::MetadataObject object;
    object.text = *entry.head;
    codec::Facts claimed;
    claimed.state.attributes.set(codec::kMetadataFile, codec::pack(object));
    const codec::Decoded claim = codec::find_model("mapped-file")->decode(claimed);
    return is_dangerous(claim) ? std::optional(describe(claim)) : std::nullopt;
}

} // namespace

bool may_be_metadata(std::string_view name, const codec::DiskState& /*state*/,
                     std::string_view directory) {
    return directory == codec::kMetadataDirectoryName || name == codec::kMetadataRootFileName;
}

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
    if (is_of_server) {
        return std::nullopt;
    }
    if (entry.head && may_be_metadata(entry.name, entry.facts.state, entry.directory)) {
        if (std::optional<Hit> hit = check_metadata_file(entry)) {
            return hit;
        }
    }
    if (codec::is_reserved_name(entry.name)) {
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
