// SPDX-License-Identifier: Apache-2.0
// The rows of rules about how directories are exported and mounted.
#include "scanner/rules/all.hpp"

#include <array>

namespace permap::scanner {
namespace {

constexpr std::array kCwe668 = {Reference{"CWE", "668"}};

constexpr std::array kMountOptions = {Reference{"CIS Ubuntu 24.04 v1", "1.1.2"},
                                      Reference{"CWE", "250"}};

constexpr std::array kShareRows = {
    Rule{.id = "passthrough-as-root",
         .title = "QEMU runs as root and writes the guest's owners and modes to the host",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "Root of the guest can create setuid programs and devices on the host's file "
                "system, and a hole in QEMU is a hole into root.",
         .fix = "permap convert DIRECTORY --to mapped-xattr --host-owner QEMU_USER, then let QEMU "
                "run as that user and export it with security_model=mapped-xattr (libvirt: "
                "accessmode='mapped'): permap shares --to mapped-xattr --emit libvirt prints it.",
         .references = kCwe250,
         .check_share = check_passthrough_as_root,
         .message = say_title},
    Rule{.id = "wide-export",
         .title = "share of a system directory, a home directory or a whole pool",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "The guest gets everything that is or ever will be in it: keys, other people's "
                "files, the images of other machines.",
         .fix = "Make a directory for what the guest needs and export that; read-only where the "
                "guest need not write.",
         .references = kCwe668,
         .check_share = check_wide_export,
         .message = say_title},
    Rule{.id = "fmode-ignored",
         .title = "fmode or dmode that does not do what it says",
         .severity_text = "medium",
         .default_severity = Severity::medium,
         .why = "QEMU drops fmode and dmode of -virtfs without a word, and reads 644 as a decimal "
                "number: files get other modes than the configuration shows.",
         .fix = "Use -fsdev with -device instead of -virtfs, and begin the mode with 0: "
                "fmode=0644. permap shares --emit qemu prints it.",
         .references = {},
         .check_share = check_fmode_ignored,
         .message = say_title},
    Rule{.id = "multidevs-warn",
         .title = "several file systems in one export",
         .severity_text = "medium",
         .default_severity = Severity::medium,
         .why = "Inode numbers of two file systems may be equal; the guest then takes two files "
                "for one, and archivers make hard links of them.",
         .fix = "multidevs=remap (the default from QEMU 10.0 on), or one export for each file "
                "system.",
         .references = {},
         .check_share = check_multidevs_warn,
         .message = say_title},
    Rule{.id = "model-mismatch",
         .title = "export and disk disagree on the model",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "Exported passthrough, a mapped tree shows QEMU's owner and stand-ins for links; "
                "exported mapped, a plain tree has wrong owners and links that cannot be read.",
         .fix = "Change the model of the export to that of the disk, or convert the tree: permap "
                "scan DIRECTORY --model MODEL shows what is in it, permap convert DIRECTORY --to "
                "MODEL changes it.",
         .references = {},
         .check_share = check_model_mismatch,
         .message = say_title},
    Rule{.id = "share-unreachable",
         .title = "the QEMU user cannot get there, or cannot use it",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "The server works with the rights of its own user: guests get EACCES for what that "
                "user may not search, read or write, whoever they are and whatever they see.",
         .fix =
             "Each finding has the smallest command that allows it; FILE and DIRECTORY stand for "
             "its path. In a mapped tree all should belong to the QEMU user: chown it, or permap "
             "convert --to mapped-xattr --host-owner.",
         .references = {},
         .check = check_share_unreachable,
         .needs = Trait::share_user,
         .check_root = check_way_to_share,
         .message = say_share_unreachable},
    Rule{.id = "mount-options",
         .title = "mount of a passthrough share without nosuid or nodev",
         .severity_text = "medium",
         .default_severity = Severity::medium,
         .why = "Root of the guest can make setuid programs and device nodes in the share. Without "
                "these options they work on the host, for every user who gets to them.",
         .fix = "Each finding has the command that takes effect now, and a line for /etc/fstab to "
                "keep it. Start the server again afterwards; other mounts of the file system need "
                "the options, too. A mapped model makes none of this real: permap convert --to "
                "mapped-xattr.",
         .references = kMountOptions,
         .check_root = check_mount_options,
         .message = say_mount_options},
    Rule{.id = "access-mismatch",
         .title = "mount options of the guest that do not fit the share",
         .severity_text = "medium",
         .default_severity = Severity::medium,
         .why = "With access=any or access=UID the guest sends no uid, so a mapped tree stores "
                "none and new files belong to the QEMU user; posixacl needs access=client, a "
                "model with ACLs, and ACLs that are well-formed.",
         .fix = "Mount with access=client (the default), and posixacl where ACLs are to count: "
                "permap shares --emit fstab prints the line.",
         .references = {},
         .check_share = check_access_mismatch,
         .message = say_title},
};

} // namespace

std::span<const Rule> share_rows() {
    return kShareRows;
}

} // namespace permap::scanner
