// SPDX-License-Identifier: Apache-2.0
#include "report/entry_record.hpp"

#include "base/numbers.hpp"
#include "base/quote.hpp"
#include "codec/posix_acl.hpp"
#include "report/json_text.hpp"

#include <fmt/format.h>

namespace permap::report {

std::string entry_line(const codec::ManifestEntry& entry) {
    using codec::ManifestField;
    RecordText line("entry");
    line.name("path", entry.path);
    line.text("kind", codec::to_text(entry.kind));
    line.text("mode", base::mode_text(entry.mode));
    line.number("uid", entry.uid);
    line.number("gid", entry.gid);
    if (entry.known.has(ManifestField::rdev)) {
        line.text("rdev", codec::device_text(entry.rdev));
    }
    if (entry.known.has(ManifestField::link)) {
        line.name("link", entry.link);
    }
    if (entry.known.has(ManifestField::nlink)) {
        line.number("nlink", entry.nlink);
    }
    if (!entry.acl.empty()) {
        line.text("acl", codec::acl_text(entry.acl));
    }
    if (!entry.acl_default.empty()) {
        line.text("acl_default", codec::acl_text(entry.acl_default));
    }
    if (!entry.capability.empty()) {
        line.text("capability", base::hex(entry.capability));
    }
    if (entry.known.has(ManifestField::inode)) {
        const codec::Identity& identity = entry.identity;
        line.number("inode", identity.inode);
        if (identity.birth != base::Timestamp()) {
            line.text("birth",
                      fmt::format("{}.{:09}", identity.birth.seconds, identity.birth.nanoseconds));
        }
    }
    return line.take() + "\n";
}

} // namespace permap::report
