// SPDX-License-Identifier: Apache-2.0
#include "base/new_file.hpp"

#include "base/fd.hpp"

#include <cerrno>
#include <cstdlib>
#include <memory>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace permap::base {
namespace {

/// What a link leads to is written anew, not the link. Anything but a file is nobody's to replace:
/// a device is the whole machine's.
Result<std::string> find_target(const std::string& path) {
    const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr),
                                                           &std::free);
    if (real == nullptr) {
        return errno == ENOENT ? Result<std::string>(path) : fail(errno, "open", path);
    }
    struct stat present {};
    if (::stat(real.get(), &present) != 0) {
        return fail(errno, "stat", path);
    }
    if (!S_ISREG(present.st_mode)) {
        return fail_because("is no regular file, so it is not replaced: name a file", path);
    }
    return std::string(real.get());
}

/// Its names are durable on return.
Result<void> sync_directory_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    const std::string directory = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    const Fd fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd || ::fsync(fd.get()) != 0) {
        return fail(errno, "sync", directory);
    }
    return {};
}

} // namespace

Result<NewFile> NewFile::create(const std::string& path, mode_t mode) {
    NewFile file;
    PERMAP_TRY_ASSIGN(file.path_, find_target(path));
    std::string temporary = file.path_ + ".XXXXXX";
    const int fd = ::mkostemp(temporary.data(), O_CLOEXEC);
    if (fd < 0) {
        return fail(errno, "create", path);
    }
    file.stream_.reset(::fdopen(fd, "w"));
    if (file.stream_ == nullptr) {
        const int code = errno;
        ::close(fd);
        ::unlink(temporary.c_str());
        return fail(code, "create", path);
    }
    file.temporary_ = std::move(temporary);
    if (::fchmod(fd, mode) != 0) {
        return fail(errno, "create", path);
    }
    return file;
}

NewFile::~NewFile() {
    if (stream_ != nullptr) {
        ::unlink(temporary_.c_str());
    }
}

Result<void> NewFile::put_in_place() {
    if (std::fflush(stream_.get()) != 0 || ::fsync(::fileno(stream_.get())) != 0) {
        return fail(errno, "write", path_);
    }
    if (std::rename(temporary_.c_str(), path_.c_str()) != 0) {
        return fail(errno, "rename", path_);
    }
    stream_.reset();
    return sync_directory_of(path_);
}

} // namespace permap::base
