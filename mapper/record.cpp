// SPDX-License-Identifier: Apache-2.0
#include "mapper/record.hpp"

#include "base/bytes.hpp"

#include <algorithm>

namespace permap::mapper {
namespace {

constexpr std::uint64_t kFormat = 2;

/// No record takes less: what a damaged row claims to hold must not take the memory for it.
constexpr std::size_t kShortestRecord = 16;

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

/// A number for the names that nearly all attributes have; 0, and then the text, for others.
void write_name(base::ByteWriter& out, const codec::AttributeName& name) {
    out.number(name.number());
    if (name.number() == 0) {
        out.text(name);
    }
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
        write_name(out, attribute.name);
        out.text(attribute.value);
    }
}

codec::AttributeName read_name(base::ByteReader& in) {
    const std::uint64_t number = in.number();
    if (number > codec::AttributeName::count_known()) {
        in.set_damaged();
        return {""};
    }
    return number == 0 ? codec::AttributeName(in.text())
                       : codec::AttributeName::of_number(static_cast<std::uint8_t>(number));
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
        codec::AttributeName name = read_name(in);
        state.attributes.set(std::move(name), in.text());
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
    out.number(records.size());
    for (const Record& record : records) {
        write_record(out, record);
    }
    return out.take();
}

base::Result<std::vector<Record>> parse_records(std::string_view bytes) {
    base::ByteReader in(bytes);
    const bool is_known = in.number() == kFormat;
    const std::uint64_t count = is_known ? in.number() : 0;
    std::vector<Record> records;
    records.reserve(std::min<std::size_t>(count, bytes.size() / kShortestRecord));
    while (records.size() < count && !in.is_damaged()) {
        records.push_back(read_record(in));
    }
    if (!is_known || in.is_damaged() || !in.is_at_end()) {
        return base::fail_because("the run file is damaged: a row cannot be read");
    }
    return records;
}

} // namespace permap::mapper
