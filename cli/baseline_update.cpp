// SPDX-License-Identifier: Apache-2.0
#include "cli/baseline_update.hpp"

#include "base/new_file.hpp"

#include <cerrno>
#include <memory>

#include <sys/stat.h>
#include <unistd.h>

namespace permap::cli {

base::Result<void> update_baseline(const BaselineUpdate& update, scanner::ManifestSpool& tree,
                                   const std::atomic<bool>& stop) {
    const std::string& path = update.path;
    struct stat old {};
    if (::stat(path.c_str(), &old) != 0) {
        return base::fail(errno, "stat", path);
    }
    constexpr mode_t kPermissions = 0777; // a program is nothing to compare with
    PERMAP_TRY_ASSIGN(base::NewFile file, base::NewFile::create(path, old.st_mode & kPermissions));
    if (::fchown(::fileno(file.stream()), old.st_uid, old.st_gid) != 0 && ::geteuid() == 0) {
        return base::fail(errno, "fchown", path);
    }
    const char* const name = update.format == scanner::BaselineFormat::ndjson ? "ndjson" : "mtree";
    const report::Format* const format = report::find_format(name, report::Holds::entries);
    const std::unique_ptr<report::Reporter> reporter = format->make(file.stream(), {});
    reporter->header(update.header);
    report::Summary summary = {.directories = update.directories};
    PERMAP_TRY_ASSIGN(summary.entries, write_entries(tree, *reporter, stop));
    if (stop) {
        return base::fail(EINTR, "write", path);
    }
    reporter->summary(summary);
    PERMAP_TRY(reporter->finish());
    return file.put_in_place();
}

} // namespace permap::cli
