// SPDX-License-Identifier: Apache-2.0
// The rows of rules about leaks, in any model.
#include "scanner/rules/all.hpp"

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
constexpr std::array kCwe276 = {Reference{"CWE", "276"}};
constexpr std::array kCwe277 = {Reference{"CWE", "277"}};
constexpr std::array kSpecialBits = {Reference{kCis, "7.1.13"}, Reference{"CWE", "250"}};
constexpr std::array kDeviceNode = {Reference{kStig9, "RHEL-09-231200"}};

/// The numbers of `Rule::exclusive_group`.
constexpr unsigned kWorldWritableGroup = 1;

constexpr std::array kLeakRows = {
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
         .needs = Trait::writable_by_others,
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
         .needs = Trait::writable_by_others,
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
         .needs = Trait::writable_by_others,
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
         .needs = Trait::writable_by_others,
         .message = say_world_writable_sticky},
    Rule{.id = "replaceable-path",
         .title = "directory in which others may replace what is below",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "Who may rename and replace a name in it decides what everything below that name "
                "is, whatever owner and mode that has: o+w without the sticky bit, or, in a mapped "
                "tree, an owner who is neither root nor the QEMU user.",
         .fix = "chmod o-w DIRECTORY, or chmod +t where everybody must create files in it; give a "
                "directory of a mapped tree to the QEMU user: chown QEMU_USER DIRECTORY.",
         .references = kCwe732,
         .check_root = check_replaceable_above,
         .message = say_replaceable},
    Rule{.id = "group-writable-broad",
         .title = "writable for a group that many are in",
         .severity_text = "medium, low for a directory that the group cannot search",
         .default_severity = Severity::medium,
         .why = "g+w in place of o+w: whoever is in such a group, services as well, can change or "
                "replace it, and not only those who are meant to.",
         .fix = "Make a group for those who share the tree: groupadd SHARE, chgrp -R SHARE, and "
                "setgid on its directories; or let in the QEMU user alone: chmod g-w and setfacl "
                "-m u:QEMU_USER:rwX. Where the guest is to write: let QEMU own the tree (permap "
                "convert --to mapped-xattr). Name the groups that count with --broad-group.",
         .references = kCwe732,
         .check = check_group_writable_broad,
         .needs = Trait::writable_by_group,
         .message = say_group_writable_broad},
    Rule{.id = "acl-widens-access",
         .title = "ACL that lets in more than the mode shows",
         .severity_text = "medium",
         .default_severity = Severity::medium,
         .why = "ls shows only the nine mode bits; a named entry of the ACL grants more, to "
                "somebody who is not the user of the share.",
         .fix = "Look at it with getfacl and remove what is not meant: setfacl -x u:NAME FILE.",
         .references = kCwe276,
         .check = check_acl_widens_access,
         .needs = Trait::attributes,
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
         .needs = Trait::attributes,
         .message = say_title},
    Rule{.id = "setuid-file",
         .title = "setuid file in a share",
         .severity_text = "critical when root owns it and guests write through, high otherwise",
         .default_severity = Severity::high,
         .why = "In a tree exported as it is, root of the guest can plant a program that runs as "
                "root on the host.",
         .fix = "chmod u-s unless the guest needs it; then keep it in a mapped tree (permap "
                "convert --to mapped-xattr), where it is setuid for the guest only. Mount the "
                "host's file system nosuid. A conversion makes one real with --allow setuid-file.",
         .references = kSpecialBits,
         .check = check_setuid_file,
         .needs = Trait::special_bits,
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
                "host's file system nosuid. A conversion makes one real with --allow setgid-file.",
         .references = kSpecialBits,
         .check = check_setgid_file,
         .needs = Trait::special_bits,
         .message = say_title},
    Rule{.id = "file-capability",
         .title = "file with capabilities in a share",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "Whoever runs it on the host gets a part of root's power; in a tree exported as it "
                "is, the guest decides what the program does.",
         .fix = "setcap -r FILE, and mount the host's file system nosuid. A conversion makes one "
                "real with --allow file-capability.",
         .references = kCwe250,
         .check = check_file_capability,
         .needs = Trait::attributes,
         .message = say_title},
    Rule{.id = "device-node",
         .title = "real device in a share",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "On the host it is a way to the disk or hardware behind the number, and its mode "
                "is what the guest wanted.",
         .fix = "Remove it, or keep it in a mapped tree (permap convert --to mapped-xattr), where "
                "it is a device for the guest only. Mount the host's file system nodev. A "
                "conversion makes one real with --allow device-node.",
         .references = kDeviceNode,
         .check = check_device_node,
         .needs = Trait::device,
         .message = say_title},
    Rule{.id = "secret-readable",
         .title = "secret that everybody may read",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "Who has read a private key, a password or credentials keeps them. A closed "
                "directory above is no lasting help: the mode goes along with every copy and "
                "backup.",
         .fix = "chmod o-r FILE, and let in those who need it by name: setfacl -m u:QEMU_USER:r "
                "FILE. If others could reach it, replace the key or password.",
         .references = kCwe732,
         .check = check_secret_readable,
         .asks_for_head = may_be_secret,
         .message = say_secret_readable},
    Rule{.id = "umask-zero-pattern",
         .title = "owner whose files are open to everybody, as with umask 0",
         .severity_text = "info",
         .default_severity = Severity::info,
         .why = "A process that works with umask 0 makes every new file open, too: chmod repairs "
                "what is there, not what comes.",
         .fix = "Give the process of that owner a umask: UMask=0027 in its systemd unit, umask 027 "
                "in its script, create mask and directory mask in smb.conf. If host and guest are "
                "both to write: let QEMU own the tree (permap convert --to mapped-xattr), or share "
                "a group (setgid directories, umask 002). Then chmod -R o-w what is there.",
         .references = kCwe276,
         .count = count_umask_zero,
         .check_count = check_umask_zero,
         .message = say_umask_zero},
};

} // namespace

std::span<const Rule> leak_rows() {
    return kLeakRows;
}

} // namespace permap::scanner
