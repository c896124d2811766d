// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/ninep_client.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace permap::oracle {
namespace {

constexpr std::uint16_t kNoTag = 0xffff; // Tversion only
constexpr std::uint32_t kNoFid = 0xffffffff;

// P9_ATTR_* of Tsetattr.
constexpr std::uint32_t kSetMode = 1U << 0U;
constexpr std::uint32_t kSetUid = 1U << 1U;
constexpr std::uint32_t kSetGid = 1U << 2U;
constexpr std::uint32_t kSetSize = 1U << 3U;
constexpr std::uint32_t kSetAtime = 1U << 4U | 1U << 7U; // and "to the value given"
constexpr std::uint32_t kSetMtime = 1U << 5U | 1U << 8U;

std::uint32_t valid_bits(const AttributeChanges& changes) {
    return changes.more_valid_bits | (changes.mode ? kSetMode : 0) | (changes.uid ? kSetUid : 0) |
           (changes.gid ? kSetGid : 0) | (changes.size ? kSetSize : 0) |
           (changes.atime ? kSetAtime : 0) | (changes.mtime ? kSetMtime : 0);
}

} // namespace

base::Result<std::unique_ptr<NinepClient>> NinepClient::start(Virtio9p device) {
    auto client = std::make_unique<NinepClient>(std::move(device));
    MessageWriter request(MessageType::version);
    request.u32(Virtio9p::kMessageLimit).text("9P2000.L");
    PERMAP_TRY_ASSIGN(MessageReader reply, client->call(request));

    const std::uint32_t message_size = reply.u32();
    if (reply.text() != "9P2000.L" || message_size != Virtio9p::kMessageLimit) {
        return base::fail(EPROTONOSUPPORT, "Tversion");
    }
    return client;
}

base::Result<MessageReader> NinepClient::call(const MessageWriter& request) {
    PERMAP_TRY_ASSIGN(const std::vector<base::Result<MessageReader>> replies,
                      call_each(std::span(&request, 1)));
    return replies.front();
}

base::Result<std::vector<base::Result<MessageReader>>>
NinepClient::call_each(std::span<const MessageWriter> requests) {
    std::vector<base::Result<MessageReader>> replies;
    while (!requests.empty()) {
        const auto batch = requests.first(std::min(requests.size(), Virtio9p::kSlots));
        std::vector<std::string> messages;
        for (const MessageWriter& request : batch) {
            const bool is_version = request.type() == MessageType::version;
            const auto tag = is_version ? kNoTag : static_cast<std::uint16_t>(messages.size());
            PERMAP_TRY_ASSIGN(std::string message, request.finish(tag));
            messages.push_back(std::move(message));
        }

        PERMAP_TRY_ASSIGN(const std::vector<std::string> answers, device_.exchange(messages));
        for (std::size_t i = 0; i < batch.size(); ++i) {
            replies.push_back(open_reply(batch[i].type(), answers[i]));
        }
        requests = requests.subspan(batch.size());
    }
    return replies;
}

base::Result<Qid> NinepClient::call_for_qid(const MessageWriter& request) {
    PERMAP_TRY_ASSIGN(MessageReader reply, call(request));
    return reply.qid();
}

base::Result<Fid> NinepClient::attach(std::uint32_t n_uname) {
    const std::uint32_t number = allocate_fid();
    MessageWriter request(MessageType::attach);
    request.u32(number).u32(kNoFid).text("").text("").u32(n_uname);
    PERMAP_TRY(call(request));
    return Fid(*this, number);
}

/// How many of `names` were followed; `to` exists only when it is all of them.
base::Result<std::size_t> NinepClient::walk_once(std::uint32_t from, std::uint32_t to,
                                                 std::span<const std::string_view> names) {
    MessageWriter request(MessageType::walk);
    request.u32(from).u32(to).u16(static_cast<std::uint16_t>(names.size()));
    for (const std::string_view name : names) {
        request.text(name);
    }
    PERMAP_TRY_ASSIGN(MessageReader reply, call(request));
    return reply.u16();
}

base::Result<Fid> NinepClient::walk(const Fid& from, std::span<const std::string_view> names) {
    Fid current;
    std::uint32_t current_number = from.number();
    std::size_t step = kWalkLimit;
    do {
        step = std::min(step, names.size());
        const std::uint32_t number = allocate_fid();
        PERMAP_TRY_ASSIGN(const std::size_t followed,
                          walk_once(current_number, number, names.first(step)));
        if (followed < step) {
            // The server tells the errno only of a first element: stop before the one that fails.
            if (followed == 0) {
                return base::fail(ENOENT, "Twalk");
            }
            step = followed;
            continue;
        }
        current = Fid(*this, number);
        current_number = number;
        names = names.subspan(step);
        step = kWalkLimit;
    } while (!names.empty());
    return current;
}

base::Result<Fid> NinepClient::walk(const Fid& from, std::string_view name) {
    return walk(from, std::span(&name, 1));
}

base::Result<void> NinepClient::clunk(Fid fid) {
    PERMAP_TRY(call(MessageWriter(MessageType::clunk).u32(fid.release())));
    return {};
}

base::Result<Attributes> NinepClient::getattr(const Fid& fid) {
    MessageWriter request(MessageType::getattr);
    request.u32(fid.number()).u64(kAllAttributes);
    PERMAP_TRY_ASSIGN(MessageReader reply, call(request));
    return parse_attributes(std::move(reply));
}

base::Result<void> NinepClient::setattr(const Fid& fid, const AttributeChanges& changes) {
    const Timestamp atime = changes.atime.value_or(Timestamp{});
    const Timestamp mtime = changes.mtime.value_or(Timestamp{});
    MessageWriter request(MessageType::setattr);
    request.u32(fid.number()).u32(valid_bits(changes));
    request.u32(changes.mode.value_or(0)).u32(changes.uid.value_or(0)).u32(changes.gid.value_or(0));
    request.u64(changes.size.value_or(0));
    request.u64(atime.seconds).u64(atime.nanoseconds).u64(mtime.seconds).u64(mtime.nanoseconds);
    PERMAP_TRY(call(request));
    return {};
}

base::Result<void> NinepClient::lopen(const Fid& fid, std::uint32_t flags) {
    PERMAP_TRY(call(MessageWriter(MessageType::lopen).u32(fid.number()).u32(flags)));
    return {};
}

base::Result<void> NinepClient::lcreate(const Fid& directory, std::uint32_t flags,
                                        const NewObject& file) {
    MessageWriter request(MessageType::lcreate);
    request.u32(directory.number()).text(file.name).u32(flags).u32(file.mode).u32(file.gid);
    PERMAP_TRY(call(request));
    return {};
}

base::Result<Qid> NinepClient::mkdir(const Fid& parent, const NewObject& directory) {
    MessageWriter request(MessageType::mkdir);
    request.u32(parent.number()).text(directory.name).u32(directory.mode).u32(directory.gid);
    return call_for_qid(request);
}

base::Result<Qid> NinepClient::mknod(const Fid& parent, const NewObject& node,
                                     DeviceNumber device) {
    MessageWriter request(MessageType::mknod);
    request.u32(parent.number()).text(node.name).u32(node.mode);
    request.u32(device.major).u32(device.minor).u32(node.gid);
    return call_for_qid(request);
}

base::Result<Qid> NinepClient::symlink(const Fid& parent, const NewObject& link,
                                       std::string_view target) {
    MessageWriter request(MessageType::symlink);
    request.u32(parent.number()).text(link.name).text(target).u32(link.gid);
    return call_for_qid(request);
}

base::Result<std::string> NinepClient::readlink(const Fid& fid) {
    PERMAP_TRY_ASSIGN(MessageReader reply,
                      call(MessageWriter(MessageType::readlink).u32(fid.number())));
    return reply.text();
}

base::Result<void> NinepClient::link(const Fid& parent, std::string_view name,
                                     const Fid& existing) {
    MessageWriter request(MessageType::link);
    PERMAP_TRY(call(request.u32(parent.number()).u32(existing.number()).text(name)));
    return {};
}

base::Result<void> NinepClient::rename(const Fid& fid, const Fid& new_parent,
                                       std::string_view new_name) {
    MessageWriter request(MessageType::rename);
    PERMAP_TRY(call(request.u32(fid.number()).u32(new_parent.number()).text(new_name)));
    return {};
}

base::Result<void> NinepClient::renameat(const Fid& old_parent, std::string_view old_name,
                                         const Fid& new_parent, std::string_view new_name) {
    MessageWriter request(MessageType::renameat);
    request.u32(old_parent.number()).text(old_name).u32(new_parent.number()).text(new_name);
    PERMAP_TRY(call(request));
    return {};
}

base::Result<void> NinepClient::unlinkat(const Fid& parent, std::string_view name,
                                         std::uint32_t flags) {
    MessageWriter request(MessageType::unlinkat);
    PERMAP_TRY(call(request.u32(parent.number()).text(name).u32(flags)));
    return {};
}

} // namespace permap::oracle
