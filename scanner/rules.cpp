// SPDX-License-Identifier: Apache-2.0
// The table of rules: only texts and names, in the order of docs/rules.md. The checks are in
// scanner/rules/, running them is in scanner/check.cpp. A file of rows may be long.
#include "scanner/rules/all.hpp"

#include <algorithm>
#include <array>

namespace permap::scanner {
namespace {

constexpr std::string_view kCis = "CIS Ubuntu 24.04 v1";
constexpr std::string_view kStig8 = "STIG RHEL 8";
constexpr std::string_view kStig9 = "STIG RHEL 9";
constexpr std::string_view kStigUbuntu = "STIG Ubuntu 22.04";

constexpr std::array kWorldWritableFile = {Reference{"CWE", "732"}, Reference{kCis, "7.1.11"},
                                           Reference{"ANSSI BP-028", "R40"},
                                           Reference{"NIST SP 800-53", "AC-6(1)"}};
constexpr std::array kWorldWritableDirectory = {
    Reference{"CWE", "732"}, Reference{kStig8, "RHEL-08-010190"},
    Reference{kStig9, "RHEL-09-232245"}, Reference{kStigUbuntu, "UBTU-22-232145"},
    Reference{kCis, "7.1.11"}};
constexpr std::array kWorldWritableSticky = {Reference{kStig9, "RHEL-09-232240"}};
constexpr std::array kCwe732 = {Reference{"CWE", "732"}};
constexpr std::array kCwe276 = {Reference{"CWE", "276"}};
constexpr std::array kCwe277 = {Reference{"CWE", "277"}};
constexpr std::array kCwe250 = {Reference{"CWE", "250"}};
constexpr std::array kSpecialBits = {Reference{kCis, "7.1.13"}, Reference{"CWE", "250"}};
constexpr std::array kDeviceNode = {Reference{kStig9, "RHEL-09-231200"}};

/// The numbers of `Rule::exclusive_group`.
constexpr unsigned kWorldWritableGroup = 1;

constexpr std::array kRules = {
    // Leaks, in any model
    Rule{.id = "world-writable-executable",
         .title = "program that everybody may change",
         .severity_text = "critical when reachable, medium otherwise",
         .default_severity = Severity::critical,
         .why = "Whoever can write to a program decides what it does when somebody else runs it, "
                "root included.",
         .fix = "chmod o-w at once. If o+w was set so that the guest could write: let QEMU own the "
                "tree (permap convert --to mapped-xattr), or let in the QEMU user alone: setfacl "
                "-m u:QEMU_USER:rwx FILE. To keep host users out meanwhile, chmod o-x a directory "
                "above it. Check that nobody has used the gap.",
         .references = kWorldWritableFile,
         .check = check_world_writable_executable,
         .message = say_world_writable,
         .exclusive_group = kWorldWritableGroup},
    Rule{.id = "world-writable-file",
         .title = "file that everybody may change",
         .severity_text = "high when reachable, low otherwise",
         .default_severity = Severity::high,
         .why = "Any user, also a compromised service, can change or destroy the contents; o+w is "
                "how people get rid of a 'Permission denied' between host and guest ids.",
         .fix = "If o+w was set so that the guest could write: let QEMU own the tree (permap "
                "convert --to mapped-xattr), or let in the QEMU user alone: setfacl -m "
                "u:QEMU_USER:rw FILE. Then chmod o-w. To keep host users out meanwhile, chmod o-x "
                "a directory above it.",
         .references = kWorldWritableFile,
         .check = check_world_writable_file,
         .message = say_world_writable,
         .exclusive_group = kWorldWritableGroup},
    Rule{.id = "world-writable-directory",
         .title = "directory in which everybody may create and remove",
         .severity_text = "high when reachable, low otherwise",
         .default_severity = Severity::high,
         .why = "Without the sticky bit any user can replace what is in it by something of the "
                "same name, whatever the files' own modes say.",
         .fix = "If o+w was set so that the guest could write: let QEMU own the tree (permap "
                "convert --to mapped-xattr), or let in the QEMU user alone: setfacl -m "
                "u:QEMU_USER:rwx DIRECTORY. Then chmod o-w. Where everybody really must create "
                "files: chmod +t, and a separate directory for each user.",
         .references = kWorldWritableDirectory,
         .check = check_world_writable_directory,
         .message = say_world_writable},
    Rule{.id = "world-writable-sticky",
         .title = "public directory with an ordinary owner",
         .severity_text = "medium",
         .default_severity = Severity::medium,
         .why = "The owner of a sticky directory may remove and replace everybody's files in it, "
                "so only root or the QEMU user should own one.",
         .fix = "chown root DIRECTORY, or chmod o-w if it need not be public.",
         .references = kWorldWritableSticky,
         .check = check_world_writable_sticky,
         .message = say_world_writable_sticky},
    Rule{.id = "acl-widens-access",
         .title = "ACL that lets in more than the mode shows",
         .severity_text = "medium",
         .default_severity = Severity::medium,
         .why = "ls shows only the nine mode bits; a named entry of the ACL grants more, to "
                "somebody who is not the user of the share.",
         .fix = "Look at it with getfacl and remove what is not meant: setfacl -x u:NAME FILE.",
         .references = kCwe276,
         .check = check_acl_widens_access,
         .message = say_title},
    Rule{.id = "acl-default-leaks",
         .title = "default ACL that makes new files writable for everybody",
         .severity_text = "medium",
         .default_severity = Severity::medium,
         .why = "Everything created in it from now on inherits write permission for others, and no "
                "umask prevents it.",
         .fix = "setfacl -d -m o::- DIRECTORY, or setfacl -k DIRECTORY to remove the default ACL.",
         .references = kCwe277,
         .check = check_acl_default_leaks,
         .message = say_title},
    Rule{.id = "setuid-file",
         .title = "setuid file in a share",
         .severity_text = "critical when root owns it and guests write through, high otherwise",
         .default_severity = Severity::high,
         .why = "In a tree exported as it is, root of the guest can plant a program that runs as "
                "root on the host.",
         .fix = "chmod u-s unless the guest needs it; then keep it in a mapped tree (permap "
                "convert --to mapped-xattr), where it is setuid for the guest only. Mount the "
                "host's file system nosuid.",
         .references = kSpecialBits,
         .check = check_setuid_file,
         .message = say_title},
    Rule{.id = "setgid-file",
         .title = "setgid file in a share",
         .severity_text = "critical when group root owns it and guests write through, high "
                          "otherwise",
         .default_severity = Severity::high,
         .why = "In a tree exported as it is, root of the guest can plant a program that runs with "
                "a group of the host.",
         .fix = "chmod g-s unless the guest needs it; then keep it in a mapped tree (permap "
                "convert --to mapped-xattr), where it is setgid for the guest only. Mount the "
                "host's file system nosuid.",
         .references = kSpecialBits,
         .check = check_setgid_file,
         .message = say_title},
    Rule{.id = "file-capability",
         .title = "file with capabilities in a share",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "Whoever runs it on the host gets a part of root's power; in a tree exported as it "
                "is, the guest decides what the program does.",
         .fix = "setcap -r FILE, and mount the host's file system nosuid.",
         .references = kCwe250,
         .check = check_file_capability,
         .message = say_title},
    Rule{.id = "device-node",
         .title = "real device in a share",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "On the host it is a way to the disk or hardware behind the number, and its mode "
                "is what the guest wanted.",
         .fix = "Remove it, or keep it in a mapped tree (permap convert --to mapped-xattr), where "
                "it is a device for the guest only. Mount the host's file system nodev.",
         .references = kDeviceNode,
         .check = check_device_node,
         .message = say_title},

    // The mapped models
    Rule{.id = "xattr-unsupported",
         .title = "no user attributes here",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "mapped-xattr keeps owner and mode in user.* attributes; where they are refused "
                "every chmod and chown of the guest fails.",
         .fix = "permap probe PATH shows what is missing: mount with user_xattr, update the NFS "
                "server and client to 4.2 (RFC 8276), or use another file system or mapped-file.",
         .references = {},
         .message = say_title},
    Rule{.id = "xattr-no-room",
         .title = "no room for the attributes",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "The file system limits the attributes of one inode (ext4: one block); owner and "
                "mode would not fit beside what is there.",
         .fix = "Remove large attributes (getfattr -d -m - FILE shows them), or use a file system "
                "without the limit (xfs, btrfs, ext4 with ea_inode), or leave these entries out: "
                "--allow xattr-no-room.",
         .references = {},
         .message = say_title},
    Rule{.id = "mapped-missing",
         .title = "no metadata in a mapped tree",
         .severity_text = "medium",
         .default_severity = Severity::medium,
         .why = "The guest sees the host's owner and mode, mostly the QEMU user and 0600: it was "
                "put there from the host, or the tree was filled before it was mapped.",
         .fix = "Give it the owner the guest should see: permap convert --from passthrough --to "
                "mapped-xattr PATH, or chown it inside the guest.",
         .references = {},
         .check = check_mapped_missing,
         .message = say_title},
    Rule{.id = "mapped-partial",
         .title = "incomplete metadata",
         .severity_text = "low",
         .default_severity = Severity::low,
         .why = "What is not stored comes from the host, so it changes with the QEMU user; mounts "
                "with access=any leave the uid out.",
         .fix = "Mount with access=client or access=user in the guest and chown there what is "
                "wrong.",
         .references = {},
         .check = check_mapped_partial,
         .message = say_title},
    Rule{.id = "mapped-corrupt",
         .title = "damaged metadata",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "QEMU would show the guest random ids or modes, or the guest gets EINVAL or EIO on "
                "every look at it.",
         .fix = "getfattr -d -m user.virtfs -e hex FILE shows it. Remove the damaged attribute and "
                "set owner and mode inside the guest; a conversion takes the host's value with "
                "--allow mapped-corrupt.",
         .references = {},
         .check = check_mapped_corrupt,
         .message = say_title},
    Rule{.id = "mapped-type-mismatch",
         .title = "metadata of another type of object",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "The guest sees a type that the object on the host cannot stand for, so every use "
                "of it fails or does something else.",
         .fix = "Remove user.virtfs.mode and set the mode inside the guest; a conversion takes the "
                "host's value with --allow mapped-type-mismatch.",
         .references = {},
         .check = check_mapped_type_mismatch,
         .message = say_title},
    Rule{.id = "native-symlink",
         .title = "real symbolic link in a mapped tree",
         .severity_text = "high before QEMU 11.0, low from then on",
         .default_severity = Severity::high,
         .why = "QEMU before 11.0 answers ELOOP when the guest reads it, and no version lets the "
                "guest change its owner.",
         .fix = "permap convert --to mapped-xattr replaces it with the file that QEMU keeps for a "
                "link; or make it again inside the guest.",
         .references = {},
         .check = check_native_symlink,
         .message = say_title},
    Rule{.id = "native-special",
         .title = "real device, fifo or socket in a mapped tree",
         .severity_text = "medium",
         .default_severity = Severity::medium,
         .why = "It cannot hold metadata: the guest sees the host's owner and cannot change owner "
                "or mode.",
         .fix = "permap convert --to mapped-xattr replaces it with the file that QEMU keeps for "
                "it; or remove it and make it again inside the guest.",
         .references = {},
         .check = check_native_special,
         .message = say_title},
    Rule{.id = "host-owner",
         .title = "not owned by the QEMU user",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "QEMU may not change it: chmod, chown and truncate fail in the guest, while its "
                "host owner can write over contents and metadata.",
         .fix = "chown it to the QEMU user; permap convert --to mapped-xattr --host-owner does "
                "so for a tree and keeps what the guest sees.",
         .references = kCwe732,
         .check = check_host_owner,
         .message = say_host_owner},
    Rule{.id = "host-mode",
         .title = "wider open on the host than the share allows",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "Others on the host can read or write what the guest believes to be private.",
         .fix = "chmod it to fmode or dmode (0600 and 0700 unless the share says otherwise). If "
                "others were let in on purpose: fmode= and dmode= of -fsdev with their group, or "
                "an ACL for the one user.",
         .references = kCwe732,
         .check = check_host_mode,
         .message = say_host_mode},

    // Blockers and hazards of a conversion
    Rule{.id = "planted-metadata",
         .title = "sleeping metadata of a mapped model",
         .severity_text = "critical if it claims setuid, root or a device, high otherwise",
         .default_severity = Severity::high,
         .why = "Any guest user can write it on his own files; it means nothing today and becomes "
                "the truth on the day the share turns to a mapped model.",
         .fix = "Do not only change the model: permap convert --to mapped-xattr removes it and "
                "writes what is true now. If the tree is mapped already, say so: --model "
                "mapped-xattr.",
         .references = kCwe250,
         .check = check_planted_metadata,
         .message = say_planted_metadata},
    Rule{.id = "hard-link-outside",
         .title = "another name outside the tree",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "The inode has more names than this tree holds: a change here changes something "
                "elsewhere, and the other way round.",
         .fix = "find the other names with find MOUNT -xdev -inum NUMBER; break the link (cp FILE "
                "FILE.new; mv FILE.new FILE), or accept that they change too: --allow "
                "hard-link-outside.",
         .references = {},
         .message = say_title},
    Rule{.id = "immutable",
         .title = "immutable or append-only",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "The kernel refuses every change of owner, mode and attributes.",
         .fix = "chattr -i -a FILE, or let the conversion clear the flag and set it again: --allow "
                "immutable.",
         .references = {},
         .check = check_immutable,
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
         .title = "another file system below the root",
         .severity_text = "medium",
         .default_severity = Severity::medium,
         .why = "It is not looked into and not converted, while the guest sees it as part of the "
                "share.",
         .fix = "Run permap on it separately; export it on its own or use multidevs=remap.",
         .references = {},
         .message = say_title},
    Rule{.id = "interrupted-run",
         .title = "mark of an unfinished run",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "A conversion of this tree was begun and not finished: some of it has the old form "
                "and some the new.",
         .fix =
             "permap status PATH, then permap apply RUN to finish or permap undo RUN to go back.",
         .references = {},
         .message = say_title},
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
         .why = "The target model has no place for it; the run file keeps it, so undo brings it "
                "back.",
         .fix = "Nothing to do if it is not missed; --allow lossy where contents of a stand-in are "
                "what would be lost.",
         .references = {},
         .message = say_title},
    Rule{.id = "missing-privilege",
         .title = "this run lacks a privilege",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "The kernel would refuse the change half way through.",
         .fix = "Run it as root, or leave these entries unconverted: --allow missing-privilege.",
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

static_assert(std::ranges::all_of(kRules, [](const Rule& rule) {
    return !rule.id.empty() && !rule.why.empty() && !rule.fix.empty() && rule.message != nullptr;
}));

} // namespace

std::span<const Rule> rules() {
    return kRules;
}

const Rule* find_rule(std::string_view id) {
    const auto at = std::ranges::find(kRules, id, &Rule::id);
    return at == kRules.end() ? nullptr : &*at;
}

} // namespace permap::scanner
