// SPDX-License-Identifier: Apache-2.0
// HardLinks: counts the names of inodes with more than one, to say exactly which inodes have names
// outside the tree. Remembers nothing of ordinary files, and of a linked inode a path and some 150
// bytes until all of its names were seen; to the end where a name may be seen twice.
#pragma once

#include "codec/facts.hpp"

#include <array>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace permap::scanner {

/// Whether the entry is one of several names; directories never are.
[[nodiscard]] bool has_other_names(const codec::Facts& facts);

class HardLinks {
public:
    /// How often one name is met.
    enum class Sightings {
        once,
        repeated, ///< a bind mount that the walk enters shows names again
    };

    explicit HardLinks(Sightings sightings = Sightings::once) : sightings_(sightings) {}

    /// An inode of which fewer names were seen than it has. Its attributes are not kept: they are
    /// as large as a guest likes.
    struct Outside {
        codec::Kind kind = codec::Kind::file; ///< this and the rest as one of its names showed it
        std::uint32_t mode = 0;
        codec::HostUid uid;
        codec::HostGid gid;
        std::uint32_t nlink = 0;
        std::uint32_t seen = 0;
        std::string path; ///< the smallest path seen

        /// What a finding says about it.
        [[nodiscard]] codec::Facts facts() const;
    };

    /// Counts one name, where `has_other_names`. Any thread.
    void add(const codec::Facts& facts, const std::string& path);

    /// After the walk, once: the inodes with names elsewhere, by path.
    [[nodiscard]] std::vector<Outside> take_outside();

private:
    struct Key {
        std::uint64_t device; ///< a btrfs sub-volume repeats inode numbers within one mount
        std::uint64_t inode;
        bool operator==(const Key&) const = default;
    };
    struct Hash {
        std::size_t operator()(const Key& key) const;
    };
    /// A lock for each of several parts: workers rarely meet.
    struct Part {
        mutable std::mutex mutex;
        std::unordered_map<Key, Outside, Hash> seen; ///< guarded by mutex
    };

    Sightings sightings_;
    std::array<Part, 16> parts_;
};

} // namespace permap::scanner
