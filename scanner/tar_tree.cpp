// SPDX-License-Identifier: Apache-2.0
#include "scanner/tar_tree.hpp"

#include "base/numbers.hpp"
#include "codec/model.hpp"
#include "codec/posix_acl.hpp"
#include "scanner/read_facts.hpp"
#include "scanner/rule.hpp"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <optional>

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

namespace permap::scanner {
namespace {

constexpr std::uint32_t kNobody = 0xffffffff; ///< as the kernel has it where an entry has no id
constexpr std::size_t kBlockSize = std::size_t{64} * 1024;

struct Closer {
    void operator()(archive* tar) const { ::archive_read_free(tar); }
};
using Archive = std::unique_ptr<archive, Closer>;

base::Error error_of(archive* tar, const std::string& file) {
    const char* const text = ::archive_error_string(tar);
    return base::fail_because(fmt::format("cannot be read as a tar: {}",
                                          text == nullptr ? "no reason given" : text),
                              file)
        .value();
}

/// Names as they are in the file: in another character set the same bytes would be another name.
base::Result<Archive> open_tar(const std::string& file) {
    Archive tar(::archive_read_new());
    ::archive_read_support_format_tar(tar.get());
    ::archive_read_support_format_empty(tar.get());
    for (const auto support :
         {::archive_read_support_filter_gzip, ::archive_read_support_filter_bzip2,
          ::archive_read_support_filter_xz, ::archive_read_support_filter_zstd}) {
        support(tar.get()); // where the library lacks one, it says so when it meets it
    }
    ::archive_read_set_format_option(tar.get(), "tar", "hdrcharset", "BINARY");
    if (::archive_read_open_filename(tar.get(), file.c_str(), kBlockSize) != ARCHIVE_OK) {
        return tl::unexpected(error_of(tar.get(), file));
    }
    return tar;
}

std::optional<codec::AclTag> tag_of(int tag) {
    switch (tag) {
    case ARCHIVE_ENTRY_ACL_USER_OBJ:
        return codec::AclTag::user_obj;
    case ARCHIVE_ENTRY_ACL_USER:
        return codec::AclTag::user;
    case ARCHIVE_ENTRY_ACL_GROUP_OBJ:
        return codec::AclTag::group_obj;
    case ARCHIVE_ENTRY_ACL_GROUP:
        return codec::AclTag::group;
    case ARCHIVE_ENTRY_ACL_MASK:
        return codec::AclTag::mask;
    case ARCHIVE_ENTRY_ACL_OTHER:
        return codec::AclTag::other;
    default:
        return std::nullopt;
    }
}

/// pax and GNU tar have numbers that Linux has not, and the last one means nobody in calls.
base::Result<std::uint32_t> checked_id(la_int64_t id) {
    if (id < 0 || id >= la_int64_t{kNobody}) {
        return base::fail_because(
            fmt::format("has the owner or group {}, which is no id of Linux: those end at {}", id,
                        kNobody - 1));
    }
    return static_cast<std::uint32_t>(id);
}

/// Whom an entry of an ACL is about. Some tars have names alone.
base::Result<std::uint32_t> id_of(codec::AclTag tag, int id, const char* name) {
    if (tag != codec::AclTag::user && tag != codec::AclTag::group) {
        return kNobody;
    }
    if (id == std::numeric_limits<int>::max()) {
        // libarchive's archive_acl_from_text_l takes every larger number for this one.
        return base::fail_because(
            fmt::format("its ACL has an id of {} or more, which the library cannot read", id));
    }
    if (id >= 0) {
        return static_cast<std::uint32_t>(id);
    }
    const std::string text = name == nullptr ? std::string() : name;
    const auto found = tag == codec::AclTag::user ? base::find_user(text) : base::find_group(text);
    return found ? found
                 : base::fail_because("its ACL names somebody without a number whom this host does "
                                      "not know: make the tar with --numeric-owner");
}

/// The entries of one of its ACLs, in the order of the kernel.
base::Result<codec::Acl> acl_of(archive_entry* member, int type) {
    codec::Acl acl;
    ::archive_entry_acl_reset(member, type);
    int got_type = 0;
    int permissions = 0;
    int tag = 0;
    int id = 0;
    const char* name = nullptr;
    while (::archive_entry_acl_next(member, type, &got_type, &permissions, &tag, &id, &name) ==
           ARCHIVE_OK) {
        if (const std::optional<codec::AclTag> known = tag_of(tag)) {
            PERMAP_TRY_ASSIGN(const std::uint32_t whom, id_of(*known, id, name));
            acl.push_back({*known, static_cast<std::uint16_t>(permissions & 7), whom});
        }
    }
    std::ranges::stable_sort(
        acl, {}, [](const codec::AclEntry& entry) { return std::pair(entry.tag, entry.id); });
    return acl;
}

/// Puts the ACLs into the facts. The library takes the group's own entry for the bits of the mode,
/// the kernel the mask.
base::Result<void> add_acls(archive_entry* member, codec::DiskState& state) {
    if (::archive_entry_acl_count(member, ARCHIVE_ENTRY_ACL_TYPE_ACCESS) > 0) {
        PERMAP_TRY_ASSIGN(const codec::Acl acl, acl_of(member, ARCHIVE_ENTRY_ACL_TYPE_ACCESS));
        if (!codec::is_minimal(acl)) {
            state.mode = (state.mode & ~0777U) | codec::permissions_of(acl);
            state.attributes.set(codec::kAclAccess, codec::serialize_acl(acl));
        }
    }
    if (::archive_entry_acl_count(member, ARCHIVE_ENTRY_ACL_TYPE_DEFAULT) > 0) {
        PERMAP_TRY_ASSIGN(const codec::Acl acl, acl_of(member, ARCHIVE_ENTRY_ACL_TYPE_DEFAULT));
        state.attributes.set(codec::kAclDefault, codec::serialize_acl(acl));
    }
    return {};
}

void add_attributes(archive_entry* member, codec::Facts& facts) {
    ::archive_entry_xattr_reset(member);
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    while (::archive_entry_xattr_next(member, &name, &value, &size) == ARCHIVE_OK) {
        if (codec::is_ownership_attribute(name)) {
            facts.state.attributes.set(name, std::string(static_cast<const char*>(value), size));
        } else {
            facts.other_attributes.emplace_back(name);
        }
    }
}

/// What carries metadata may be a stand-in; a rule may ask for the first bytes by the name.
bool is_looked_into(std::string_view path, const codec::DiskState& state) {
    const std::string_view name = path.substr(path.rfind('/') + 1);
    const std::string_view above =
        path.substr(0, path.size() - std::min(path.size(), name.size() + 1));
    const std::string_view directory = above.substr(above.rfind('/') + 1);
    return state.kind == codec::Kind::file &&
           (codec::has_metadata(state.attributes) ||
            std::ranges::any_of(rules(), [&](const Rule& rule) {
                return rule.asks_for_head != nullptr && rule.asks_for_head(name, state, directory);
            }));
}

base::Result<std::string> read_content(archive* tar, const std::string& file) {
    std::string content(kLongestHead, '\0');
    std::size_t had = 0;
    while (had < content.size()) {
        const la_ssize_t got = ::archive_read_data(tar, content.data() + had, content.size() - had);
        if (got < 0) {
            return tl::unexpected(error_of(tar, file));
        }
        if (got == 0) {
            break;
        }
        had += static_cast<std::size_t>(got);
    }
    content.resize(had);
    return content;
}

/// Everything about a member that is no further name of another.
base::Result<codec::Facts> facts_of(archive_entry* member) {
    codec::Facts facts;
    const std::optional<codec::Kind> kind =
        codec::kind_of(static_cast<std::uint32_t>(::archive_entry_filetype(member)));
    if (!kind) {
        return base::fail_because("a kind of member that no tree has");
    }
    codec::DiskState& state = facts.state;
    state.kind = *kind;
    state.mode = static_cast<std::uint32_t>(::archive_entry_perm(member)) & codec::kPermissionBits;
    PERMAP_TRY_ASSIGN(state.uid.value, checked_id(::archive_entry_uid(member)));
    PERMAP_TRY_ASSIGN(state.gid.value, checked_id(::archive_entry_gid(member)));
    state.rdev = codec::is_device(*kind) ? ::archive_entry_rdev(member) : 0;
    facts.size = static_cast<std::uint64_t>(std::max<la_int64_t>(0, ::archive_entry_size(member)));
    if (*kind == codec::Kind::symlink) {
        const char* const target = ::archive_entry_symlink(member);
        state.content = target == nullptr ? std::string() : target;
        state.mode = 0777; // as the kernel has it, whatever the tar says
    }
    add_attributes(member, facts);
    PERMAP_TRY(add_acls(member, state));
    return facts;
}

class TarReader {
public:
    TarReader(const std::string& file, archive* tar) : file_(file), tar_(tar) {}

    base::Result<TarRead> run(const std::atomic<bool>& stop);

private:
    base::Result<void> take(archive_entry* member);
    /// The next member; null after the last one.
    base::Result<archive_entry*> next();
    void leave_out(const std::string& path, base::Error error) {
        read_.problems.push_back({path, std::move(error)});
    }
    void link(const std::string& path, archive_entry* member);

    const std::string& file_;
    archive* tar_;
    bool in_member_ = false;
    TarRead read_;
};

void TarReader::link(const std::string& path, archive_entry* member) {
    const std::string target = path_in_tar(::archive_entry_hardlink(member));
    const auto at = read_.tree.find(target);
    if (target.empty() || at == read_.tree.end()) {
        leave_out(path, base::fail_because("a further name of what is not in the tar").value());
        return;
    }
    const std::shared_ptr<codec::Facts> inode = at->second;
    read_.tree[path] = inode;
}

base::Result<void> TarReader::take(archive_entry* member) {
    const char* const name = ::archive_entry_pathname(member);
    const std::string raw = name == nullptr ? "" : name;
    const std::string path = raw.empty() ? raw : path_in_tar(raw);
    if (path.empty()) {
        leave_out(raw, base::fail_because("its name is empty or leads out of the tree").value());
        return {};
    }
    if (::archive_entry_hardlink(member) != nullptr) {
        link(path, member);
        return {};
    }
    base::Result<codec::Facts> facts = facts_of(member);
    if (!facts) {
        leave_out(path, std::move(facts).error());
        return {};
    }
    if (is_looked_into(path, facts->state)) {
        PERMAP_TRY_ASSIGN(facts->state.content, read_content(tar_, file_));
    }
    read_.tree[path] = std::make_shared<codec::Facts>(std::move(*facts));
    return {};
}

/// The library takes the end of the file for the end of the tar. Programs that write one put blocks
/// of zeros there (tar(5)), so that a part of it can be told from all of it.
base::Result<archive_entry*> TarReader::next() {
    if (in_member_ && ::archive_read_data_skip(tar_) < ARCHIVE_WARN) {
        return tl::unexpected(error_of(tar_, file_));
    }
    const la_int64_t end_of_member = ::archive_filter_bytes(tar_, 0);
    archive_entry* member = nullptr;
    const int got = ::archive_read_next_header(tar_, &member);
    if (got == ARCHIVE_EOF) {
        const bool has_end = ::archive_filter_bytes(tar_, 0) > end_of_member;
        if (!has_end && !read_.tree.empty()) {
            leave_out(".", base::fail_because("the tar lacks its last blocks: it may have been cut "
                                              "short, and more be missing")
                               .value());
        }
        return nullptr;
    }
    if (got < ARCHIVE_WARN) {
        return tl::unexpected(error_of(tar_, file_));
    }
    in_member_ = true;
    return member;
}

base::Result<TarRead> TarReader::run(const std::atomic<bool>& stop) {
    while (!stop) {
        PERMAP_TRY_ASSIGN(archive_entry* const member, next());
        if (member == nullptr) {
            break;
        }
        PERMAP_TRY(take(member));
    }
    if (read_.tree.empty() && read_.problems.empty() && !stop) {
        // What a failed command leaves: nothing would be found in it.
        return base::fail_because("has nothing in it", file_);
    }
    for (const auto& [path, inode] : read_.tree) {
        ++inode->nlink;
    }
    return std::move(read_);
}

} // namespace

std::string path_in_tar(std::string_view name) {
    std::string path;
    while (!name.empty()) {
        const std::size_t end = std::min(name.find('/'), name.size());
        const std::string_view part = name.substr(0, end);
        name.remove_prefix(std::min(end + 1, name.size()));
        if (part == "..") {
            return {};
        }
        if (!part.empty() && part != ".") {
            path.append(path.empty() ? "" : "/").append(part);
        }
    }
    return path.empty() ? "." : path;
}

base::Result<TarRead> read_tar(const std::string& file, const std::atomic<bool>& stop) {
    PERMAP_TRY_ASSIGN(const Archive tar, open_tar(file));
    return TarReader(file, tar.get()).run(stop);
}

} // namespace permap::scanner
