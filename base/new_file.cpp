// SPDX-License-Identifier: Apache-2.0
#include "base/new_file.hpp"

#include <cerrno>
#include <cstdlib>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace permap::base {

Result<NewFile> NewFile::create(const std::string& path, mode_t mode) {
    NewFile file;
    file.path_ = path;
    std::string temporary = path + ".XXXXXX";
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
    return {};
}

} // namespace permap::base
