// SPDX-License-Identifier: Apache-2.0
#include "report/entry_record.hpp"

#include "base/numbers.hpp"
#include "base/quote.hpp"
#include "codec/posix_acl.hpp"

#include <fmt/format.h>

namespace permap::report {

Json entry_record(const codec::ManifestEntry& entry) {
    using codec::ManifestField;
    Json record = {{"type", "entry"}};
    set_name(record, "path", entry.path);
    record["kind"] = codec::to_text(entry.kind);
    record["mode"] = base::mode_text(entry.mode);
    record["uid"] = entry.uid;
    record["gid"] = entry.gid;
    if (entry.known.has(ManifestField::rdev)) {
        record["rdev"] = codec::device_text(entry.rdev);
    }
    if (entry.known.has(ManifestField::link)) {
        set_name(record, "link", entry.link);
    }
    if (entry.known.has(ManifestField::nlink)) {
        record["nlink"] = entry.nlink;
    }
    if (!entry.acl.empty()) {
        record["acl"] = codec::acl_text(entry.acl);
    }
    if (!entry.acl_default.empty()) {
        record["acl_default"] = codec::acl_text(entry.acl_default);
    }
    if (!entry.capability.empty()) {
        record["capability"] = base::hex(entry.capability);
    }
    if (entry.known.has(ManifestField::inode)) {
        const codec::Identity& identity = entry.identity;
        record["inode"] = identity.inode;
        if (identity.birth != base::Timestamp()) {
            record["birth"] =
                fmt::format("{}.{:09}", identity.birth.seconds, identity.birth.nanoseconds);
        }
    }
    return record;
}

} // namespace permap::report
