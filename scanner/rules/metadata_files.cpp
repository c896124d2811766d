// SPDX-License-Identifier: Apache-2.0
// Trees of a model that keeps metadata in files: files that belong to nothing, that contradict each
// other, or that others on the host may write.
#include "base/numbers.hpp"
#include "codec/metadata_file.hpp"
#include "scanner/rules/all.hpp"

#include <fmt/format.h>

namespace permap::scanner {
namespace {

constexpr std::uint32_t kWriteForAnybodyElse = 0022;

bool keeps_files(const Examined& entry) {
    return entry.share.model->keeps_files;
}

} // namespace

std::optional<Hit> check_both_codecs(const Examined& entry) {
    const bool has_both = keeps_files(entry)
                              ? entry.decoded.has(codec::Oddity::both_codecs)
                              : entry.share.model->storage == codec::Storage::mapped &&
                                    entry.name == codec::kMetadataDirectoryName;
    return has_both ? std::optional(Hit{.severity = Severity::medium}) : std::nullopt;
}

std::optional<Hit> check_hard_link_disagree(const Examined& entry) {
    if (!keeps_files(entry) || !entry.decoded.has(codec::Oddity::links_disagree)) {
        return std::nullopt;
    }
    return Hit{.severity = Severity::medium,
               .evidence = {{"names", fmt::format("{}", entry.facts.nlink)},
                            {"of its metadata", fmt::format("{}", entry.facts.metadata.nlink)}}};
}

std::optional<Hit> check_orphan_metadata(const Examined& entry) {
    if (!keeps_files(entry)) {
        return std::nullopt;
    }
    if (codec::is_reserved_name(entry.name)) {
        return Hit{.severity =
                       Severity::medium}; // it holds no metadata, and the guest cannot see it
    }
    const std::vector<std::string>& orphans = entry.facts.metadata.orphans;
    if (orphans.empty()) {
        return std::nullopt;
    }
    return Hit{
        .severity = Severity::medium,
        .evidence = {{"first", orphans.front()}, {"count", fmt::format("{}", orphans.size())}}};
}

std::optional<Hit> check_metadata_incomplete(const Examined& entry) {
    if (!keeps_files(entry) || !entry.facts.metadata.is_incomplete) {
        return std::nullopt;
    }
    return Hit{.severity = Severity::medium};
}

std::optional<Hit> check_metadata_writable(const Examined& entry) {
    if (!keeps_files(entry)) {
        return std::nullopt;
    }
    for (const std::string_view attribute : {codec::kMetadataDirectory, codec::kMetadataFile}) {
        const auto object = codec::find_beside(entry.facts.state, attribute);
        if (object && (object->mode & kWriteForAnybodyElse) != 0) {
            return Hit{.severity = Severity::critical,
                       .evidence = {{"what", std::string(attribute.substr(1))},
                                    {"mode", base::mode_text(object->mode)}}};
        }
    }
    return std::nullopt;
}

} // namespace permap::scanner
