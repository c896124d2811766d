// SPDX-License-Identifier: Apache-2.0
// HostFiles: the small files in /proc, /sys and /dev through which a host describes itself. All of
// them are read through one root, so that a recording of another machine can stand in for this one.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace permap::scanner {

class HostFiles {
public:
    /// Paths given below are looked up under `root`; "" is this machine.
    explicit HostFiles(std::string root = {}) : root_(std::move(root)) {}

    /// The contents without the line end; nothing where it cannot be read.
    [[nodiscard]] std::optional<std::string> read(const std::string& path) const;

    /// The names in a directory, in byte order; empty where there is none.
    [[nodiscard]] std::vector<std::string> list(const std::string& path) const;

    /// Where a symbolic link leads, made absolute and free of "..", without the root; nothing where
    /// it is no link. Links of sysfs are relative, so a copy of them works below any root.
    [[nodiscard]] std::optional<std::string> resolve(const std::string& path) const;

    [[nodiscard]] bool exists(const std::string& path) const;

    /// The path as the system calls of this process need it.
    [[nodiscard]] std::string real(const std::string& path) const { return root_ + path; }

private:
    std::string root_;
};

} // namespace permap::scanner
