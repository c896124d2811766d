// SPDX-License-Identifier: Apache-2.0
#include "report/object_record.hpp"

#include "base/numbers.hpp"
#include "base/quote.hpp"
#include "codec/describe.hpp"
#include "codec/model.hpp"
#include "report/text_sections.hpp"

#include <array>

#include <fmt/format.h>
#include <linux/stat.h>

namespace permap::report {
namespace {

using codec::GuestView;
using codec::Oddity;

constexpr std::array<std::pair<Oddity, std::string_view>, 13> kOddities = {{
    {Oddity::no_metadata, "nothing stored: the host's values show"},
    {Oddity::partial_metadata, "only partly stored: the rest is the host's"},
    {Oddity::corrupt_value, "a stored value is corrupt"},
    {Oddity::corrupt_acl, "a stored ACL is malformed: the guest gets EIO"},
    {Oddity::type_mismatch, "the stored type contradicts the object"},
    {Oddity::native_symlink, "a real symbolic link: ELOOP before QEMU 11"},
    {Oddity::native_special, "a real device, fifo or socket"},
    {Oddity::unusable_id, "an id that nobody can have"},
    {Oddity::foreign_dialect, "stored as another platform or an old server does"},
    {Oddity::stand_in_content, "a stand-in that holds bytes"},
    {Oddity::both_codecs, "metadata in attributes and in a file"},
    {Oddity::links_disagree, "the names of the inode have metadata of their own"},
    {Oddity::foreign_metadata, "what stands for the metadata file is none"},
}};

std::string oddities_text(const codec::Decoded& decoded) {
    std::string text;
    for (const auto& [oddity, words] : kOddities) {
        if (decoded.has(oddity)) {
            text += fmt::format("{}{}", text.empty() ? "" : "; ", words);
        }
    }
    return text;
}

std::string view_text(const GuestView& view) {
    std::string text = fmt::format("{} {} {}:{}", codec::to_text(view.kind),
                                   base::mode_text(view.mode), view.uid.value, view.gid.value);
    text += codec::is_device(view.kind) ? " device " + codec::device_text(view.rdev) : "";
    text += view.kind == codec::Kind::symlink ? " -> " + base::quote(view.link) : "";
    return view.acl_access.empty() ? text : text + ", with an ACL";
}

std::string flags_text(const codec::Facts& facts) {
    std::string text;
    text += (facts.attributes & STATX_ATTR_IMMUTABLE) != 0 ? ", immutable" : "";
    text += (facts.attributes & STATX_ATTR_APPEND) != 0 ? ", append-only" : "";
    return text;
}

std::string object_line(std::string_view label, std::string_view text) {
    return fmt::format("  {:<14}{}\n", label, wrap(text, 16));
}

std::string host_text(const DescribedObject& object) {
    const codec::Facts& facts = object.facts;
    const codec::DiskState& state = facts.state;
    std::string text = fmt::format("{} {} {}:{}, {}, {}{}", codec::to_text(state.kind),
                                   base::mode_text(state.mode), state.uid.value, state.gid.value,
                                   base::counted(facts.size, "byte", "bytes"),
                                   base::counted(facts.nlink, "name", "names"), flags_text(facts));
    text += codec::is_device(state.kind) ? ", device " + codec::device_text(state.rdev) : "";
    return text;
}

std::string text_of(const DescribedObject& object) {
    std::string text = base::quote(object.real_path) + "\n";
    text += object_line("host", host_text(object));
    text += object_line("on", fmt::format("{} ({}, {})", base::quote(object.mount.point),
                                          base::escape(object.mount.type),
                                          base::escape(object.mount.options)));
    for (const codec::StoredValue& stored : codec::describe_stored(object.facts)) {
        text += fmt::format("  {:<14}{} = {}\n", "stored", base::escape(stored.name),
                            base::hex(stored.value));
        text += object_line("", stored.model.empty()
                                    ? stored.meaning
                                    : fmt::format("{}: {}", stored.model, stored.meaning));
    }
    for (const std::string& name : object.facts.other_attributes) {
        text += object_line("attribute", base::escape(name) + ", which carries no ownership");
    }
    for (const codec::Model& model : codec::models()) {
        const codec::Decoded decoded = model.decode(object.facts);
        const std::string odd = oddities_text(decoded);
        text += object_line(model.name,
                            view_text(decoded.view) + (odd.empty() ? "" : " (" + odd + ")"));
    }
    return text + "\n";
}

Json view_of(const codec::Model& model, const codec::Facts& facts) {
    const codec::Decoded decoded = model.decode(facts);
    const GuestView& view = decoded.view;
    Json record = {
        {"model", model.name},
        {"kind", codec::to_text(view.kind)},
        {"mode", base::mode_text(view.mode)},
        {"uid", view.uid.value},
        {"gid", view.gid.value},
        {"rdev", codec::is_device(view.kind) ? Json(codec::device_text(view.rdev)) : Json()}};
    if (view.kind == codec::Kind::symlink) {
        set_name(record, "link", view.link);
    } else {
        record["link"] = nullptr;
    }
    record["acl"] = view.acl_access.empty() ? Json() : Json(base::hex(view.acl_access));
    record["oddities"] = Json::array();
    for (const auto& [oddity, words] : kOddities) {
        if (decoded.has(oddity)) {
            record["oddities"].push_back(words);
        }
    }
    return record;
}

Json fields_of(const DescribedObject& object) {
    const codec::DiskState& state = object.facts.state;
    Json fields = Json::object();
    set_name(fields, "path", object.real_path);
    fields["kind"] = codec::to_text(state.kind);
    fields["mode"] = base::mode_text(state.mode);
    fields["uid"] = state.uid.value;
    fields["gid"] = state.gid.value;
    fields["size"] = object.facts.size;
    fields["nlink"] = object.facts.nlink;
    set_name(fields, "mount_point", object.mount.point);
    fields["file_system"] = object.mount.type;
    fields["stored"] = Json::array();
    for (const codec::StoredValue& value : codec::describe_stored(object.facts)) {
        Json stored = Json::object();
        stored["model"] = text_or_null(value.model);
        set_name(stored, "name", value.name);
        stored["hex"] = base::hex(value.value);
        stored["meaning"] = value.meaning;
        fields["stored"].push_back(std::move(stored));
    }
    fields["views"] = Json::array();
    for (const codec::Model& model : codec::models()) {
        fields["views"].push_back(view_of(model, object.facts));
    }
    return fields;
}

} // namespace

Record object_record(const DescribedObject& object) {
    return {"object", fields_of(object), text_of(object)};
}

} // namespace permap::report
