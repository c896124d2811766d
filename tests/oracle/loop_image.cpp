// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/loop_image.hpp"

#include "base/fd.hpp"
#include "tests/oracle/command.hpp"

#include <utility>

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

namespace permap::oracle {

LoopImage::LoopImage(const std::string& directory, std::vector<std::string> mkfs, off_t size)
    : mount_point_(directory + "/mnt") {
    mount(std::move(mkfs), directory + "/image", size);
}

LoopImage::~LoopImage() {
    if (why_not_.empty() && ::umount2(mount_point_.c_str(), 0) != 0) {
        ::umount2(mount_point_.c_str(), MNT_DETACH); // something still runs in it
    }
}

bool LoopImage::leave_mount_namespace() {
    return ::unshare(CLONE_NEWNS) == 0 &&
           ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

void LoopImage::mount(std::vector<std::string> mkfs, const std::string& image, off_t size) {
    if (!leave_mount_namespace()) {
        why_not_ = "cannot have a mount namespace of its own";
        return;
    }
    const base::Fd file(::open(image.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600));
    if (!file || ::ftruncate(file.get(), size) != 0 || ::mkdir(mount_point_.c_str(), 0755) != 0) {
        why_not_ = "cannot make " + image;
        return;
    }
    mkfs.push_back(image);
    for (const auto& command :
         {mkfs, std::vector<std::string>{"mount", "-o", "loop", image, mount_point_}}) {
        const CommandResult result = run_command(command);
        if (result.status != 0) {
            why_not_ = command.front() + ": " + result.output;
            return;
        }
    }
}

} // namespace permap::oracle
