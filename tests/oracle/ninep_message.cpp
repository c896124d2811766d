// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/ninep_message.hpp"

#include "tests/oracle/little_endian.hpp"

#include <array>
#include <cerrno>
#include <limits>

namespace permap::oracle {
namespace {

constexpr std::size_t kHeaderSize = 7; // size[4] type[1] tag[2]
constexpr std::uint8_t kRlerror = 7;

struct NamedType {
    MessageType type;
    const char* name;
};

constexpr std::array<NamedType, 22> kNames = {{
    {MessageType::lopen, "Tlopen"},         {MessageType::lcreate, "Tlcreate"},
    {MessageType::symlink, "Tsymlink"},     {MessageType::mknod, "Tmknod"},
    {MessageType::rename, "Trename"},       {MessageType::readlink, "Treadlink"},
    {MessageType::getattr, "Tgetattr"},     {MessageType::setattr, "Tsetattr"},
    {MessageType::xattrwalk, "Txattrwalk"}, {MessageType::xattrcreate, "Txattrcreate"},
    {MessageType::readdir, "Treaddir"},     {MessageType::link, "Tlink"},
    {MessageType::mkdir, "Tmkdir"},         {MessageType::renameat, "Trenameat"},
    {MessageType::unlinkat, "Tunlinkat"},   {MessageType::version, "Tversion"},
    {MessageType::attach, "Tattach"},       {MessageType::walk, "Twalk"},
    {MessageType::read, "Tread"},           {MessageType::write, "Twrite"},
    {MessageType::clunk, "Tclunk"},         {MessageType::remove, "Tremove"},
}};

} // namespace

const char* to_name(MessageType type) {
    for (const NamedType& candidate : kNames) {
        if (candidate.type == type) {
            return candidate.name;
        }
    }
    return "9P message";
}

MessageWriter::MessageWriter(MessageType type) : type_(type) {
}

MessageWriter& MessageWriter::integer(std::uint64_t value, std::size_t width) {
    append_le(body_, value, width);
    return *this;
}

MessageWriter& MessageWriter::text(std::string_view bytes) {
    if (bytes.size() > std::numeric_limits<std::uint16_t>::max()) {
        fits_ = false;
        return *this;
    }
    u16(static_cast<std::uint16_t>(bytes.size()));
    body_ += bytes;
    return *this;
}

MessageWriter& MessageWriter::data(std::string_view bytes) {
    u32(static_cast<std::uint32_t>(bytes.size()));
    body_ += bytes;
    return *this;
}

base::Result<std::string> MessageWriter::finish(std::uint16_t tag) const {
    if (!fits_) {
        return base::fail(ENAMETOOLONG, to_name(type_));
    }
    std::string message;
    append_le(message, kHeaderSize + body_.size(), 4);
    append_le(message, static_cast<std::uint8_t>(type_), 1);
    append_le(message, tag, 2);
    return message + body_;
}

std::uint64_t MessageReader::integer(std::size_t width) {
    if (body_.size() - at_ < width) {
        is_complete_ = false;
        at_ = body_.size();
        return 0;
    }
    const std::uint64_t value = read_le(std::string_view(body_).substr(at_, width));
    at_ += width;
    return value;
}

std::string MessageReader::bytes(std::size_t count) {
    if (body_.size() - at_ < count) {
        is_complete_ = false;
        at_ = body_.size();
        return {};
    }
    std::string result = body_.substr(at_, count);
    at_ += count;
    return result;
}

Qid MessageReader::qid() {
    Qid qid;
    qid.type = u8();
    qid.version = u32();
    qid.path = u64();
    return qid;
}

Timestamp MessageReader::timestamp() {
    Timestamp time;
    time.seconds = u64();
    time.nanoseconds = u64();
    return time;
}

base::Result<Attributes> parse_attributes(MessageReader reply) {
    Attributes attributes;
    attributes.valid = reply.u64();
    attributes.qid = reply.qid();
    attributes.mode = reply.u32();
    attributes.uid = reply.u32();
    attributes.gid = reply.u32();
    attributes.nlink = reply.u64();
    attributes.rdev = reply.u64();
    attributes.size = reply.u64();
    attributes.block_size = reply.u64();
    attributes.blocks = reply.u64();
    attributes.atime = reply.timestamp();
    attributes.mtime = reply.timestamp();
    attributes.ctime = reply.timestamp();
    if (!reply.is_complete()) {
        return base::fail(EPROTO, to_name(MessageType::getattr));
    }
    return attributes;
}

base::Result<MessageReader> open_reply(MessageType type, std::string_view reply) {
    if (reply.size() < kHeaderSize) {
        return base::fail(EPROTO, to_name(type));
    }
    const auto reply_type = static_cast<std::uint8_t>(reply[4]);
    MessageReader reader{std::string(reply.substr(kHeaderSize))};
    if (reply_type == kRlerror) {
        return base::fail(static_cast<int>(reader.u32()), to_name(type));
    }
    if (reply_type != static_cast<std::uint8_t>(type) + 1) {
        return base::fail(EPROTO, to_name(type));
    }
    return reader;
}

} // namespace permap::oracle
