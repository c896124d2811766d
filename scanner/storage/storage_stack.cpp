// SPDX-License-Identifier: Apache-2.0
#include "scanner/storage/storage_stack.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace permap::scanner {
namespace {

/// More is no storage of one file system: somebody has faked what we read.
constexpr std::size_t kMostDevices = 1000;
constexpr int kMostHops = 16; ///< overlays on loop devices on overlays

/// Drivers of controllers that keep arrays to themselves, and the program that knows about them.
struct Controller {
    std::string_view driver;
    std::string_view program;
};
constexpr std::array kControllers = {
    Controller{"megaraid_sas", "storcli /call show"},
    Controller{"hpsa", "ssacli ctrl all show config"},
    Controller{"smartpqi", "ssacli ctrl all show config"},
    Controller{"cciss", "ssacli ctrl all show config"},
    Controller{"aacraid", "arcconf getconfig 1"},
    Controller{"arcmsr", "areca-cli"},
    Controller{"3w-9xxx", "tw-cli show"},
    Controller{"3w-sas", "tw-cli show"},
    Controller{"mpt3sas", "sas3ircu 0 status"},
    Controller{"mptsas", "mpt-status"},
};

std::string base_name(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

std::string parent_of(const std::string& path) {
    return path.substr(0, path.rfind('/'));
}

DeviceKind kind_of_mapping(const std::string& uuid) {
    if (uuid.starts_with("LVM-")) {
        return DeviceKind::lvm;
    }
    if (uuid.starts_with("CRYPT-")) {
        return DeviceKind::crypt;
    }
    return uuid.find("mpath-") != std::string::npos ? DeviceKind::multipath : DeviceKind::mapping;
}

/// Why a file system of this type is on no block device.
std::string why_no_device(const Mount& mount) {
    if (mount.type == "tmpfs" || mount.type == "ramfs") {
        return "in memory: on no device";
    }
    if (mount.type == "zfs") {
        return "ZFS keeps its own devices: zpool status shows them";
    }
    if (mount.type.starts_with("nfs") || mount.type == "cifs" || mount.type == "smb3" ||
        mount.type == "9p" || mount.type == "virtiofs" || mount.type == "ceph") {
        return "on another machine: its storage cannot be seen from here";
    }
    return "no block device is known for it";
}

class StorageSearch {
public:
    StorageSearch(const std::vector<Mount>& mounts, const HostFiles& files)
        : mounts_(mounts), files_(files),
          mdstat_(parse_mdstat(files.read("/proc/mdstat").value_or(std::string()))) {}

    void look_below(const Mount& mount, unsigned depth);
    StorageStack take() { return std::move(stack_); }

private:
    void add_path(const std::string& path, unsigned depth);
    bool add_btrfs(const Mount& mount, unsigned depth);
    void add_named(const std::string& source, unsigned depth);
    std::string path_of_source(const std::string& source) const;
    void describe_mapping(const std::string& path, BlockDevice& device) const;
    void describe_disk(const std::string& path, BlockDevice& device);
    std::vector<std::string> paths_below(const std::string& path, const BlockDevice& device) const;
    /// LVM's RAID is made of volumes with such names (lib/metadata/raid_manip.c of LVM2).
    [[nodiscard]] bool is_raid_image(const std::string& path) const {
        return text(path + "/dm/name").find("_rimage_") != std::string::npos;
    }
    void add_note(const std::string& note);
    [[nodiscard]] std::string text(const std::string& path) const {
        return files_.read(path).value_or(std::string());
    }

    const std::vector<Mount>& mounts_;
    const HostFiles& files_;
    const std::vector<MdArray> mdstat_;
    StorageStack stack_;
    std::vector<std::string> seen_; ///< directories in sysfs
    int hops_ = 0;
};

void StorageSearch::add_note(const std::string& note) {
    if (stack_.note.find(note) == std::string::npos) {
        stack_.note += (stack_.note.empty() ? "" : "; ") + note;
    }
}

/// A mount's device has a directory in sysfs, but for file systems of several devices or none: they
/// have a number that stands for nothing.
void StorageSearch::look_below(const Mount& mount, unsigned depth) {
    if (++hops_ > kMostHops) {
        return;
    }
    const std::size_t before = stack_.devices.size();
    if (const auto path = files_.resolve("/sys/dev/block/" + mount.device)) {
        add_path(*path, depth);
    } else if (mount.type == "overlay") {
        std::string layer = option_value(mount.super_options, "upperdir");
        if (layer.empty()) {
            layer = option_value(mount.super_options, "lowerdir");
            layer.resize(std::min(layer.size(), layer.find(':')));
        }
        const Mount* const below = layer.empty() ? nullptr : mount_of(mounts_, layer);
        if (below != nullptr && below->id != mount.id) {
            look_below(*below, depth);
        }
    } else if (!add_btrfs(mount, depth)) {
        add_named(mount.source, depth);
    }
    if (stack_.devices.size() == before && stack_.note.empty()) {
        add_note(why_no_device(mount));
    }
}

/// A name in /dev, by whatever links lead to it, as a directory in sysfs.
std::string StorageSearch::path_of_source(const std::string& source) const {
    std::string name = source;
    if (const auto target = files_.resolve(source)) {
        name = *target;
    }
    return files_.resolve("/sys/class/block/" + base_name(name)).value_or(std::string());
}

/// "/dev/sda", or of bcachefs all its devices: "/dev/sda:/dev/sdb".
void StorageSearch::add_named(const std::string& source, unsigned depth) {
    for (std::size_t from = 0; from < source.size();) {
        const std::size_t end = std::min(source.find(':', from), source.size());
        const std::string one = source.substr(from, end - from);
        const std::string path = one.starts_with("/dev/") ? path_of_source(one) : std::string();
        if (!path.empty()) {
            add_path(path, depth);
        }
        from = end + 1;
    }
}

/// All devices of the btrfs to which the mounted one belongs; false where it is none.
bool StorageSearch::add_btrfs(const Mount& mount, unsigned depth) {
    const std::string mounted = base_name(path_of_source(mount.source));
    if (mount.type != "btrfs" || mounted.empty()) {
        return false;
    }
    for (const std::string& uuid : files_.list("/sys/fs/btrfs")) {
        const std::string directory = "/sys/fs/btrfs/" + uuid;
        const std::vector<std::string> names = files_.list(directory + "/devices");
        if (std::ranges::find(names, mounted) == names.end()) {
            continue;
        }
        for (const std::string& name : names) {
            if (const auto path = files_.resolve(fmt::format("{}/devices/{}", directory, name))) {
                add_path(*path, depth);
            }
        }
        const std::string info = directory + "/devinfo/";
        const auto missing = std::ranges::count_if(files_.list(info), [&](const auto& number) {
            return text(info + number + "/missing") == "1";
        });
        if (missing > 0 && !stack_.devices.empty()) {
            stack_.devices.front().troubles.push_back(fmt::format(
                "degraded: {} of the btrfs missing", missing == 1 ? "a device" : "devices"));
        }
        return true;
    }
    return false;
}

void StorageSearch::describe_mapping(const std::string& path, BlockDevice& device) const {
    device.kind = kind_of_mapping(text(path + "/dm/uuid"));
    device.label = text(path + "/dm/name");
    // LVM puts such a mapping, which fails or reads zeroes, where a disk of a volume is not there
    // (lib/activate/dev_manager.c of LVM2)
    if (device.label.find("-missing_") != std::string::npos) {
        device.troubles.emplace_back(
            "degraded: stands in for a part of the volume that is missing");
    }
}

/// Arrays inside a controller show as plain disks; some drivers tell of them (raid_class.c).
void StorageSearch::describe_disk(const std::string& path, BlockDevice& device) {
    device.label = text(path + "/device/model");
    const std::string hardware = files_.resolve(path + "/device").value_or(path);
    for (const std::string& name : files_.list(hardware + "/raid_devices")) {
        const std::string state = text(fmt::format("{}/raid_devices/{}/state", hardware, name));
        if (state == "degraded" || state == "resyncing" || state == "offline") {
            device.troubles.push_back(state);
        }
    }
    const std::size_t host = hardware.find("/host");
    if (host == std::string::npos) {
        return;
    }
    const std::string number = hardware.substr(host + 1, hardware.find('/', host + 1) - host - 1);
    const std::string driver = text("/sys/class/scsi_host/" + number + "/proc_name");
    const auto known = std::ranges::find(kControllers, driver, &Controller::driver);
    if (known != kControllers.end()) {
        device.controller = driver;
        add_note(fmt::format("an array inside a controller ({}) is out of sight: {}", driver,
                             known->program));
    }
}

std::vector<std::string> StorageSearch::paths_below(const std::string& path,
                                                    const BlockDevice& device) const {
    if (device.kind == DeviceKind::partition) {
        return {parent_of(path)};
    }
    std::vector<std::string> below;
    for (const std::string& name : files_.list(path + "/slaves")) {
        if (auto found = files_.resolve(fmt::format("{}/slaves/{}", path, name))) {
            below.push_back(std::move(*found));
        }
    }
    return below;
}

void StorageSearch::add_path(const std::string& path, unsigned depth) {
    const bool is_known = std::ranges::find(seen_, path) != seen_.end();
    if (is_known || seen_.size() >= kMostDevices) {
        return;
    }
    seen_.push_back(path);
    BlockDevice device = {.name = base_name(path), .depth = depth};
    device.is_read_only = text(path + "/ro") == "1";
    std::string backing_file;
    if (files_.exists(path + "/partition")) {
        device.kind = DeviceKind::partition;
    } else if (files_.exists(path + "/md")) {
        device.kind = DeviceKind::md;
        device.array = read_md_array(device.name, path, files_, mdstat_);
        device.troubles = troubles_of(*device.array);
    } else if (files_.exists(path + "/dm")) {
        describe_mapping(path, device);
    } else if (files_.exists(path + "/loop")) {
        device.kind = DeviceKind::loop;
        backing_file = text(path + "/loop/backing_file");
        device.label = backing_file;
    } else {
        describe_disk(path, device);
    }
    const std::vector<std::string> below = paths_below(path, device);
    if (std::ranges::any_of(below, [&](const std::string& next) { return is_raid_image(next); })) {
        add_note("the state of RAID inside LVM is out of sight: lvs -a -o "
                 "name,lv_health_status,sync_percent");
    }
    for (const std::string& next : below) {
        device.below.push_back(base_name(next));
    }
    stack_.devices.push_back(std::move(device));
    for (const std::string& next : below) {
        add_path(next, depth + 1);
    }
    const Mount* const holder = backing_file.empty() ? nullptr : mount_of(mounts_, backing_file);
    if (holder != nullptr) {
        look_below(*holder, depth + 1);
    }
}

} // namespace

std::string_view to_text(DeviceKind kind) {
    constexpr std::array<std::string_view, 8> kNames = {"disk",  "partition", "raid",    "lvm",
                                                        "crypt", "multipath", "mapping", "loop"};
    return kNames[static_cast<std::size_t>(kind)];
}

StorageStack read_storage(const Mount& mount, const std::vector<Mount>& mounts,
                          const HostFiles& files) {
    StorageSearch search(mounts, files);
    search.look_below(mount, 0);
    return search.take();
}

std::string describe(const BlockDevice& device) {
    std::string text = fmt::format("{}: {}", device.name, to_text(device.kind));
    if (device.array) {
        const MdArray& array = *device.array;
        text += array.level.empty() ? "" : " (" + array.level + ")";
        if (device.troubles.empty() && array.wanted > 0) {
            text += fmt::format(", {} of {} devices in sync", array.in_sync, array.wanted);
        }
        if (array.action == "check") {
            text += ", check " + array.progress;
        }
        if (array.access == MdAccess::until_written) {
            text += ", read-only until it is written to";
        }
    }
    text += device.label.empty() ? "" : " " + device.label;
    if (device.is_read_only && !device.array) {
        text += ", read-only";
    }
    for (const std::string& trouble : device.troubles) {
        text += ", " + trouble;
    }
    return text;
}

} // namespace permap::scanner
