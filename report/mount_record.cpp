// SPDX-License-Identifier: Apache-2.0
#include "report/mount_record.hpp"

#include "base/quote.hpp"
#include "report/text_sections.hpp"

#include <array>

#include <fmt/format.h>

namespace permap::report {
namespace {

using scanner::Ability;
using scanner::Feature;
using scanner::MountProbe;

constexpr std::array<std::string_view, 3> kModels = {"mapped-xattr", "mapped-file", "passthrough"};
constexpr std::size_t kColumn = 32; ///< where values begin

template <typename Number>
Json number_or_null(const std::optional<Number>& number) {
    return number ? Json(*number) : Json(nullptr);
}

Json features_of(const MountProbe& probe) {
    Json features = Json::object();
    for (std::size_t at = 0; at < scanner::kAbilities; ++at) {
        const auto ability = static_cast<Ability>(at);
        const Feature& feature = probe.at(ability);
        features[std::string(describe(ability).key)] = {{"answer", to_text(feature.answer)},
                                                        {"how", to_text(feature.how)},
                                                        {"detail", text_or_null(feature.detail)}};
    }
    return features;
}

Json raid_of(const scanner::MdArray& array) {
    Json members = Json::array();
    for (const scanner::MdMember& member : array.members) {
        members.push_back(
            {{"name", member.name}, {"faulty", member.is_faulty}, {"spare", member.is_spare}});
    }
    Json raid = Json::object();
    raid["level"] = text_or_null(array.level);
    raid["running"] = array.is_running;
    raid["access"] = to_text(array.access);
    raid["devices"] = array.wanted;
    raid["in_sync"] = array.in_sync;
    raid["action"] = text_or_null(array.action);
    raid["progress"] = text_or_null(array.progress);
    raid["members"] = std::move(members);
    return raid;
}

Json storage_of(const scanner::StorageStack& storage) {
    Json devices = Json::array();
    for (const scanner::BlockDevice& device : storage.devices) {
        Json fields = Json::object();
        fields["name"] = device.name;
        fields["kind"] = to_text(device.kind);
        set_name(fields, "label", device.label);
        fields["read_only"] = device.is_read_only;
        fields["below"] = device.below;
        fields["controller"] = text_or_null(device.controller);
        fields["raid"] = device.array ? raid_of(*device.array) : Json(nullptr);
        fields["troubles"] = device.troubles;
        devices.push_back(std::move(fields));
    }
    return devices;
}

Json fields_of(const std::string& root, const MountProbe& probe) {
    Json fields = Json::object();
    set_name(fields, "root", root);
    set_name(fields, "path", probe.path);
    set_name(fields, "mount_point", probe.mount.point);
    set_name(fields, "source", probe.mount.source);
    fields["device"] = probe.mount.device;
    fields["file_system"] = probe.mount.type;
    set_name(fields, "options", probe.mount.options);
    set_name(fields, "super_options", probe.mount.super_options);
    fields["read_only"] = probe.is_read_only;
    fields["features"] = features_of(probe);
    fields["inode_size"] = number_or_null(probe.inode_size);
    fields["attributes_land"] = text_or_null(probe.landing);
    fields["largest_value"] = number_or_null(probe.largest_value);
    fields["largest_value_how"] = to_text(probe.largest_how);
    fields["small_values"] = number_or_null(probe.small_values);
    fields["small_values_is_all"] = probe.took_all_values;
    fields["block_size"] = probe.space.block_size;
    fields["blocks_available"] = probe.space.blocks_available;
    fields["inodes"] = probe.space.inodes;
    fields["inodes_free"] = probe.space.inodes_free;
    fields["storage"] = storage_of(probe.storage);
    fields["storage_note"] = text_or_null(probe.storage.note);
    fields["safety"] = probe.safety;
    fields["why_not_jail"] = text_or_null(probe.why_not_jail);
    Json fit = Json::object();
    for (const std::string_view model : kModels) {
        fit[std::string(model)] = to_text(is_fit_for(probe, model));
    }
    fields["fit_for"] = std::move(fit);
    fields["notes"] = probe.notes;
    fields["fixes"] = probe.fixes;
    return fields;
}

std::string mount_line(std::string_view label, std::string_view value) {
    return fmt::format("  {:<{}}{}\n", label, kColumn - 2, wrap(value, kColumn));
}

std::string feature_text(const Feature& feature) {
    std::string text = to_text(feature.answer);
    if (feature.how != scanner::How::read) {
        text += fmt::format(" ({})", to_text(feature.how));
    }
    return feature.detail.empty() ? text : text + ": " + feature.detail;
}

std::string features_text(const MountProbe& probe) {
    std::string text;
    for (std::size_t at = 0; at < scanner::kAbilities; ++at) {
        const auto ability = static_cast<Ability>(at);
        text += mount_line(describe(ability).label, feature_text(probe.at(ability)));
    }
    return text;
}

std::string sizes_text(const MountProbe& probe) {
    std::string text;
    if (probe.inode_size) {
        text += mount_line("inode size", fmt::format("{} bytes", *probe.inode_size));
    }
    if (!probe.landing.empty()) {
        text += mount_line("uid, gid, mode land", probe.landing);
    }
    if (probe.largest_value) {
        text += mount_line("largest attribute", fmt::format("{} bytes ({})", *probe.largest_value,
                                                            to_text(probe.largest_how)));
    }
    if (probe.small_values) {
        text += mount_line("small attributes", fmt::format("{}{} on one file (measured)",
                                                           probe.took_all_values ? "at least " : "",
                                                           *probe.small_values));
    }
    if (probe.space.inodes > 0) {
        text += mount_line("free inodes",
                           fmt::format("{} of {}", probe.space.inodes_free, probe.space.inodes));
    }
    return text;
}

std::string storage_text(const scanner::StorageStack& storage) {
    std::string text;
    for (const scanner::BlockDevice& device : storage.devices) {
        const std::size_t indent = std::size_t{2} * device.depth; // what it is made of lies below
        text += fmt::format("  {:<{}}{}\n", text.empty() ? "storage" : "", kColumn - 2 + indent,
                            wrap(base::escape(describe(device)), kColumn + indent));
    }
    if (!storage.note.empty()) {
        text += mount_line(text.empty() ? "storage" : "about it", base::escape(storage.note));
    }
    return text;
}

std::string verdict_text(const MountProbe& probe) {
    std::string text;
    for (const std::string_view model : kModels) {
        text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", model,
                            to_text(is_fit_for(probe, model)));
    }
    return text;
}

std::string text_of(const MountProbe& probe) {
    std::string text = fmt::format("{} is on {} ({} of {})\n", base::quote(probe.path),
                                   base::quote(probe.mount.point), base::escape(probe.mount.type),
                                   base::quote(probe.mount.source));
    text += mount_line("fit for", verdict_text(probe));
    for (const std::string& note : probe.notes) {
        text += mount_line("note", note);
    }
    for (const std::string& fix : probe.fixes) {
        text += mount_line("fix", fix);
    }
    text += mount_line("mounted", base::escape(probe.mount.options));
    text += mount_line("file system options", base::escape(probe.mount.super_options));
    text += features_text(probe) + sizes_text(probe) + storage_text(probe.storage);
    text += mount_line("jail", probe.why_not_jail.empty() ? "available"
                                                          : "not available: " + probe.why_not_jail);
    return text + "\n";
}

} // namespace

Record mount_record(const std::string& root, const MountProbe& probe) {
    return {"mount", fields_of(root, probe), text_of(probe)};
}

} // namespace permap::report
