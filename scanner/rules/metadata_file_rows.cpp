// SPDX-License-Identifier: Apache-2.0
// The rows of rules about the files in which mapped-file keeps metadata.
#include "scanner/rules/all.hpp"

#include <array>

namespace permap::scanner {
namespace {

constexpr std::array kMetadataFileRows = {
    Rule{.id = "metadata-writable",
         .title = "metadata that others on the host may write",
         .severity_text = "critical",
         .default_severity = Severity::critical,
         .why = "Whoever writes it decides what the guest sees: a setuid program of root, or a "
                "device.",
         .fix = "chmod 0700 .virtfs_metadata and 0600 the files in it; QEMU before 2.10 left them "
                "to the umask.",
         .references = kCwe732,
         .check = check_metadata_writable,
         .needs = Trait::metadata_files,
         .message = say_title},
    Rule{.id = "orphan-metadata",
         .title = "metadata that belongs to no entry",
         .severity_text = "medium",
         .default_severity = Severity::medium,
         .why = "The guest cannot remove the directory (ENOTEMPTY), and the next object of that "
                "name that is made on the host inherits the owner and mode.",
         .fix = "Look at it and remove it from .virtfs_metadata. A conversion leaves it where it "
                "is, with its .virtfs_metadata, with --allow orphan-metadata.",
         .references = {},
         .check = check_orphan_metadata,
         .needs = Trait::metadata_files,
         .message = say_title},
    Rule{.id = "metadata-incomplete",
         .title = "entries and no .virtfs_metadata beside them",
         .severity_text = "medium",
         .default_severity = Severity::medium,
         .why = "The guest cannot move or link what is in the directory to another one (ENOENT).",
         .fix =
             "permap convert --from mapped-file --to mapped-file makes what is missing and keeps "
             "what the guest sees.",
         .references = {},
         .check = check_metadata_incomplete,
         .needs = Trait::metadata_files,
         .message = say_title},
    Rule{.id = "both-codecs",
         .title = "metadata in attributes and in files",
         .severity_text = "medium",
         .default_severity = Severity::medium,
         .why = "Only one of them is the truth; the other becomes it on the day the share's model "
                "changes. In mapped-file a guest can set such attributes itself.",
         .fix = "Convert with --from the model that the share has now and --allow both-codecs: the "
                "other metadata is removed. A .virtfs_metadata directory in a mapped-xattr tree: "
                "remove it.",
         .references = {},
         .check = check_both_codecs,
         .needs = Trait::mapped,
         .message = say_title},
    Rule{.id = "hard-link-disagree",
         .title = "names of one inode with metadata of their own",
         .severity_text = "medium",
         .default_severity = Severity::medium,
         .why = "The guest sees one file with two owners or modes, depending on the name.",
         .fix =
             "Link the metadata files as well: ln -f .virtfs_metadata/ONE .virtfs_metadata/OTHER; "
             "a conversion takes the host's values with --allow hard-link-disagree.",
         .references = {},
         .check = check_hard_link_disagree,
         .needs = Trait::oddities,
         .message = say_title},
    Rule{.id = "reserved-name",
         .title = "a name that mapped-file reserves",
         .severity_text = "high for mapped-file targets",
         .default_severity = Severity::high,
         .why =
             "The server hides .virtfs_metadata and .virtfs_metadata_root in every directory and "
             "takes what is in them for the truth.",
         .fix = "Look at it, then remove or rename it. --allow reserved-name leaves the directory "
                "around it unconverted; the root of the tree must be free of it.",
         .references = {},
         .message = say_title},
};

} // namespace

std::span<const Rule> metadata_file_rows() {
    return kMetadataFileRows;
}

} // namespace permap::scanner
