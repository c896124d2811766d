// SPDX-License-Identifier: Apache-2.0
// What the answers of a probe mean: pure.
#include "scanner/probe.hpp"

#include "base/quote.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace permap::scanner {
namespace {

constexpr std::array<AbilityRow, kAbilities> kAdviceRows = {{
    {"user_xattr_on_files", "user attributes: files"},
    {"user_xattr_on_directories", "user attributes: directories"},
    {"user_xattr_on_symlinks", "user attributes: links"},
    {"user_xattr_on_devices", "user attributes: devices"},
    {"user_xattr_on_fifos", "user attributes: fifos"},
    {"user_xattr_on_sockets", "user attributes: sockets"},
    {"trusted_xattr", "trusted attributes"},
    {"security_xattr", "security attributes"},
    {"posix_acl", "POSIX ACLs"},
    {"owners", "owners can be set"},
    {"special_files", "devices, fifos and sockets"},
    {"hard_links", "hard links"},
    {"exchange", "exchange of two names"},
    {"unnamed_files", "files without a name"},
    {"handles", "file handles"},
    {"birth_times", "birth times"},
}};

/// Why a type has no user attributes, and what helps. `{mount}` is a word of a shell.
struct Remedy {
    std::string_view type;
    std::string_view text;
};
constexpr std::string_view kUseMappedFile =
    "use the model mapped-file, which needs no attributes, or another file system";
constexpr std::string_view kRemountExt =
    "this kernel has the option switched off: mount -o remount,user_xattr {mount}; to keep it, in "
    "/etc/fstab: {fstab-source} {fstab-mount} {type} defaults,user_xattr 0 2";
constexpr std::array kRemedies = {
    Remedy{"ext2", kRemountExt},
    Remedy{"ext3", kRemountExt},
    Remedy{"ext4", kRemountExt},
    Remedy{"f2fs", kRemountExt},
    Remedy{"tmpfs", "tmpfs has user attributes from Linux 6.6 on: a newer kernel, or the model "
                    "mapped-file"},
    Remedy{"nfs", "NFS 3 has none: mount with vers=4.2 (server and client from Linux 5.9 on), or "
                  "use the model mapped-file"},
    Remedy{"nfs4", "NFS has them from version 4.2 on (server and client from Linux 5.9 on): "
                   "remount with vers=4.2, or use the model mapped-file"},
    Remedy{"cifs", "mount without nouser_xattr, of a server that stores them, or use the model "
                   "mapped-file"},
    Remedy{"overlay",
           "the upper layer's file system has none: put upperdir on one that has, or use "
           "the model mapped-file"},
};

std::string remedy_of(const Mount& mount) {
    const auto at = std::ranges::find(kRemedies, mount.type, &Remedy::type);
    std::string text(at == kRemedies.end() ? kUseMappedFile : at->text);
    const auto put = [&](std::string_view mark, const std::string& word) {
        for (auto found = text.find(mark); found != std::string::npos; found = text.find(mark)) {
            text.replace(found, mark.size(), word);
        }
    };
    put("{mount}", base::shell_word(mount.point));
    put("{fstab-mount}", fstab_word(mount.point));
    put("{fstab-source}", fstab_word(mount.source));
    put("{type}", mount.type);
    return text;
}

Answer both(Answer left, Answer right) {
    if (left == Answer::no || right == Answer::no) {
        return Answer::no;
    }
    return left == Answer::yes && right == Answer::yes ? Answer::yes : Answer::unknown;
}

void advise_on_writing(MountProbe& probe) {
    if (!probe.is_read_only) {
        return;
    }
    probe.notes.emplace_back("read-only: nothing can be converted here");
    const bool is_whole = has_option(probe.mount.super_options, "ro");
    probe.fixes.push_back(
        is_whole ? fmt::format("the file system itself is read-only: if it went so by itself, the "
                               "kernel's log says why; else mount -o remount,rw {}",
                               base::shell_word(probe.mount.point))
                 : fmt::format("mount -o remount,bind,rw {}", base::shell_word(probe.mount.point)));
}

void advise_on_overlay(MountProbe& probe, bool overlay_index) {
    if (probe.mount.type != "overlay") {
        return;
    }
    if (has_overlay_index(probe.mount, overlay_index)) {
        probe.notes.emplace_back("overlay with index=on: hard links stay together");
        return;
    }
    probe.notes.emplace_back(
        "overlay without index=on: a change copies files up, gives them a new inode and tears hard "
        "links apart");
    probe.fixes.emplace_back("convert the lower tree itself, or mount the overlay with index=on, "
                             "on fresh upper and work "
                             "directories");
}

void advise_on_space(MountProbe& probe) {
    if (probe.space.inodes > 0 && probe.space.inodes_free == 0) {
        probe.notes.emplace_back("no inode is free: stand-ins and metadata files cannot be made");
    }
    if (probe.space.blocks_available == 0 && probe.space.block_size > 0 && !probe.is_read_only &&
        probe.mount.type != "ramfs") {
        probe.notes.emplace_back("no space is left for users");
    }
}

} // namespace

const char* to_text(Answer answer) {
    switch (answer) {
    case Answer::yes:
        return "yes";
    case Answer::no:
        return "no";
    case Answer::unknown:
        break;
    }
    return "unknown";
}

const char* to_text(How how) {
    switch (how) {
    case How::read:
        return "read";
    case How::measured:
        return "measured";
    case How::known:
        break;
    }
    return "known";
}

const AbilityRow& describe(Ability ability) {
    return kAdviceRows[static_cast<std::size_t>(ability)];
}

Answer is_fit_for(const MountProbe& probe, std::string_view model) {
    if (probe.is_read_only) {
        return Answer::no;
    }
    if (model == "mapped-xattr") {
        return both(probe.at(Ability::user_file).answer, probe.at(Ability::user_directory).answer);
    }
    if (model == "passthrough") {
        return both(probe.at(Ability::owners).answer, probe.at(Ability::special_files).answer);
    }
    return Answer::yes; // mapped-file: regular files and directories are all it takes
}

void add_advice(MountProbe& probe, bool overlay_index) {
    advise_on_writing(probe);
    if (probe.at(Ability::user_file).answer == Answer::no) {
        probe.fixes.push_back(remedy_of(probe.mount));
    }
    if (probe.at(Ability::exchange).answer == Answer::no) {
        probe.notes.emplace_back("names cannot be exchanged: symbolic links, devices, fifos and "
                                 "sockets cannot be converted safely");
    }
    advise_on_overlay(probe, overlay_index);
    advise_on_space(probe);
}

} // namespace permap::scanner
