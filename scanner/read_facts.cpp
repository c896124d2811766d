// SPDX-License-Identifier: Apache-2.0
#include "scanner/read_facts.hpp"

#include "codec/metadata_file.hpp"
#include "codec/model.hpp"
#include "scanner/run_mark.hpp"

#include <algorithm>

namespace permap::scanner {
namespace {

/// Sorts listed names into those whose values matter, read with `get`, and the rest.
template <typename Get>
base::Result<void> add_attributes(codec::Facts& facts, const std::string& names, Get get) {
    for (std::size_t at = 0; at < names.size();) {
        const char* const name = names.c_str() + at;
        const std::string_view text(name);
        at += text.size() + 1;
        // a file system that gives such a name is not to be taken for a metadata file
        if (!codec::is_ownership_attribute(text) || codec::is_beside(text)) {
            facts.other_attributes.emplace_back(text);
            continue;
        }
        PERMAP_TRY_ASSIGN(std::optional<std::string> value, get(name));
        if (value) { // removed in between: it is simply not there
            facts.state.attributes.set(text, std::move(*value));
        }
    }
    return {};
}

/// What a model or a conversion asks for by name, besides what is known by number.
constexpr const char* kOtherOwnershipNames[] = {
    "user.rsync.%stat",
    "user.rsync.%aacl",
    "user.rsync.%dacl",
    "user.rsync.security.capability",
    "security.fuseoverlayfs.override_stat",
    "user.fuseoverlayfs.override_stat",
    "user.containers.override_stat",
    kTrustedMark,
    kUserMark,
};

} // namespace

base::Result<void> read_facts_into(codec::Facts& facts, const base::FsReader& reader, int dirfd,
                                   const char* name, ReadLinks links) {
    PERMAP_TRY_ASSIGN(const base::Stat stat, reader.stat_at(dirfd, name));
    codec::set_stat(facts, stat);
    PERMAP_TRY_ASSIGN(const std::string names, reader.list_xattrs_at(dirfd, name));
    PERMAP_TRY(add_attributes(facts, names, [&](const char* attribute) {
        return reader.get_xattr_at(dirfd, name, attribute);
    }));
    if (links == ReadLinks::yes && facts.state.kind == codec::Kind::symlink) {
        PERMAP_TRY_ASSIGN(facts.state.content, reader.read_link(dirfd, name));
    }
    return {};
}

bool add_known_attributes(codec::Facts& facts, const base::FsReader& reader, int dirfd,
                          const char* name) {
    bool is_all = true;
    const auto ask = [&](const char* attribute) {
        auto value = reader.get_xattr_at(dirfd, name, attribute);
        const bool is_there = value && *value;
        if (is_there && codec::is_ownership_attribute(attribute)) {
            facts.state.attributes.set(attribute, std::move(**value));
        } else if (is_there) {
            facts.other_attributes.emplace_back(attribute);
        }
        is_all = is_all && (value || value.error().code == std::errc::operation_not_supported);
    };
    facts.other_attributes.clear();
    for (std::uint8_t i = 1; i <= codec::AttributeName::count_known(); ++i) {
        const codec::AttributeName known = codec::AttributeName::of_number(i);
        if (!codec::is_beside(known)) {
            ask(known.c_str());
        }
    }
    std::ranges::for_each(kOtherOwnershipNames, ask);
    return is_all;
}

base::Result<codec::Facts> read_facts(const base::FsReader& reader, int dirfd, const char* name,
                                      ReadLinks links) {
    codec::Facts facts;
    PERMAP_TRY(read_facts_into(facts, reader, dirfd, name, links));
    return facts;
}

base::Result<void> read_facts_into(codec::Facts& facts, const base::FsReader& reader, int fd) {
    PERMAP_TRY_ASSIGN(const base::Stat stat, reader.stat_fd(fd));
    codec::set_stat(facts, stat);
    PERMAP_TRY_ASSIGN(const std::string names, reader.list_xattrs_fd(fd));
    return add_attributes(
        facts, names, [&](const char* attribute) { return reader.get_xattr_fd(fd, attribute); });
}

base::Result<codec::Facts> read_facts(const base::FsReader& reader, int fd) {
    codec::Facts facts;
    PERMAP_TRY(read_facts_into(facts, reader, fd));
    return facts;
}

base::Result<std::string> read_stand_in(const base::FsReader& reader, int dirfd, const char* name) {
    return read_head_of(reader, dirfd, name, kLongestStandIn);
}

base::Result<void> complete_stand_in(const base::FsReader& reader, int dirfd, const char* name,
                                     const codec::Model& model, codec::Facts& facts,
                                     codec::Decoded& decoded) {
    const bool is_stand_in =
        facts.state.kind == codec::Kind::file && decoded.view.kind != codec::Kind::file;
    if (!is_stand_in || facts.size == 0) {
        return {};
    }
    PERMAP_TRY_ASSIGN(facts.state.content, read_stand_in(reader, dirfd, name));
    decoded = model.decode(facts);
    return {};
}

base::Result<std::string> read_head_of(const base::FsReader& reader, int dirfd, const char* name,
                                       std::size_t limit) {
    PERMAP_TRY_ASSIGN(const base::Fd fd, reader.open_node(dirfd, name));
    return reader.read_head(fd.get(), limit);
}

} // namespace permap::scanner
