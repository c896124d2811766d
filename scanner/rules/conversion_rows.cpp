// SPDX-License-Identifier: Apache-2.0
// The rows of what blocks or endangers a conversion; most are raised by it, not by a check.
#include "scanner/rules/all.hpp"

#include <array>

namespace permap::scanner {
namespace {

constexpr std::array kConversionRows = {
    Rule{.id = "planted-metadata",
         .title = "sleeping metadata of a mapped model",
         .severity_text = "critical if it claims setuid, root or a device, high otherwise",
         .default_severity = Severity::high,
         .why = "Any guest user can write it on his own files; it means nothing today and becomes "
                "the truth on the day the share turns to a mapped model.",
         .fix = "Do not only change the model: permap convert --to mapped-xattr removes it and "
                "writes what is true now. If the tree is mapped already, say so: --model "
                "mapped-xattr to scan, --from mapped-xattr to convert.",
         .references = kCwe250,
         .check = check_planted_metadata,
         .asks_for_head = may_be_metadata,
         .message = say_planted_metadata},
    Rule{.id = "hard-link-outside",
         .title = "another name outside the tree",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "The inode has more names than this tree holds: a change here changes something "
                "elsewhere, and the other way round.",
         .fix = "Find the other names with find MOUNT -xdev -inum NUMBER; break the link (cp FILE "
                "FILE.new; mv FILE.new FILE), or accept that they change too: --allow "
                "hard-link-outside.",
         .references = {},
         .message = say_title},
    Rule{.id = "immutable",
         .title = "immutable or append-only",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "The kernel refuses every change of owner, mode and attributes.",
         .fix = "chattr -i -a FILE, and set the flag again afterwards; or let permap do both, also "
                "when the run is undone: --allow immutable. A stand-in that becomes a real link or "
                "device is left as it is.",
         .references = {},
         .check = check_immutable,
         .needs = Trait::inode_flags,
         .message = say_title},
    Rule{.id = "unmapped-id",
         .title = "id outside every map",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "The maps given do not say what this id is on the other side, and a guess could "
                "give the file to somebody else.",
         .fix = "Add a range (--map u:FROM:TO:COUNT), or keep such ids: --allow unmapped-id.",
         .references = {},
         .message = say_title},
    Rule{.id = "nested-mount",
         .title = "mount or sub-volume below the root",
         .severity_text = "medium",
         .default_severity = Severity::medium,
         .why = "It is not looked into and not converted, while the guest sees it as part of the "
                "share.",
         .fix = "Run permap on it separately; export it on its own or use multidevs=remap.",
         .references = {},
         .message = say_title},
    Rule{.id = "multi-device",
         .title = "several file systems below one root",
         .severity_text = "medium",
         .default_severity = Severity::medium,
         .why =
             "Inode numbers of two file systems, or of two sub-volumes of a btrfs, may be equal; "
             "the guest then takes two files for one, and archivers make hard links of them.",
         .fix = "Export it with multidevs=remap (-fsdev and -virtfs from QEMU 4.2 on, the default "
                "from 10.0 on; libvirt: multidevs='remap'), or export each file system on its own.",
         .references = {},
         .message = say_title},
    Rule{.id = "ids-mapped-before",
         .title = "an earlier run has mapped these ids",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "Ids that came out of a map can go into this one again: they would be shifted a "
                "second time. The state directory of permap says which runs mapped ids of this "
                "tree and were not undone.",
         .fix = "Take the earlier run back first (permap undo), or convert without --map. To map "
                "what is there now once more: --allow ids-mapped-before.",
         .references = {},
         .message = say_title},
    Rule{.id = "server-running",
         .title = "a server has this tree open",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "While QEMU or virtiofsd serves the tree, guests change it and keep what they read "
                "before: a conversion would show them half of each form.",
         .fix = "Shut down the guest, or detach the share and end its virtiofsd, then try again. "
                "To go on beside it, at the risk of the guest's data: --allow server-running.",
         .references = {},
         .check_root = check_server_running,
         .message = say_server_running},
    Rule{.id = "socket-in-use",
         .title = "socket with somebody behind it",
         .severity_text = "medium",
         .default_severity = Severity::medium,
         .why =
             "A program listens on it. A conversion that replaces the socket leaves that program "
             "with one that no name leads to, so nobody can connect any more.",
         .fix = "Stop the program and start it again afterwards, or go on and restart it then: "
                "--allow socket-in-use.",
         .references = {},
         .message = say_title},
    Rule{.id = "overlay-unstable",
         .title = "overlay without index=on",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why =
             "The first change of a file copies it to the upper layer, where it is another inode: "
             "hard links come apart, and a descriptor may hold the old copy.",
         .fix = "Mount the overlay with index=on, or convert the upper layer's own file system; to "
                "go on all the same: --allow overlay-unstable.",
         .references = {},
         .check_root = check_overlay_unstable,
         .message = say_title},
    Rule{.id = "no-space",
         .title = "too little free space for what must be built",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "Replacements and metadata files are built before anything is removed, one inode "
                "each; there are not enough free inodes or blocks for all of them.",
         .fix = "Make room (df -i shows inodes), convert in parts with --exclude, or try: --allow "
                "no-space. A run that is stopped by a full disk can be resumed or undone.",
         .references = {},
         .message = say_title},
    Rule{.id = "interrupted-run",
         .title = "mark of an unfinished run",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "A conversion of this tree, of one above it or of one in it was begun and not "
                "finished: some of it has the old form and some the new.",
         .fix = "permap status PATH, then permap apply RUN to finish or permap undo RUN to go "
                "back. If its run file is lost: look at owners and modes, then setfattr -x "
                "trusted.permap.run PATH. With --allow interrupted-run a new conversion starts, "
                "and the old run can no longer be resumed.",
         .references = {},
         .check = check_interrupted_run,
         .asks_for_head = asks_for_mark_line,
         .check_root = check_interrupted_above,
         .message = say_title},
    Rule{.id = "raid-degraded",
         .title = "array under the tree that is degraded, being rebuilt or read-only",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "A conversion writes to nearly every inode. On an array without redundancy the "
                "next disk that fails takes the tree with it, half converted, and a rebuild and a "
                "conversion slow each other down.",
         .fix = "cat /proc/mdstat and mdadm --detail /dev/mdN show it (LVM: lvs -a, lvconvert "
                "--repair). Replace what has failed and let the rebuild end; mdadm --readwrite "
                "/dev/mdN for one that is read-only. To go on all the same, with a backup: --allow "
                "raid-degraded.",
         .references = {},
         .check_root = check_raid_degraded,
         .message = say_raid_degraded},
    Rule{.id = "symlink-too-long",
         .title = "link text too long for a real link",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "A mapped tree keeps link texts in files, and this one is longer than the target "
                "file system lets a symbolic link be.",
         .fix = "Shorten it inside the guest, or leave it as a file: --allow symlink-too-long.",
         .references = {},
         .message = say_title},
    Rule{.id = "symlink-unrepresentable",
         .title = "link text that no real link can hold",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "The text is empty or has a NUL byte in it, which no symbolic link can have.",
         .fix = "Make the link again inside the guest, or leave it as a file: --allow "
                "symlink-unrepresentable.",
         .references = {},
         .message = say_title},
    Rule{.id = "lossy",
         .title = "something the target cannot hold",
         .severity_text = "info",
         .default_severity = Severity::info,
         .why =
             "The target model has no place for it. It is kept in the run file, so undo brings it "
             "back; a conversion back to the old model does not.",
         .fix = "Nothing to do about what is not missed. Where a stand-in has contents or user "
                "attributes, or a device number is 4095:1048575 (mapped-file has no line for it): "
                "remove them inside the guest, or leave it as it is: --allow lossy.",
         .references = {},
         .message = say_title},
    Rule{.id = "foreign-overlay",
         .title = "ownership metadata of another tool",
         .severity_text = "info",
         .default_severity = Severity::info,
         .why = "Another program keeps its own idea of owner and mode here. It is not what this "
                "tree's model shows, and it does not follow when owner and mode change.",
         .fix = "If that program is the one to believe, say so: --model fake-super or "
                "override-stat to scan, --from to convert. A conversion leaves it where it is "
                "unless it comes from or goes to that model.",
         .references = {},
         .check = check_foreign_overlay,
         .needs = Trait::attributes,
         .message = say_title},
    Rule{.id = "missing-privilege",
         .title = "this run lacks a privilege",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "The kernel would refuse the change half way through.",
         .fix = "Run it as root, with all capabilities and outside containers and user namespaces, "
                "or leave these entries unconverted: --allow missing-privilege.",
         .references = {},
         .message = say_title},
    Rule{.id = "no-exchange",
         .title = "objects cannot be replaced safely here",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "The file system lacks RENAME_EXCHANGE, so an object cannot be swapped for its "
                "replacement without a moment in which the name is gone or somebody else's.",
         .fix = "Convert on a file system that has it (ext4, xfs, btrfs, tmpfs), or leave these "
                "entries unconverted: --allow no-exchange.",
         .references = {},
         .message = say_title},
    Rule{.id = "changed-since",
         .title = "changed since the plan was made",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "Somebody changed it after its old state was recorded; going on would write over "
                "that.",
         .fix = "Stop what uses the tree and plan again, or write over it: --allow changed-since.",
         .references = {},
         .message = say_title},
};

} // namespace

std::span<const Rule> conversion_rows() {
    return kConversionRows;
}

} // namespace permap::scanner
