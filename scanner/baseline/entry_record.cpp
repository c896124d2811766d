// SPDX-License-Identifier: Apache-2.0
#include "scanner/baseline/entry_record.hpp"

#include "base/numbers.hpp"
#include "base/quote.hpp"
#include "codec/posix_acl.hpp"

#include <charconv>

#include <fmt/format.h>
#include <sys/sysmacros.h>

namespace permap::scanner {
namespace {

using codec::ManifestEntry;
using codec::ManifestField;

constexpr int kSchema = 1;

/// The bytes of a name, exact ones first; nothing where it is no text.
std::optional<std::string> name_of(const FlatRecord& record, const std::string& field) {
    if (const std::string* const exact = record.text(field + "_b64")) {
        return base::from_base64(*exact);
    }
    const std::string* const plain = record.text(field);
    return plain != nullptr ? std::optional(*plain) : std::nullopt;
}

std::string text_or_empty(const FlatRecord& record, std::string_view field) {
    const std::string* const text = record.text(field);
    return text != nullptr ? *text : std::string();
}

template <typename Number>
std::optional<Number> number_of(const FlatRecord& record, const char* field) {
    const std::optional<std::uint64_t> number = record.number(field);
    const bool fits = number && *number <= std::numeric_limits<Number>::max();
    return fits ? std::optional(static_cast<Number>(*number)) : std::nullopt;
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
std::optional<std::string> acl_of(const FlatRecord& record, const char* field) {
    if (!record.has(field)) {
        return std::string();
    }
    const std::string* const text = record.text(field);
    if (text == nullptr) {
        return std::nullopt;
    }
    if (text->starts_with("0x")) {
        return base::from_hex(std::string_view(*text).substr(2));
    }
    const std::optional<codec::Acl> acl = codec::parse_acl_text(*text);
    return acl ? std::optional(codec::serialize_acl(*acl)) : std::nullopt;
}

base::Result<void> read_owner(const FlatRecord& record, ManifestEntry& entry) {
    const auto uid = number_of<std::uint32_t>(record, "uid");
    const auto gid = number_of<std::uint32_t>(record, "gid");
    const std::string* const mode = record.text("mode");
    const auto bits = mode != nullptr ? base::parse_mode(*mode, codec::kPermissionBits)
                                      : base::Result<std::uint32_t>(bad_field("mode"));
    if (!uid || !gid || !bits) {
        return bad_field(!uid ? "uid" : !gid ? "gid" : "mode");
    }
    entry.uid = *uid;
    entry.gid = *gid;
    entry.mode = *bits;
    return {};
}

base::Result<void> read_kind(const FlatRecord& record, ManifestEntry& entry) {
    const std::string* const word = record.text("kind");
    const std::optional<codec::Kind> kind =
        word != nullptr ? codec::parse_kind(*word) : std::nullopt;
    if (!kind) {
        return bad_field("kind");
    }
    entry.kind = *kind;
    if (record.has("rdev")) {
        const std::string* const text = record.text("rdev");
        const std::optional<std::uint64_t> device =
            text != nullptr ? device_of(*text) : std::nullopt;
        if (!device) {
            return bad_field("rdev");
        }
        entry.rdev = *device;
        entry.known.add(ManifestField::rdev);
    }
    if (record.has("link")) {
        const std::optional<std::string> link = name_of(record, "link");
        if (!link) {
            return bad_field("link");
        }
        entry.link = *link;
        entry.known.add(ManifestField::link);
    }
    return {};
}

base::Result<void> read_rest(const FlatRecord& record, ManifestEntry& entry) {
    const std::optional<std::string> acl = acl_of(record, "acl");
    const std::optional<std::string> acl_default = acl_of(record, "acl_default");
    if (!acl || !acl_default) {
        return bad_field(!acl ? "acl" : "acl_default");
    }
    entry.acl = *acl;
    entry.acl_default = *acl_default;
    if (record.has("capability")) {
        const std::string* const hex = record.text("capability");
        const std::optional<std::string> bytes =
            hex != nullptr ? base::from_hex(*hex) : std::nullopt;
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
    if (record.has("birth")) {
        const std::string* const text = record.text("birth");
        const std::optional<base::Timestamp> birth =
            text != nullptr ? time_of(*text) : std::nullopt;
        if (!birth) {
            return bad_field("birth");
        }
        entry.identity.birth = *birth;
    }
    return {};
}

base::Result<ManifestEntry> read_entry(const FlatRecord& record) {
    ManifestEntry entry;
    const std::optional<std::string> path = name_of(record, "path");
    if (!path || path->empty() || path->find('\0') != std::string::npos) {
        return bad_field("path");
    }
    entry.path = *path;
    entry.known = {ManifestField::kind,     ManifestField::mode, ManifestField::uid,
                   ManifestField::gid,      ManifestField::acls, ManifestField::capability,
                   ManifestField::stat_mode};
    PERMAP_TRY(read_owner(record, entry));
    PERMAP_TRY(read_kind(record, entry));
    PERMAP_TRY(read_rest(record, entry));
    return entry;
}

} // namespace

base::Result<std::optional<ManifestEntry>> SnapshotParser::parse(std::string_view line) {
    if (!record_.parse(line)) {
        return base::fail_because("no JSON object");
    }
    const std::string type = text_or_empty(record_, "type");
    if (type == "header") {
        if (text_or_empty(record_, "command") != "snapshot") {
            return base::fail_because("a report, and no snapshot: permap snapshot makes them");
        }
        if (number_of<int>(record_, "schema") != kSchema) {
            return base::fail_because("from another version of permap: its schema is not 1");
        }
        has_header_ = true;
        baseline_.model = text_or_empty(record_, "model");
        baseline_.view = text_or_empty(record_, "view");
    } else if (!has_header_) {
        return base::fail_because("no header of a snapshot before it");
    } else if (type == "summary") {
        if (!record_.has("status")) { // a whole one has none: the same bytes for the same tree
            said_ = number_of<std::uint64_t>(record_, "entries").value_or(0);
        }
        baseline_.problems = number_of<std::uint64_t>(record_, "problems").value_or(0);
    } else if (type == "entry") {
        PERMAP_TRY_ASSIGN(ManifestEntry entry, read_entry(record_));
        ++baseline_.entries;
        baseline_.has_inodes = baseline_.has_inodes || entry.known.has(ManifestField::inode);
        return std::optional(std::move(entry));
    }
    return std::optional<ManifestEntry>();
}

} // namespace permap::scanner
