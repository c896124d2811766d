// SPDX-License-Identifier: Apache-2.0
#include "scanner/baseline/entry_record.hpp"

#include "base/numbers.hpp"
#include "base/quote.hpp"
#include "codec/posix_acl.hpp"

#include <charconv>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/sysmacros.h>

namespace permap::scanner {
namespace {

using codec::ManifestEntry;
using codec::ManifestField;
using Json = nlohmann::json;

constexpr int kSchema = 1;

/// The text of a field, exact bytes first; nothing where it is no text.
std::optional<std::string> text_of(const Json& record, const std::string& field) {
    const auto exact = record.find(field + "_b64");
    if (exact != record.end() && exact->is_string()) {
        return base::from_base64(exact->get<std::string>());
    }
    const auto plain = record.find(field);
    return plain != record.end() && plain->is_string() ? std::optional(plain->get<std::string>())
                                                       : std::nullopt;
}

template <typename Number>
std::optional<Number> number_of(const Json& record, const char* field) {
    const auto at = record.find(field);
    if (at == record.end() || !at->is_number_unsigned()) {
        return std::nullopt;
    }
    const auto number = at->get<std::uint64_t>();
    return number <= std::numeric_limits<Number>::max() ? std::optional(static_cast<Number>(number))
                                                        : std::nullopt;
}

tl::unexpected<base::Error> bad_field(const char* field) {
    return base::fail_because(fmt::format("the record has no usable '{}'", field));
}

/// "8:1"
std::optional<std::uint64_t> device_of(const std::string& text) {
    unsigned major = 0;
    unsigned minor = 0;
    const char* const end = text.data() + text.size();
    const auto [colon, error] = std::from_chars(text.data(), end, major);
    if (error != std::errc() || colon == end || *colon != ':') {
        return std::nullopt;
    }
    const auto [rest, again] = std::from_chars(colon + 1, end, minor);
    return again == std::errc() && rest == end ? std::optional<std::uint64_t>(makedev(major, minor))
                                               : std::nullopt;
}

/// "1795740041.186181231": seconds since 1970, and always nine digits.
std::optional<base::Timestamp> time_of(const std::string& text) {
    base::Timestamp time;
    const char* const end = text.data() + text.size();
    const auto [point, error] = std::from_chars(text.data(), end, time.seconds);
    if (error != std::errc() || point == end || *point != '.' || end - point != 10) {
        return std::nullopt;
    }
    const auto [rest, again] = std::from_chars(point + 1, end, time.nanoseconds);
    return again == std::errc() && rest == end ? std::optional(time) : std::nullopt;
}

/// An absent one is an empty one.
std::optional<std::string> acl_of(const Json& record, const char* field) {
    if (!record.contains(field)) {
        return std::string();
    }
    const std::optional<std::string> text = text_of(record, field);
    if (!text) {
        return std::nullopt;
    }
    if (text->starts_with("0x")) {
        return base::from_hex(std::string_view(*text).substr(2));
    }
    const std::optional<codec::Acl> acl = codec::parse_acl_text(*text);
    return acl ? std::optional(codec::serialize_acl(*acl)) : std::nullopt;
}

base::Result<void> read_owner(const Json& record, ManifestEntry& entry) {
    const auto uid = number_of<std::uint32_t>(record, "uid");
    const auto gid = number_of<std::uint32_t>(record, "gid");
    const std::optional<std::string> mode = text_of(record, "mode");
    const auto bits = mode ? base::parse_mode(*mode, codec::kPermissionBits)
                           : base::Result<std::uint32_t>(bad_field("mode"));
    if (!uid || !gid || !bits) {
        return bad_field(!uid ? "uid" : !gid ? "gid" : "mode");
    }
    entry.uid = *uid;
    entry.gid = *gid;
    entry.mode = *bits;
    return {};
}

base::Result<void> read_kind(const Json& record, ManifestEntry& entry) {
    const std::optional<std::string> word = text_of(record, "kind");
    const std::optional<codec::Kind> kind = word ? codec::parse_kind(*word) : std::nullopt;
    if (!kind) {
        return bad_field("kind");
    }
    entry.kind = *kind;
    if (record.contains("rdev")) {
        const std::optional<std::string> text = text_of(record, "rdev");
        const std::optional<std::uint64_t> device = text ? device_of(*text) : std::nullopt;
        if (!device) {
            return bad_field("rdev");
        }
        entry.rdev = *device;
        entry.known.add(ManifestField::rdev);
    }
    if (record.contains("link")) {
        const std::optional<std::string> link = text_of(record, "link");
        if (!link) {
            return bad_field("link");
        }
        entry.link = *link;
        entry.known.add(ManifestField::link);
    }
    return {};
}

base::Result<void> read_rest(const Json& record, ManifestEntry& entry) {
    const std::optional<std::string> acl = acl_of(record, "acl");
    const std::optional<std::string> acl_default = acl_of(record, "acl_default");
    if (!acl || !acl_default) {
        return bad_field(!acl ? "acl" : "acl_default");
    }
    entry.acl = *acl;
    entry.acl_default = *acl_default;
    if (record.contains("capability")) {
        const std::optional<std::string> hex = text_of(record, "capability");
        const std::optional<std::string> bytes = hex ? base::from_hex(*hex) : std::nullopt;
        if (!bytes) {
            return bad_field("capability");
        }
        entry.capability = *bytes;
    }
    if (const auto nlink = number_of<std::uint32_t>(record, "nlink")) {
        entry.nlink = *nlink;
        entry.known.add(ManifestField::nlink);
    }
    if (const auto inode = number_of<std::uint64_t>(record, "inode")) {
        entry.identity.inode = *inode;
        entry.known.add(ManifestField::inode);
    }
    if (record.contains("birth")) {
        const std::optional<std::string> text = text_of(record, "birth");
        const std::optional<base::Timestamp> birth = text ? time_of(*text) : std::nullopt;
        if (!birth) {
            return bad_field("birth");
        }
        entry.identity.birth = *birth;
    }
    return {};
}

base::Result<ManifestEntry> read_entry(const Json& record) {
    ManifestEntry entry;
    const std::optional<std::string> path = text_of(record, "path");
    if (!path || path->empty() || path->find('\0') != std::string::npos) {
        return bad_field("path");
    }
    entry.path = *path;
    entry.known = {ManifestField::kind, ManifestField::mode, ManifestField::uid,
                   ManifestField::gid,  ManifestField::acls, ManifestField::capability};
    PERMAP_TRY(read_owner(record, entry));
    PERMAP_TRY(read_kind(record, entry));
    PERMAP_TRY(read_rest(record, entry));
    return entry;
}

} // namespace

base::Result<std::optional<ManifestEntry>> SnapshotParser::parse(std::string_view line) {
    const Json record = Json::parse(line, nullptr, false);
    if (!record.is_object()) {
        return base::fail_because("no JSON object");
    }
    const std::string type = text_of(record, "type").value_or(std::string());
    if (type == "header") {
        if (text_of(record, "command") != "snapshot") {
            return base::fail_because("a report, and no snapshot: permap snapshot makes them");
        }
        if (number_of<int>(record, "schema") != kSchema) {
            return base::fail_because("from another version of permap: its schema is not 1");
        }
        has_header_ = true;
        baseline_.model = text_of(record, "model").value_or(std::string());
        baseline_.view = text_of(record, "view").value_or(std::string());
    } else if (!has_header_) {
        return base::fail_because("no header of a snapshot before it");
    } else if (type == "summary") {
        is_complete_ = true;
        baseline_.problems = number_of<std::uint64_t>(record, "problems").value_or(0);
    } else if (type == "entry") {
        PERMAP_TRY_ASSIGN(ManifestEntry entry, read_entry(record));
        ++baseline_.entries;
        baseline_.has_inodes = baseline_.has_inodes || entry.known.has(ManifestField::inode);
        return std::optional(std::move(entry));
    }
    return std::optional<ManifestEntry>();
}

} // namespace permap::scanner
