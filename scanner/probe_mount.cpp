// SPDX-License-Identifier: Apache-2.0
#include "scanner/probe_mount.hpp"

#include "base/linux_fs.hpp"
#include "scanner/ext_layout.hpp"
#include "scanner/mounts.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>
#include <linux/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace permap::scanner {
namespace {

/// No object has attributes of these names: reading them tells whether it could.
constexpr const char* kUserName = "user.permap.probe";
constexpr const char* kTrustedName = "trusted.permap.probe";
constexpr const char* kSecurityName = "security.permap.probe";
constexpr const char* kAclName = "system.posix_acl_access";

/// Attribute values of every local file system but ext and btrfs end here (XATTR_SIZE_MAX).
constexpr std::uint64_t kLargestValue = 65536;
/// What one value in a block of ext4, in a node of btrfs, has beside it (measured: 4040 of 4096 and
/// 16218 of 16384 bytes).
constexpr std::uint64_t kBesideValueOnExt = 56;
constexpr std::uint64_t kBesideValueOnBtrfs = 166;

/// Types of which the rest is known, and what that is.
struct KnownType {
    std::string_view type;
    Answer exchange;     ///< RENAME_EXCHANGE (rename(2)); kTypesWithoutExchange has more
    Answer unnamed;      ///< O_TMPFILE (open(2))
    Answer unix_objects; ///< owners, specials and hard links
};
constexpr auto kYes = Answer::yes;
constexpr auto kNo = Answer::no;
constexpr std::array kKnownTypes = {
    KnownType{"ext2", Answer::unknown, kYes, kYes},
    KnownType{"ext3", kYes, kYes, kYes},
    KnownType{"ext4", kYes, kYes, kYes},
    KnownType{"xfs", kYes, kYes, kYes},
    KnownType{"btrfs", kYes, kYes, kYes},
    KnownType{"tmpfs", kYes, kYes, kYes},
    KnownType{"f2fs", kYes, kYes, kYes},
    KnownType{"ramfs", Answer::unknown, kYes, kYes},
    KnownType{"vfat", kNo, kNo, kNo},
    KnownType{"exfat", kNo, kNo, kNo},
    KnownType{"bcachefs", kYes, kYes, kYes},
};

/// Their rename functions in Linux 6.1 refuse every flag, or every flag but RENAME_NOREPLACE.
/// ext2 is not among them: most kernels mount it with the driver of ext4, which can.
constexpr std::array<std::string_view, 14> kTypesWithoutExchange = {
    "9p",  "ceph",  "cifs", "exfat",  "hfs",   "hfsplus",  "jfs",
    "nfs", "minix", "nfs4", "nilfs2", "ocfs2", "reiserfs", "smb3"};

/// What can be made in them, if anything, is no file but a thing of the kernel: a directory of
/// cgroup is a cgroup, with files that nobody can remove.
constexpr std::array<std::string_view, 21> kTypesWithoutFiles = {
    "autofs", "binfmt_misc", "bpf",        "cgroup",     "cgroup2",   "configfs", "debugfs",
    "devpts", "efivarfs",    "functionfs", "fusectl",    "mqueue",    "nfsd",     "proc",
    "pstore", "resctrl",     "rpc_pipefs", "securityfs", "selinuxfs", "sysfs",    "tracefs"};

using base::Result;

/// What the errno of a read says about the namespace of the attribute.
Feature by_reading(const Result<std::optional<std::string>>& value) {
    if (value) {
        return {Answer::yes, How::read, {}};
    }
    if (value.error().code == std::errc::operation_not_supported) {
        return {Answer::no, How::read, {}};
    }
    return {Answer::unknown, How::read, base::errno_name(value.error().code)};
}

void ask_about_attributes(MountProbe& probe, const base::FsReader& reader, int fd) {
    const Feature user = by_reading(reader.get_xattr_fd(fd, kUserName));
    probe.at(Ability::user_file) = user;
    probe.at(Ability::user_directory) = user;
    for (const Ability ability :
         {Ability::user_symlink, Ability::user_device, Ability::user_fifo, Ability::user_socket}) {
        probe.at(ability) = {Answer::no, How::known, "Linux allows none on them"};
    }
    probe.at(Ability::trusted) = ::geteuid() == 0
                                     ? by_reading(reader.get_xattr_fd(fd, kTrustedName))
                                     : Feature{Answer::unknown, How::read, "only root can tell"};
    probe.at(Ability::security) = by_reading(reader.get_xattr_fd(fd, kSecurityName));
    probe.at(Ability::acl) = by_reading(reader.get_xattr_fd(fd, kAclName));
}

void ask_about_identity(MountProbe& probe, const base::FsReader& reader, int fd) {
    const base::Result<base::Stat> stat = reader.stat_fd(fd);
    const bool has_birth = stat && stat->btime != base::Timestamp{};
    probe.at(Ability::birth_times) = {has_birth ? kYes : kNo, How::read, {}};
    probe.at(Ability::handles) = {base::has_handles(fd) ? kYes : kNo, How::read, {}};
}

void fill_in_known(MountProbe& probe) {
    const auto at = std::ranges::find(kKnownTypes, probe.mount.type, &KnownType::type);
    const KnownType known = at == kKnownTypes.end() ? KnownType{} : *at;
    const auto set = [&](Ability ability, Answer answer) {
        const bool is_open = answer == Answer::unknown;
        probe.at(ability) = {answer, How::known, is_open ? "--write-test finds out" : ""};
    };
    set(Ability::exchange, lacks_exchange(probe.mount.type) ? kNo : known.exchange);
    set(Ability::unnamed_files, known.unnamed);
    for (const Ability ability : {Ability::owners, Ability::special_files, Ability::hard_links}) {
        set(ability, known.unix_objects);
    }
}

/// "8:1" as a number of a device.
std::uint64_t device_number(const std::string& device) {
    unsigned numbers[2] = {};
    const char* const end = device.data() + device.size();
    const auto major = std::from_chars(device.data(), end, numbers[0]);
    if (major.ptr != end) {
        std::from_chars(major.ptr + 1, end, numbers[1]);
    }
    return makedev(numbers[0], numbers[1]);
}

/// The superblock of a mounted ext file system. Only root and the group disk may read it.
Result<ExtLayout> read_ext_layout(const Mount& mount, const HostFiles& files) {
    const std::optional<std::string> at = files.resolve("/sys/dev/block/" + mount.device);
    if (!at) {
        return base::fail_because("its device is not in /sys/dev/block");
    }
    const std::string name = at->substr(at->rfind('/') + 1);
    PERMAP_TRY_ASSIGN(const std::string bytes,
                      base::read_block_device(files.real("/dev/" + name),
                                              device_number(mount.device), kExtSuperblockOffset,
                                              kExtSuperblockSize));
    const std::optional<ExtLayout> layout = parse_ext_superblock(bytes);
    if (!layout) {
        return base::fail_because("its device holds no ext superblock");
    }
    return *layout;
}

void ask_about_ext(MountProbe& probe, const HostFiles& files) {
    const Result<ExtLayout> layout = read_ext_layout(probe.mount, files);
    if (!layout) {
        probe.notes.push_back("inode size unknown: " + base::to_text(layout.error()));
        return;
    }
    probe.inode_size = layout->inode_size;
    probe.largest_value =
        layout->has_value_inodes ? kLargestValue : layout->block_size - kBesideValueOnExt;
    switch (attributes_in_inode(*layout)) {
    case 3:
        probe.landing = "in the inode";
        break;
    case 2:
        probe.landing = fmt::format("uid and gid in the inode, mode in a block of {} bytes that "
                                    "files with the same mode share",
                                    layout->block_size);
        break;
    default:
        probe.landing = fmt::format("in a block of {} bytes for each different set of values",
                                    layout->block_size);
    }
}

void ask_about_layout(MountProbe& probe, int fd, const HostFiles& files) {
    const std::string& type = probe.mount.type;
    if (type == "ext2" || type == "ext3" || type == "ext4") {
        ask_about_ext(probe, files);
    } else if (const auto size = base::xfs_inode_size(fd)) {
        probe.inode_size = size;
        probe.landing = "in the inode";
        probe.largest_value = kLargestValue;
    } else if (const auto node = base::btrfs_node_size(fd)) {
        probe.landing = "in the tree of metadata, beside the inode";
        probe.largest_value = std::min(kLargestValue, *node - kBesideValueOnBtrfs);
    } else if (type == "tmpfs") {
        probe.landing = "in memory";
        probe.largest_value = kLargestValue;
    }
}

/// Components one by one: nothing on the way may be a link.
Result<base::Fd> open_below(const base::FsReader& reader, int root, const std::string& path) {
    base::Fd held;
    for (std::size_t from = 0; from < path.size();) {
        const std::size_t end = std::min(path.find('/', from), path.size());
        const std::string name = path.substr(from, end - from);
        PERMAP_TRY_ASSIGN(held, reader.open_directory(held ? held.get() : root, name.c_str()));
        from = end + 1;
    }
    return held;
}

Result<Mount> mount_under(const base::FsReader& reader, int fd, const std::vector<Mount>& mounts) {
    PERMAP_TRY_ASSIGN(const base::Stat stat, reader.stat_fd(fd));
    const Mount* const mount = find_mount(mounts, stat.mount_id);
    if (mount == nullptr) {
        return base::fail_because("its mount is not in /proc/self/mountinfo");
    }
    return *mount;
}

Result<ProbeTarget> open_target(const base::FsReader& reader, int root, const std::string& point,
                                const std::vector<Mount>& mounts) {
    PERMAP_TRY_ASSIGN(base::Fd fd, open_below(reader, root, point));
    PERMAP_TRY_ASSIGN(Mount mount, mount_under(reader, fd.get(), mounts));
    return ProbeTarget{point, std::move(fd), std::move(mount)};
}

} // namespace

Result<ProbeTargets> find_targets(const std::string& path) {
    PERMAP_TRY_ASSIGN(const std::vector<Mount> mounts, read_mounts());
    PERMAP_TRY_ASSIGN(base::Root root, base::open_root(path, {.safety = base::Safety::dirfd,
                                                              .follow = base::FollowRoot::yes}));
    const base::LinuxReader reader(base::SafetyLevel::dirfd, base::CrossMounts::yes);
    PERMAP_TRY_ASSIGN(Mount own, mount_under(reader, root.fd.get(), mounts));

    ProbeTargets found;
    PERMAP_TRY_ASSIGN(const MountPoints points, read_mount_points_below(root.real_path));
    for (const std::string& point : points) {
        Result<ProbeTarget> target = open_target(reader, root.fd.get(), point, mounts);
        if (target) {
            found.targets.push_back(std::move(*target));
        } else {
            found.problems.emplace_back(point, std::move(target).error());
        }
    }
    found.targets.insert(found.targets.begin(),
                         ProbeTarget{".", std::move(root.fd), std::move(own)});
    return found;
}

Result<MountProbe> probe_mount(const ProbeTarget& target, base::Safety safety,
                               const HostFiles& files) {
    // The held directory itself, wherever it has been moved to since.
    const std::string place = fmt::format("/proc/self/fd/{}/.", target.fd.get());
    PERMAP_TRY_ASSIGN(const base::Root root, base::open_root(place, {.safety = safety}));
    const base::LinuxReader reader = root.reader();
    const int fd = root.fd.get();

    MountProbe probe;
    probe.path = target.path;
    probe.mount = target.mount;
    probe.is_read_only =
        has_option(target.mount.options, "ro") || has_option(target.mount.super_options, "ro");
    probe.safety = base::to_text(root.level);
    probe.why_not_jail = root.why_not_jail;
    PERMAP_TRY_ASSIGN(probe.space, base::read_space(fd));
    ask_about_attributes(probe, reader, fd);
    ask_about_identity(probe, reader, fd);
    fill_in_known(probe);
    ask_about_layout(probe, fd, files);
    PERMAP_TRY_ASSIGN(const std::vector<Mount> mounts, read_mounts());
    probe.storage = read_storage(target.mount, mounts, files);
    return probe;
}

bool holds_no_files(std::string_view type) {
    return std::ranges::find(kTypesWithoutFiles, type) != kTypesWithoutFiles.end();
}

bool lacks_exchange(std::string_view type) {
    return std::ranges::find(kTypesWithoutExchange, type) != kTypesWithoutExchange.end();
}

} // namespace permap::scanner
