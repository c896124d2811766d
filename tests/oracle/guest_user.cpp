// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/guest_user.hpp"

#include <algorithm>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>

namespace permap::oracle {
namespace {

struct SplitPath {
    std::string_view parent;
    std::string_view name;
};

SplitPath split_last(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos) {
        return {.parent = {}, .name = path};
    }
    return {.parent = path.substr(0, slash), .name = path.substr(slash + 1)};
}

std::vector<std::string_view> split_non_empty(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const std::string_view part = text.substr(0, text.find(separator));
        if (!part.empty()) {
            parts.push_back(part);
        }
        text.remove_prefix(std::min(part.size() + 1, text.size()));
    }
    return parts;
}

} // namespace

std::vector<std::string> split_xattr_names(std::string_view list) {
    const std::vector<std::string_view> names = split_non_empty(list, '\0');
    return {names.begin(), names.end()};
}

GuestUser::GuestUser(NinepClient& client, Fid root, GuestIds ids)
    : client_(&client), root_(std::move(root)), ids_(ids) {
}

base::Result<GuestUser> GuestUser::attach(NinepClient& client, GuestIds ids) {
    PERMAP_TRY_ASSIGN(Fid root, client.attach(ids.uid));
    return GuestUser(client, std::move(root), ids);
}

base::Result<Fid> GuestUser::walk(std::string_view path) {
    return client_->walk(root_, split_non_empty(path, '/'));
}

base::Result<Attributes> GuestUser::getattr(std::string_view path) {
    PERMAP_TRY_ASSIGN(const Fid fid, walk(path));
    return client_->getattr(fid);
}

base::Result<void> GuestUser::setattr(std::string_view path, const AttributeChanges& changes) {
    PERMAP_TRY_ASSIGN(const Fid fid, walk(path));
    return client_->setattr(fid, changes);
}

base::Result<void> GuestUser::chmod(std::string_view path, std::uint32_t permissions) {
    PERMAP_TRY_ASSIGN(const Fid fid, walk(path));
    PERMAP_TRY_ASSIGN(const Attributes before, client_->getattr(fid));
    return client_->setattr(fid, {.mode = (before.mode & S_IFMT) | permissions});
}

base::Result<void> GuestUser::chown(std::string_view path, GuestIds owner) {
    return setattr(path, {.uid = owner.uid, .gid = owner.gid});
}

base::Result<void> GuestUser::create_file(std::string_view path, std::uint32_t mode,
                                          std::string_view content) {
    const auto [parent, name] = split_last(path);
    PERMAP_TRY_ASSIGN(const Fid fid, walk(parent));
    const NewObject file{.name = name, .mode = mode, .gid = ids_.gid};
    PERMAP_TRY(client_->lcreate(fid, O_RDWR | O_CREAT | O_EXCL, file));
    return client_->write(fid, 0, content);
}

base::Result<void> GuestUser::mkdir(std::string_view path, std::uint32_t mode) {
    const auto [parent, name] = split_last(path);
    PERMAP_TRY_ASSIGN(const Fid fid, walk(parent));
    PERMAP_TRY(client_->mkdir(fid, {.name = name, .mode = mode, .gid = ids_.gid}));
    return {};
}

base::Result<void> GuestUser::mknod(std::string_view path, std::uint32_t mode,
                                    DeviceNumber device) {
    const auto [parent, name] = split_last(path);
    PERMAP_TRY_ASSIGN(const Fid fid, walk(parent));
    PERMAP_TRY(client_->mknod(fid, {.name = name, .mode = mode, .gid = ids_.gid}, device));
    return {};
}

base::Result<void> GuestUser::symlink(std::string_view path, std::string_view target) {
    const auto [parent, name] = split_last(path);
    PERMAP_TRY_ASSIGN(const Fid fid, walk(parent));
    PERMAP_TRY(client_->symlink(fid, {.name = name, .mode = 0, .gid = ids_.gid}, target));
    return {};
}

base::Result<std::string> GuestUser::readlink(std::string_view path) {
    PERMAP_TRY_ASSIGN(const Fid fid, walk(path));
    return client_->readlink(fid);
}

base::Result<void> GuestUser::link(std::string_view existing, std::string_view new_path) {
    const auto [parent, name] = split_last(new_path);
    PERMAP_TRY_ASSIGN(const Fid source, walk(existing));
    PERMAP_TRY_ASSIGN(const Fid directory, walk(parent));
    return client_->link(directory, name, source);
}

base::Result<void> GuestUser::rename(std::string_view old_path, std::string_view new_path) {
    const auto [old_parent, old_name] = split_last(old_path);
    const auto [new_parent, new_name] = split_last(new_path);
    PERMAP_TRY_ASSIGN(const Fid source, walk(old_parent));
    PERMAP_TRY_ASSIGN(const Fid target, walk(new_parent));
    return client_->renameat(source, old_name, target, new_name);
}

base::Result<void> GuestUser::unlinkat(std::string_view path, std::uint32_t flags) {
    const auto [parent, name] = split_last(path);
    PERMAP_TRY_ASSIGN(const Fid fid, walk(parent));
    return client_->unlinkat(fid, name, flags);
}

base::Result<void> GuestUser::unlink(std::string_view path) {
    return unlinkat(path, 0);
}

base::Result<void> GuestUser::rmdir(std::string_view path) {
    return unlinkat(path, AT_REMOVEDIR);
}

base::Result<std::string> GuestUser::read_file(std::string_view path) {
    PERMAP_TRY_ASSIGN(const Fid fid, walk(path));
    PERMAP_TRY(client_->lopen(fid, O_RDONLY));
    return client_->read_all(fid);
}

base::Result<void> GuestUser::write_file(std::string_view path, std::string_view content) {
    PERMAP_TRY_ASSIGN(const Fid fid, walk(path));
    PERMAP_TRY(client_->lopen(fid, O_WRONLY));
    return client_->write(fid, 0, content);
}

base::Result<std::vector<std::string>> GuestUser::list_directory(std::string_view path) {
    PERMAP_TRY_ASSIGN(const Fid fid, walk(path));
    PERMAP_TRY(client_->lopen(fid, O_RDONLY | O_DIRECTORY));
    PERMAP_TRY_ASSIGN(std::vector<DirectoryEntry> entries, client_->readdir(fid));
    std::vector<std::string> names;
    for (DirectoryEntry& entry : entries) {
        if (entry.name != "." && entry.name != "..") {
            names.push_back(std::move(entry.name));
        }
    }
    return names;
}

base::Result<std::string> GuestUser::get_xattr(std::string_view path, std::string_view name) {
    PERMAP_TRY_ASSIGN(const Fid fid, walk(path));
    return client_->read_xattr(fid, name);
}

base::Result<std::vector<std::string>> GuestUser::list_xattrs(std::string_view path) {
    PERMAP_TRY_ASSIGN(const std::string list, get_xattr(path, ""));
    return split_xattr_names(list);
}

base::Result<void> GuestUser::set_xattr(std::string_view path, std::string_view name,
                                        std::string_view value, std::uint32_t flags) {
    PERMAP_TRY_ASSIGN(const Fid fid, walk(path));
    return client_->write_xattr(fid, name, value, flags);
}

base::Result<void> GuestUser::remove_xattr(std::string_view path, std::string_view name) {
    return set_xattr(path, name, {});
}

} // namespace permap::oracle
