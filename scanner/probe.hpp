// SPDX-License-Identifier: Apache-2.0
// What one mounted file system can do for a share, as plain data. Every answer says how it was
// found out: by a reading call, by a write test, or from what is known of the type.
#pragma once

#include "base/fs_abilities.hpp"
#include "scanner/mount_table.hpp"
#include "scanner/storage/storage_stack.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace permap::scanner {

enum class Answer : std::uint8_t { unknown, no, yes };
enum class How : std::uint8_t {
    read,     ///< a reading call said so
    measured, ///< a scratch object was made and it worked, or did not
    known,    ///< true of this type of file system, or of Linux
};

[[nodiscard]] const char* to_text(Answer answer);
[[nodiscard]] const char* to_text(How how);

/// The questions, in the order of reports. `key` is what machines see.
enum class Ability : std::uint8_t {
    user_file,
    user_directory,
    user_symlink,
    user_device,
    user_fifo,
    user_socket,
    trusted,
    security,
    acl,
    owners,
    special_files,
    hard_links,
    exchange,
    unnamed_files,
    handles,
    birth_times,
};
inline constexpr std::size_t kAbilities = 16;

struct AbilityRow {
    std::string_view key;   ///< "user_xattr_on_files"
    std::string_view label; ///< "user attributes: files"
};
[[nodiscard]] const AbilityRow& describe(Ability ability);

struct Feature {
    Answer answer = Answer::unknown;
    How how = How::read;
    std::string detail; ///< a clause, or empty
};

struct MountProbe {
    std::string path; ///< of the mount point, relative to the root; "." for the one under the root
    Mount mount;
    bool is_read_only = false;
    std::vector<Feature> features = std::vector<Feature>(kAbilities); ///< indexed by Ability
    std::optional<std::uint32_t> inode_size;
    std::string landing; ///< where uid, gid and mode of mapped-xattr end up; empty where unknown
    std::optional<std::uint64_t> largest_value; ///< bytes of one attribute on an empty file
    How largest_how = How::known;
    std::optional<std::uint64_t> small_values; ///< attributes of 4 bytes that one file took
    bool took_all_values = false;              ///< the test stopped before the file system did
    base::Space space;
    StorageStack storage; ///< what it lies on
    std::string safety;   ///< "jail" or "dirfd"
    std::string why_not_jail;
    std::vector<std::string> notes; ///< what a person should know about this mount, a clause each
    std::vector<std::string> fixes; ///< what to do about what is missing, a command or clause each

    [[nodiscard]] const Feature& at(Ability ability) const {
        return features[static_cast<std::size_t>(ability)];
    }
    Feature& at(Ability ability) { return features[static_cast<std::size_t>(ability)]; }
};

/// Whether a tree in this model can live on the mount.
[[nodiscard]] Answer is_fit_for(const MountProbe& probe, std::string_view model);

/// Fills notes and fixes from everything else. `overlay_index` is the kernel's default for that
/// mount option.
void add_advice(MountProbe& probe, bool overlay_index);

} // namespace permap::scanner
