// SPDX-License-Identifier: Apache-2.0
// GuestUser: file operations by path, as one user of the guest would do them. The paths are byte
// strings relative to the export ("a/b"; "" is its root) and are split at '/'.
#pragma once

#include "tests/oracle/ninep_client.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace permap::oracle {

/// Who acts; a new object gets both from here.
struct GuestIds {
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
};

/// Must not outlive the client. Every call fails with the errno of the server.
class GuestUser {
public:
    [[nodiscard]] static base::Result<GuestUser> attach(NinepClient& client, GuestIds ids = {});

    /// A fid for what has this path.
    [[nodiscard]] base::Result<Fid> walk(std::string_view path);

    [[nodiscard]] base::Result<Attributes> getattr(std::string_view path);
    [[nodiscard]] base::Result<void> setattr(std::string_view path,
                                             const AttributeChanges& changes);
    /// Like chmod(1) through a Linux client: keeps the type bits that the server reports.
    [[nodiscard]] base::Result<void> chmod(std::string_view path, std::uint32_t permissions);
    [[nodiscard]] base::Result<void> chown(std::string_view path, GuestIds owner);

    /// O_CREAT | O_EXCL with `mode` (permission bits).
    [[nodiscard]] base::Result<void> create_file(std::string_view path, std::uint32_t mode,
                                                 std::string_view content = {});
    [[nodiscard]] base::Result<void> mkdir(std::string_view path, std::uint32_t mode);
    /// `mode` with the type bits, as sent.
    [[nodiscard]] base::Result<void> mknod(std::string_view path, std::uint32_t mode,
                                           DeviceNumber device = {});
    [[nodiscard]] base::Result<void> symlink(std::string_view path, std::string_view target);
    [[nodiscard]] base::Result<std::string> readlink(std::string_view path);
    [[nodiscard]] base::Result<void> link(std::string_view existing, std::string_view new_path);
    [[nodiscard]] base::Result<void> rename(std::string_view old_path, std::string_view new_path);
    [[nodiscard]] base::Result<void> unlink(std::string_view path);
    [[nodiscard]] base::Result<void> rmdir(std::string_view path);

    [[nodiscard]] base::Result<std::string> read_file(std::string_view path);
    /// Overwrites from the start without truncation.
    [[nodiscard]] base::Result<void> write_file(std::string_view path, std::string_view content);
    /// The names in a directory without "." and "..", in the server's order.
    [[nodiscard]] base::Result<std::vector<std::string>> list_directory(std::string_view path);

    [[nodiscard]] base::Result<std::string> get_xattr(std::string_view path, std::string_view name);
    [[nodiscard]] base::Result<std::vector<std::string>> list_xattrs(std::string_view path);
    [[nodiscard]] base::Result<void> set_xattr(std::string_view path, std::string_view name,
                                               std::string_view value, std::uint32_t flags = 0);
    [[nodiscard]] base::Result<void> remove_xattr(std::string_view path, std::string_view name);

    [[nodiscard]] NinepClient& client() { return *client_; }

private:
    GuestUser(NinepClient& client, Fid root, GuestIds ids);

    [[nodiscard]] base::Result<void> unlinkat(std::string_view path, std::uint32_t flags);

    NinepClient* client_;
    Fid root_;
    GuestIds ids_;
};

/// The names in the answer to an xattr list; the server may pad it with NULs.
[[nodiscard]] std::vector<std::string> split_xattr_names(std::string_view list);

} // namespace permap::oracle
