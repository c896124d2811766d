// SPDX-License-Identifier: Apache-2.0
#include "tests/support/node_flags.hpp"

#include "base/fd.hpp"

#include <tuple>

#include <boost/filesystem.hpp>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>

namespace permap::tests {

bool set_node_flags(const std::string& path, int flags) {
    const base::Fd fd(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    int bits = 0;
    if (!fd || ::ioctl(fd.get(), FS_IOC_GETFLAGS, &bits) != 0) {
        return false;
    }
    bits = (bits & ~(FS_IMMUTABLE_FL | FS_APPEND_FL)) | flags;
    return ::ioctl(fd.get(), FS_IOC_SETFLAGS, &bits) == 0;
}

void thaw_tree(const std::string& root) {
    namespace fs = boost::filesystem;
    std::ignore = set_node_flags(root, 0);
    for (fs::recursive_directory_iterator at(root), end; at != end; ++at) {
        const fs::file_type type = at->symlink_status().type();
        if (type == fs::regular_file || type == fs::directory_file) {
            std::ignore = set_node_flags(at->path().string(), 0);
        }
    }
}

} // namespace permap::tests
