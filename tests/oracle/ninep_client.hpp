// SPDX-License-Identifier: Apache-2.0
// NinepClient: one 9P2000.L session, message by message, on fids. It checks nothing and adds
// nothing, so it can send what a Linux guest never would. For paths see guest_user.
#pragma once

#include "tests/oracle/fid.hpp"
#include "tests/oracle/ninep_message.hpp"
#include "tests/oracle/ninep_types.hpp"
#include "tests/oracle/virtio_9p.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace permap::oracle {

/// Where and as what something is created. `gid` is the group that the client asks for; the user
/// comes from the attach.
struct NewObject {
    std::string_view name;
    std::uint32_t mode = 0;
    std::uint32_t gid = 0;
};

struct DeviceNumber {
    std::uint32_t major = 0;
    std::uint32_t minor = 0;
};

/// Every call fails with the errno of the server's Rlerror. Not synchronised.
class NinepClient {
public:
    /// Twalk takes at most this many elements (P9_MAXWELEM).
    static constexpr std::size_t kWalkLimit = 16;
    /// The most data in one Tread or Twrite: the message less the header (P9_IOHDRSZ).
    static constexpr std::uint32_t kDataLimit = Virtio9p::kMessageLimit - 24;

    /// Agrees on version and message size.
    [[nodiscard]] static base::Result<std::unique_ptr<NinepClient>> start(Virtio9p device);

    explicit NinepClient(Virtio9p device) : device_(std::move(device)) {}
    NinepClient(const NinepClient&) = delete; // fids point here
    NinepClient& operator=(const NinepClient&) = delete;

    /// The export's root, acting as user `n_uname`; 0xffffffff is "nobody in particular".
    [[nodiscard]] base::Result<Fid> attach(std::uint32_t n_uname);
    /// Follows `names` from `from`, any number; none gives a second fid for the same object.
    [[nodiscard]] base::Result<Fid> walk(const Fid& from, std::span<const std::string_view> names);
    [[nodiscard]] base::Result<Fid> walk(const Fid& from, std::string_view name);
    [[nodiscard]] base::Result<void> clunk(Fid fid);

    [[nodiscard]] base::Result<Attributes> getattr(const Fid& fid);
    [[nodiscard]] base::Result<void> setattr(const Fid& fid, const AttributeChanges& changes);

    /// `flags` are those of open(2) on x86 Linux. The fid is then open.
    [[nodiscard]] base::Result<void> lopen(const Fid& fid, std::uint32_t flags);
    /// Creates a file in `directory`; the fid then stands for the open file.
    [[nodiscard]] base::Result<void> lcreate(const Fid& directory, std::uint32_t flags,
                                             const NewObject& file);
    [[nodiscard]] base::Result<Qid> mkdir(const Fid& parent, const NewObject& directory);
    [[nodiscard]] base::Result<Qid> mknod(const Fid& parent, const NewObject& node,
                                          DeviceNumber device);
    /// `link.mode` is not sent.
    [[nodiscard]] base::Result<Qid> symlink(const Fid& parent, const NewObject& link,
                                            std::string_view target);
    [[nodiscard]] base::Result<std::string> readlink(const Fid& fid);
    [[nodiscard]] base::Result<void> link(const Fid& parent, std::string_view name,
                                          const Fid& existing);
    [[nodiscard]] base::Result<void> rename(const Fid& fid, const Fid& new_parent,
                                            std::string_view new_name);
    [[nodiscard]] base::Result<void> renameat(const Fid& old_parent, std::string_view old_name,
                                              const Fid& new_parent, std::string_view new_name);
    /// `flags` is 0 or AT_REMOVEDIR.
    [[nodiscard]] base::Result<void> unlinkat(const Fid& parent, std::string_view name,
                                              std::uint32_t flags);

    /// Everything in an open directory, "." and ".." included.
    [[nodiscard]] base::Result<std::vector<DirectoryEntry>> readdir(const Fid& directory);
    /// One Tread of at most kDataLimit bytes; empty at the end.
    [[nodiscard]] base::Result<std::string> read(const Fid& fid, std::uint64_t offset,
                                                 std::uint32_t count);
    /// Tread until the end.
    [[nodiscard]] base::Result<std::string> read_all(const Fid& fid);
    /// Twrite until everything is written.
    [[nodiscard]] base::Result<void> write(const Fid& fid, std::uint64_t offset,
                                           std::string_view bytes);

    /// The value of one extended attribute; for an empty `name`, the list with NULs between names.
    [[nodiscard]] base::Result<std::string> read_xattr(const Fid& fid, std::string_view name);
    /// Txattrcreate, Twrite, Tclunk. An empty value removes the attribute (9p.c, v9fs_clunk).
    [[nodiscard]] base::Result<void> write_xattr(const Fid& fid, std::string_view name,
                                                 std::string_view value, std::uint32_t flags = 0);

    /// Sends one message of the caller's making and returns the body of its reply.
    [[nodiscard]] base::Result<MessageReader> call(const MessageWriter& request);
    /// Sends any number of independent messages, many at a time; the replies keep the order.
    [[nodiscard]] base::Result<std::vector<base::Result<MessageReader>>>
    call_each(std::span<const MessageWriter> requests);

    /// A number that no fid has had.
    [[nodiscard]] std::uint32_t allocate_fid() { return next_fid_++; }

private:
    [[nodiscard]] base::Result<std::size_t> walk_once(std::uint32_t from, std::uint32_t to,
                                                      std::span<const std::string_view> names);
    [[nodiscard]] base::Result<Qid> call_for_qid(const MessageWriter& request);

    Virtio9p device_;
    std::uint32_t next_fid_ = 1;
};

} // namespace permap::oracle
