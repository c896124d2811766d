// SPDX-License-Identifier: Apache-2.0
// LoopImage: a small file system of a kind of its own, in an image file.
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace permap::oracle {

/// Mounted as long as it lives; neither copied nor moved. The mount is in a namespace of this
/// process and its later children, so it ends with them at the latest, however they end.
class LoopImage {
public:
    /// `mkfs` is the command without the image: {"mkfs.ext4", "-q"}. Makes the image file and the
    /// mount point inside `directory`.
    LoopImage(const std::string& directory, std::vector<std::string> mkfs, off_t size);
    LoopImage(const LoopImage&) = delete;
    LoopImage& operator=(const LoopImage&) = delete;
    ~LoopImage();

    /// Why it is not mounted; empty when it is.
    [[nodiscard]] const std::string& why_not() const { return why_not_; }
    [[nodiscard]] const std::string& path() const { return mount_point_; }

private:
    static bool leave_mount_namespace();
    void mount(std::vector<std::string> mkfs, const std::string& image, off_t size);

    std::string mount_point_;
    std::string why_not_;
};

} // namespace permap::oracle
