// SPDX-License-Identifier: Apache-2.0
// The data of 9P2000.L as a guest sees it. Plain values; the wire form is in ninep_message.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace permap::oracle {

/// The server's identity for one object.
struct Qid {
    std::uint8_t type = 0;
    std::uint32_t version = 0;
    std::uint64_t path = 0;

    bool operator==(const Qid&) const = default;
};

struct Timestamp {
    std::uint64_t seconds = 0;
    std::uint64_t nanoseconds = 0;

    bool operator==(const Timestamp&) const = default;
};

/// P9_STATS_ALL: asks Tgetattr for everything.
inline constexpr std::uint64_t kAllAttributes = 0x3fff;

/// Rgetattr without the fields that the server leaves zero.
struct Attributes {
    std::uint64_t valid = 0; // P9_STATS_* bits
    Qid qid;
    std::uint32_t mode = 0; // full st_mode, not masked: the server may send odd bits
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::uint64_t nlink = 0;
    std::uint64_t rdev = 0;
    std::uint64_t size = 0;
    std::uint64_t block_size = 0;
    std::uint64_t blocks = 0;
    Timestamp atime;
    Timestamp mtime;
    Timestamp ctime;
};

/// Tsetattr: what has a value is changed. The server's order is mode, times, owner, size.
struct AttributeChanges {
    std::optional<std::uint32_t> mode = {}; // sent as it is; a Linux client includes the type bits
    std::optional<std::uint32_t> uid = {};
    std::optional<std::uint32_t> gid = {};
    std::optional<std::uint64_t> size = {};
    std::optional<Timestamp> atime = {};
    std::optional<Timestamp> mtime = {};
    std::uint32_t more_valid_bits = 0; // P9_ATTR_* that no field above implies, such as ctime
};

/// One record of Rreaddir.
struct DirectoryEntry {
    Qid qid;
    std::uint64_t offset = 0; // where the next record starts, to the server
    std::uint8_t type = 0;    // DT_*
    std::string name;
};

} // namespace permap::oracle
