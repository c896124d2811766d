// SPDX-License-Identifier: Apache-2.0
// Marshalling of 9P2000.L messages: little-endian integers, strings and byte runs with a length
// in front (the protocol document of https://github.com/chaos/diod). It knows no sequence of calls.
#pragma once

#include "base/result.hpp"
#include "tests/oracle/ninep_types.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace permap::oracle {

/// The T-messages in use; the matching reply is one higher.
enum class MessageType : std::uint8_t {
    lopen = 12,
    lcreate = 14,
    symlink = 16,
    mknod = 18,
    rename = 20,
    readlink = 22,
    getattr = 24,
    setattr = 26,
    xattrwalk = 30,
    xattrcreate = 32,
    readdir = 40,
    link = 70,
    mkdir = 72,
    renameat = 74,
    unlinkat = 76,
    version = 100,
    attach = 104,
    walk = 110,
    read = 116,
    write = 118,
    clunk = 120,
    remove = 122,
};

/// "Tlopen" and so on: what errors name as the operation.
[[nodiscard]] const char* to_name(MessageType type);

/// Builds one T-message, field by field.
class MessageWriter {
public:
    explicit MessageWriter(MessageType type);

    MessageWriter& u16(std::uint16_t value) { return integer(value, 2); }
    MessageWriter& u32(std::uint32_t value) { return integer(value, 4); }
    MessageWriter& u64(std::uint64_t value) { return integer(value, 8); }
    /// A string: up to 65535 bytes, any value; longer makes `finish` fail.
    MessageWriter& text(std::string_view bytes);
    /// Data with a 32-bit length in front.
    MessageWriter& data(std::string_view bytes);

    [[nodiscard]] MessageType type() const { return type_; }

    /// The whole message with length and tag filled in; ENAMETOOLONG if a string did not fit.
    [[nodiscard]] base::Result<std::string> finish(std::uint16_t tag) const;

private:
    MessageWriter& integer(std::uint64_t value, std::size_t width);

    MessageType type_;
    std::string body_;
    bool fits_ = true;
};

/// Takes an R-message apart. Reading beyond its end gives zeros and makes `is_complete` false.
class MessageReader {
public:
    explicit MessageReader(std::string body) : body_(std::move(body)) {}

    std::uint8_t u8() { return static_cast<std::uint8_t>(integer(1)); }
    std::uint16_t u16() { return static_cast<std::uint16_t>(integer(2)); }
    std::uint32_t u32() { return static_cast<std::uint32_t>(integer(4)); }
    std::uint64_t u64() { return integer(8); }
    std::string text() { return bytes(u16()); }
    std::string data() { return bytes(u32()); }
    Qid qid();
    Timestamp timestamp();

    [[nodiscard]] bool is_at_end() const { return at_ == body_.size(); }
    [[nodiscard]] bool is_complete() const { return is_complete_; }

private:
    std::uint64_t integer(std::size_t width);
    std::string bytes(std::size_t count);

    std::string body_;
    std::size_t at_ = 0;
    bool is_complete_ = true;
};

/// What an Rgetattr says.
[[nodiscard]] base::Result<Attributes> parse_attributes(MessageReader reply);

/// The body of the reply to a message of `type`; an Rlerror becomes an Error with its errno.
[[nodiscard]] base::Result<MessageReader> open_reply(MessageType type, std::string_view reply);

} // namespace permap::oracle
