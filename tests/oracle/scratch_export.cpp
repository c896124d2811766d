// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/scratch_export.hpp"

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <utility>

#include <boost/filesystem.hpp>

#include <sys/xattr.h>

namespace permap::oracle {

base::Result<ScratchExport> ScratchExport::create() {
    boost::system::error_code code;
    const boost::filesystem::path parent = boost::filesystem::temp_directory_path(code);
    if (code) {
        return base::fail(code.value(), "temp_directory_path");
    }
    std::string name = (parent / "permap-oracle-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
        return base::fail(errno, "mkdtemp", name);
    }
    return ScratchExport(std::move(name));
}

ScratchExport::ScratchExport(ScratchExport&& other) noexcept
    : path_(std::exchange(other.path_, {})) {
}

ScratchExport& ScratchExport::operator=(ScratchExport&& other) noexcept {
    std::swap(path_, other.path_);
    return *this;
}

ScratchExport::~ScratchExport() {
    if (!path_.empty()) {
        boost::system::error_code ignored; // a leftover in /tmp is not worth a failed test
        boost::filesystem::remove_all(path_, ignored);
    }
}

std::string ScratchExport::path_of(std::string_view relative) const {
    return relative.empty() ? path_ : path_ + '/' + std::string(relative);
}

base::Result<struct stat> ScratchExport::stat_of(std::string_view relative) const {
    struct stat facts {};
    if (::lstat(path_of(relative).c_str(), &facts) != 0) {
        return base::fail(errno, "lstat", relative);
    }
    return facts;
}

base::Result<std::optional<std::string>> ScratchExport::xattr_of(std::string_view relative,
                                                                 const std::string& name) const {
    std::string value(64UL * 1024, '\0'); // XATTR_SIZE_MAX
    const ssize_t size =
        ::lgetxattr(path_of(relative).c_str(), name.c_str(), value.data(), value.size());
    if (size < 0 && errno == ENODATA) {
        return std::nullopt;
    }
    if (size < 0) {
        return base::fail(errno, "lgetxattr", relative);
    }
    value.resize(static_cast<std::size_t>(size));
    return value;
}

base::Result<std::string> ScratchExport::content_of(std::string_view relative) const {
    std::ifstream file(path_of(relative), std::ios::binary);
    if (!file) {
        return base::fail(ENOENT, "open", relative);
    }
    return std::string(std::istreambuf_iterator<char>(file), {});
}

} // namespace permap::oracle
