// SPDX-License-Identifier: Apache-2.0
#include "mapper/record.hpp"

#include "base/bytes.hpp"

namespace permap::mapper {
namespace {

constexpr std::uint64_t kFormat = 1;

/// Flags stand above the mode in one number: most entries have none, and it takes no room then.
constexpr unsigned kFlagsShift = 12;

constexpr std::uint64_t kLinked = 1;
constexpr std::uint64_t kLeftAlone = 2;
constexpr std::uint64_t kUnchanged = 4; ///< the wanted state is the old one and not written twice
constexpr std::uint64_t kHasOrphans = 8;
constexpr std::uint64_t kHasMetadata = 16;

void write_time(base::ByteWriter& out, base::Timestamp time) {
    out.signed_number(time.seconds);
    out.number(time.nanoseconds);
}

base::Timestamp read_time(base::ByteReader& in) {
    const std::int64_t seconds = in.signed_number();
    return {.seconds = seconds, .nanoseconds = static_cast<std::uint32_t>(in.number())};
}

void write_state(base::ByteWriter& out, const codec::DiskState& state) {
    out.number(static_cast<std::uint64_t>(state.kind));
    out.number(state.mode | std::uint64_t{state.flags} << kFlagsShift);
    out.number(state.uid.value);
    out.number(state.gid.value);
    out.number(state.rdev);
    out.text(state.content);
    out.number(state.attributes.size());
    for (const codec::Attribute& attribute : state.attributes) {
        out.text(attribute.name);
        out.text(attribute.value);
    }
}

codec::DiskState read_state(base::ByteReader& in) {
    codec::DiskState state;
    state.kind = static_cast<codec::Kind>(in.number() % 7);
    const std::uint64_t mode = in.number();
    state.mode = static_cast<std::uint32_t>(mode) & codec::kPermissionBits;
    state.flags =
        static_cast<std::uint32_t>(mode >> kFlagsShift) & (codec::kImmutable | codec::kAppendOnly);
    state.uid = codec::HostUid{static_cast<std::uint32_t>(in.number())};
    state.gid = codec::HostGid{static_cast<std::uint32_t>(in.number())};
    state.rdev = in.number();
    state.content = in.text();
    for (std::uint64_t left = in.number(); left > 0 && !in.is_damaged(); --left) {
        const std::string name = in.text();
        state.attributes.set(name, in.text());
    }
    return state;
}

void write_names(base::ByteWriter& out, const std::vector<std::string>& names) {
    out.number(names.size());
    for (const std::string& name : names) {
        out.text(name);
    }
}

std::vector<std::string> read_names(base::ByteReader& in) {
    std::vector<std::string> names;
    for (std::uint64_t left = in.number(); left > 0 && !in.is_damaged(); --left) {
        names.push_back(in.text());
    }
    return names;
}

void write_record(base::ByteWriter& out, const Record& record) {
    const bool is_unchanged = record.wanted == record.old_state;
    out.text(record.name);
    out.number((record.is_linked ? kLinked : 0) | (record.is_left_alone ? kLeftAlone : 0) |
               (is_unchanged ? kUnchanged : 0) | (record.orphans.empty() ? 0 : kHasOrphans) |
               (record.metadata_inode == 0 ? 0 : kHasMetadata));
    out.number(record.identity.inode);
    write_time(out, record.identity.birth);
    write_time(out, record.atime);
    write_time(out, record.mtime);
    out.number(record.directory_id);
    write_state(out, record.old_state);
    if (!is_unchanged) {
        write_state(out, record.wanted);
    }
    if (!record.orphans.empty()) {
        write_names(out, record.orphans);
    }
    if (record.metadata_inode != 0) {
        out.number(record.metadata_inode);
    }
}

Record read_record(base::ByteReader& in) {
    Record record;
    record.name = in.text();
    const std::uint64_t flags = in.number();
    record.is_linked = (flags & kLinked) != 0;
    record.is_left_alone = (flags & kLeftAlone) != 0;
    record.identity.inode = in.number();
    record.identity.birth = read_time(in);
    record.atime = read_time(in);
    record.mtime = read_time(in);
    record.directory_id = in.number();
    record.old_state = read_state(in);
    record.wanted = (flags & kUnchanged) != 0 ? record.old_state : read_state(in);
    if ((flags & kHasOrphans) != 0) {
        record.orphans = read_names(in);
    }
    if ((flags & kHasMetadata) != 0) {
        record.metadata_inode = in.number();
    }
    return record;
}

} // namespace

std::string serialize(std::span<const Record> records) {
    base::ByteWriter out;
    out.number(kFormat);
    for (const Record& record : records) {
        write_record(out, record);
    }
    return out.take();
}

base::Result<std::vector<Record>> parse_records(std::string_view bytes) {
    base::ByteReader in(bytes);
    const bool is_known = in.number() == kFormat;
    std::vector<Record> records;
    while (is_known && !in.is_at_end()) {
        records.push_back(read_record(in));
    }
    if (!is_known || in.is_damaged()) {
        return base::fail_because("the run file is damaged: a row cannot be read");
    }
    return records;
}

} // namespace permap::mapper
