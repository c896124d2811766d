// SPDX-License-Identifier: Apache-2.0
// The calls of NinepClient that move data: readdir, read, write and extended attributes.
#include "tests/oracle/ninep_client.hpp"

#include <algorithm>
#include <cerrno>

namespace permap::oracle {
namespace {

base::Result<void> append_entries(std::string records, std::vector<DirectoryEntry>& entries) {
    MessageReader reader(std::move(records));
    while (!reader.is_at_end()) {
        DirectoryEntry entry;
        entry.qid = reader.qid();
        entry.offset = reader.u64();
        entry.type = reader.u8();
        entry.name = reader.text();
        if (!reader.is_complete()) {
            return base::fail(EPROTO, "Treaddir");
        }
        entries.push_back(std::move(entry));
    }
    return {};
}

} // namespace

base::Result<std::vector<DirectoryEntry>> NinepClient::readdir(const Fid& directory) {
    std::vector<DirectoryEntry> entries;
    for (;;) {
        const std::size_t known = entries.size();
        const std::uint64_t offset = known == 0 ? 0 : entries.back().offset;
        MessageWriter request(MessageType::readdir);
        request.u32(directory.number()).u64(offset).u32(kDataLimit);
        PERMAP_TRY_ASSIGN(MessageReader reply, call(request));
        PERMAP_TRY(append_entries(reply.data(), entries));
        if (entries.size() == known) {
            return entries;
        }
    }
}

base::Result<std::string> NinepClient::read(const Fid& fid, std::uint64_t offset,
                                            std::uint32_t count) {
    MessageWriter request(MessageType::read);
    PERMAP_TRY_ASSIGN(MessageReader reply, call(request.u32(fid.number()).u64(offset).u32(count)));
    std::string bytes = reply.data();
    if (!reply.is_complete()) {
        return base::fail(EPROTO, "Tread");
    }
    return bytes;
}

base::Result<std::string> NinepClient::read_all(const Fid& fid) {
    std::string content;
    for (;;) {
        PERMAP_TRY_ASSIGN(const std::string bytes, read(fid, content.size(), kDataLimit));
        if (bytes.empty()) {
            return content;
        }
        content += bytes;
    }
}

base::Result<void> NinepClient::write(const Fid& fid, std::uint64_t offset,
                                      std::string_view bytes) {
    while (!bytes.empty()) {
        MessageWriter request(MessageType::write);
        request.u32(fid.number()).u64(offset).data(bytes.substr(0, kDataLimit));
        PERMAP_TRY_ASSIGN(MessageReader reply, call(request));
        const std::size_t written = reply.u32();
        if (written == 0 || written > bytes.size()) {
            return base::fail(EIO, "Twrite");
        }
        offset += written;
        bytes.remove_prefix(written);
    }
    return {};
}

base::Result<std::string> NinepClient::read_xattr(const Fid& fid, std::string_view name) {
    const std::uint32_t number = allocate_fid();
    MessageWriter request(MessageType::xattrwalk);
    PERMAP_TRY_ASSIGN(MessageReader reply, call(request.u32(fid.number()).u32(number).text(name)));

    const Fid value(*this, number);
    std::string bytes;
    for (const std::uint64_t size = reply.u64(); bytes.size() < size;) {
        PERMAP_TRY_ASSIGN(const std::string part, read(value, bytes.size(), kDataLimit));
        if (part.empty()) {
            return base::fail(EIO, "Tread");
        }
        bytes += part;
    }
    return bytes;
}

base::Result<void> NinepClient::write_xattr(const Fid& fid, std::string_view name,
                                            std::string_view value, std::uint32_t flags) {
    PERMAP_TRY_ASSIGN(Fid target, walk(fid, std::span<const std::string_view>()));
    MessageWriter request(MessageType::xattrcreate);
    request.u32(target.number()).text(name).u64(value.size()).u32(flags);
    PERMAP_TRY(call(request));
    PERMAP_TRY(write(target, 0, value));
    return clunk(std::move(target)); // only now does the server store it
}

} // namespace permap::oracle
