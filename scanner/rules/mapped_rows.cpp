// SPDX-License-Identifier: Apache-2.0
// The rows of rules about trees of a mapped model.
#include "scanner/rules/all.hpp"

#include <array>

namespace permap::scanner {
namespace {

constexpr std::array kMappedRows = {
    Rule{.id = "xattr-unsupported",
         .title = "no user attributes here",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "mapped-xattr keeps owner and mode in user.* attributes; where they are refused "
                "every chmod and chown of the guest fails.",
         .fix =
             "Mount with user_xattr (old kernels), update the NFS server and client to 4.2 (RFC "
             "8276), or use another file system. Where none of that can be had, mapped-file needs "
             "no "
             "attributes: permap convert --to mapped-file PATH. With --allow xattr-unsupported a "
             "conversion leaves everything as it is and lists it.",
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
         .needs = Trait::oddities,
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
         .needs = Trait::oddities,
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
         .needs = Trait::oddities,
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
         .needs = Trait::oddities,
         .message = say_title},
    Rule{.id = "mapped-foreign-dialect",
         .title = "metadata in another platform's form",
         .severity_text = "medium",
         .default_severity = Severity::medium,
         .why = "It was written by QEMU on macOS, FreeBSD or a big-endian host, or by one before "
                "0.15. QEMU on Linux reads garbage in its place, or a link with a NUL byte.",
         .fix = "permap convert --from mapped-xattr --to mapped-xattr understands it and writes "
                "what QEMU on Linux writes.",
         .references = {},
         .check = check_mapped_foreign_dialect,
         .needs = Trait::oddities,
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
         .needs = Trait::oddities,
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
         .needs = Trait::oddities,
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
         .needs = Trait::mapped,
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
         .needs = Trait::mapped,
         .message = say_host_mode},
    Rule{.id = "sticky-not-owner",
         .title = "sticky directory of somebody else",
         .severity_text = "medium",
         .default_severity = Severity::medium,
         .why = "Linux lets only its owner write user attributes of a sticky directory: every "
                "chmod and chown of it in the guest fails with EPERM, whatever its mode.",
         .fix = "chown QEMU_USER DIRECTORY, or chmod -t DIRECTORY: what the guest sees is in the "
                "attributes, not in the host's sticky bit.",
         .references = {},
         .check = check_sticky_not_owner,
         .needs = Trait::special_bits,
         .message = say_host_owner},
    Rule{.id = "forgeable-guest-root",
         .title = "power of the guest's root in the hands of a host user",
         .severity_text = "critical",
         .default_severity = Severity::critical,
         .why = "Whoever may write the file or its metadata on the host decides what root of the "
                "guest runs and believes: the contents of its programs, or which file is setuid.",
         .fix = "chown QEMU_USER it and chmod it to fmode or dmode (0600, 0700), remove the ACL "
                "(setfacl -b); permap convert --to mapped-xattr --host-owner does so for a tree. "
                "Or close the root of the share: chmod 0700. Check that nobody has used the gap.",
         .references = kCwe732,
         .check = check_forgeable_guest_root,
         .needs = Trait::mapped,
         .message = say_forgeable_guest_root},
};

} // namespace

std::span<const Rule> mapped_rows() {
    return kMappedRows;
}

} // namespace permap::scanner
