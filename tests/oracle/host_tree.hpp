// SPDX-License-Identifier: Apache-2.0
// HostTree: makes objects of every kind on the host, as root, with everything a conversion must
// keep. Paths are byte strings relative to its root. A call that fails fails the test.
#pragma once

#include "tests/oracle/ninep_client.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace permap::oracle {

struct HostObject {
    std::uint32_t mode = 0; ///< full st_mode
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    DeviceNumber device = {};
    std::string content = {}; ///< of a file, or the target of a symbolic link
};

class HostTree {
public:
    explicit HostTree(std::string root) : root_(std::move(root)) {}

    void make(const std::string& path, const HostObject& object);
    /// Owner and mode of what is there; "." is the root.
    void dress(const std::string& path, const HostObject& object);
    void link(const std::string& existing, const std::string& new_path);
    void set_xattr(const std::string& path, const std::string& name, std::string_view value);

    /// Gives everything made a time of its own, nanoseconds included; directories last.
    void set_times();

    [[nodiscard]] const std::vector<std::string>& paths() const { return paths_; }
    [[nodiscard]] std::string path_of(const std::string& path) const { return root_ + '/' + path; }

private:
    std::string root_;
    std::vector<std::string> paths_; ///< in the order of making
};

} // namespace permap::oracle
