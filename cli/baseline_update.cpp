// SPDX-License-Identifier: Apache-2.0
#include "cli/baseline_update.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include <sys/stat.h>
#include <unistd.h>

namespace permap::cli {
namespace {

/// Closes and removes what was not finished.
class NewFile {
public:
    explicit NewFile(std::string path) : path_(std::move(path)) {}
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;
    ~NewFile() {
        if (stream_ != nullptr) {
            std::fclose(stream_);
            ::unlink(temporary_.c_str());
        }
    }

    [[nodiscard]] base::Result<std::FILE*> open() {
        temporary_ = path_ + ".XXXXXX";
        const int fd = ::mkstemp(temporary_.data());
        struct stat old {};
        if (fd < 0 || ::stat(path_.c_str(), &old) != 0 || ::fchmod(fd, old.st_mode & 07777) != 0) {
            return base::fail(errno, "create", temporary_);
        }
        stream_ = ::fdopen(fd, "w");
        return stream_;
    }

    [[nodiscard]] base::Result<void> put_in_place() {
        if (std::fflush(stream_) != 0 || ::fsync(::fileno(stream_)) != 0 ||
            std::rename(temporary_.c_str(), path_.c_str()) != 0) {
            return base::fail(errno, "write", path_);
        }
        std::fclose(stream_);
        stream_ = nullptr;
        return {};
    }

private:
    std::string path_;
    std::string temporary_;
    std::FILE* stream_ = nullptr;
};

} // namespace

base::Result<void> update_baseline(const std::string& path, scanner::BaselineFormat baseline,
                                   const report::Header& header, scanner::ManifestSpool& tree,
                                   const std::atomic<bool>& stop) {
    NewFile file(path);
    PERMAP_TRY_ASSIGN(std::FILE* const stream, file.open());
    const char* const name = baseline == scanner::BaselineFormat::ndjson ? "ndjson" : "mtree";
    const report::Format* const format = report::find_format(name, report::Holds::entries);
    const std::unique_ptr<report::Reporter> reporter = format->make(stream, {});
    reporter->header(header);
    report::Summary summary;
    PERMAP_TRY_ASSIGN(summary.entries, write_entries(tree, *reporter, stop));
    if (stop) {
        return base::fail(EINTR, "write", path);
    }
    reporter->summary(summary);
    PERMAP_TRY(reporter->finish());
    return file.put_in_place();
}

} // namespace permap::cli
