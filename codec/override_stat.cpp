// SPDX-License-Identifier: Apache-2.0
// The override-stat model of containers/storage (podman, buildah), fuse-overlayfs and libkrun: one
// text, `uid:gid:octal mode[:type]`, on regular files and directories. Symbolic links are real, and
// their owner is the host's.
#include "codec/model.hpp"

#include "base/numbers.hpp"
#include "codec/host_view.hpp"
#include "codec/number_scanner.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

namespace permap::codec {
namespace {

constexpr std::string_view kWritten = "user.containers.override_stat";

/// In the order in which fuse-overlayfs looks for them (main.c); the last is its old name.
constexpr std::array<std::string_view, 3> kNames = {"security.fuseoverlayfs.override_stat",
                                                    kWritten, "user.fuseoverlayfs.override_stat"};

struct StoredStat {
    std::optional<std::uint32_t> uid; ///< nothing where libkrun wrote "x": the host's
    std::optional<std::uint32_t> gid;
    std::uint32_t mode = 0;
    std::optional<Kind> kind; ///< nothing where none is said: the host's
    std::uint64_t rdev = 0;

    bool operator==(const StoredStat&) const = default;
};

struct TypeWord {
    std::string_view word;
    Kind kind;
};

constexpr std::array kTypeWords = {
    TypeWord{"file", Kind::file},        TypeWord{"dir", Kind::directory},
    TypeWord{"symlink", Kind::symlink},  TypeWord{"pipe", Kind::fifo},
    TypeWord{"socket", Kind::socket},    TypeWord{"block", Kind::block_device},
    TypeWord{"char", Kind::char_device},
};

/// `-8-0`, and whatever a later version puts after another `-`.
std::optional<std::uint64_t> parse_device(std::string_view text) {
    NumberScanner scanner(text);
    const bool has_first = scanner.literal('-');
    const auto major_number = scanner.number(10);
    const bool has_second = scanner.literal('-');
    const auto minor_number = scanner.number(10);
    const bool ends_well = scanner.rest().empty() || scanner.rest().front() == '-';
    if (!has_first || !major_number || !has_second || !minor_number || !ends_well) {
        return std::nullopt;
    }
    return makedev(*major_number, *minor_number);
}

/// The words are matched by their beginning, as the reader does.
bool read_type(std::string_view text, StoredStat& stat) {
    const auto at = std::ranges::find_if(
        kTypeWords, [&](const TypeWord& row) { return text.starts_with(row.word); });
    if (at == kTypeWords.end()) {
        return false;
    }
    stat.kind = at->kind;
    if (is_device(at->kind)) {
        const std::optional<std::uint64_t> rdev = parse_device(text.substr(at->word.size()));
        stat.rdev = rdev.value_or(0);
        return rdev.has_value();
    }
    return true;
}

/// The text up to the next colon, which goes.
std::string_view take_field(std::string_view& text) {
    const std::size_t colon = text.find(':');
    const std::string_view field = text.substr(0, colon);
    text.remove_prefix(colon == std::string_view::npos ? text.size() : colon + 1);
    return field;
}

/// A number that fills its field. Negative ids are how fuse-overlayfs prints large ones (%d).
std::optional<std::uint32_t> whole_number(std::string_view field, unsigned base) {
    NumberScanner scanner(field);
    const std::optional<std::uint32_t> value = scanner.number(base);
    return scanner.rest().empty() ? value : std::nullopt;
}

bool read_id(std::string_view field, std::optional<std::uint32_t>& id) {
    id = whole_number(field, 10);
    return id.has_value() || field == "x";
}

std::optional<StoredStat> parse_stat(std::string_view text) {
    StoredStat stat;
    const std::string_view uid = take_field(text);
    const std::string_view gid = take_field(text);
    const std::optional<std::uint32_t> mode = whole_number(take_field(text), 8);
    if (!read_id(uid, stat.uid) || !read_id(gid, stat.gid) || !mode) {
        return std::nullopt;
    }
    stat.mode = *mode & kPermissionBits;
    if (!text.empty()) {
        return read_type(text, stat) ? std::optional(stat) : std::nullopt;
    }
    stat.kind = kind_of(*mode);
    const bool has_type = (*mode & S_IFMT) != 0;
    return has_type && !stat.kind ? std::nullopt : std::optional(stat);
}

/// What is stored. Several names that do not say the same are as good as damaged: which of them
/// counts depends on the reader and on the root of its layer.
std::optional<StoredStat> read_stored(const Attributes& attributes, Decoded& decoded) {
    std::optional<StoredStat> found;
    bool is_present = false;
    bool is_corrupt = false;
    for (const std::string_view name : kNames) {
        const std::string* const text = attributes.find(name);
        if (text == nullptr) {
            continue;
        }
        const std::optional<StoredStat> stat = parse_stat(*text);
        is_corrupt = is_corrupt || !stat || (found && !(*found == *stat));
        is_present = true;
        found = found ? found : stat;
    }
    if (is_corrupt) {
        decoded.oddities.push_back(Oddity::corrupt_value);
        return std::nullopt;
    }
    if (!is_present) {
        decoded.oddities.push_back(Oddity::no_metadata);
    }
    return found;
}

void apply_stat(const StoredStat& stored, Decoded& decoded) {
    decoded.uid_stored = stored.uid.has_value();
    decoded.gid_stored = stored.gid.has_value();
    decoded.mode_stored = true;
    decoded.view.uid = GuestUid{stored.uid.value_or(decoded.view.uid.value)};
    decoded.view.gid = GuestGid{stored.gid.value_or(decoded.view.gid.value)};
    if (stored.uid == kNoId || stored.gid == kNoId) {
        decoded.oddities.push_back(Oddity::unusable_id);
    }
    if (!decoded.uid_stored || !decoded.gid_stored) {
        decoded.oddities.push_back(Oddity::partial_metadata);
    }
    const Kind kind = stored.kind.value_or(decoded.view.kind);
    if (!can_stand_for(decoded.view.kind, kind)) {
        decoded.oddities.push_back(Oddity::type_mismatch);
        return;
    }
    decoded.view.kind = kind;
    decoded.view.mode = stored.mode;
    decoded.view.rdev = stored.rdev;
    decoded.rdev_stored = is_device(kind);
}

std::string type_text(const GuestView& view) {
    const auto* const row = std::ranges::find(kTypeWords, view.kind, &TypeWord::kind);
    return is_device(view.kind)
               ? fmt::format("{}-{}-{}", row->word, major(view.rdev), minor(view.rdev))
               : std::string(row->word);
}

} // namespace

bool owns_override_stat(std::string_view attribute) {
    return std::ranges::find(kNames, attribute) != kNames.end();
}

std::string say_override_stat(std::string_view /*attribute*/, std::string_view value) {
    const std::optional<StoredStat> stat = parse_stat(value);
    if (!stat) {
        return "damaged: readers refuse it";
    }
    const auto id_text = [](const std::optional<std::uint32_t>& id) {
        return id ? fmt::format("{}", *id) : "the host's";
    };
    const std::string kind = stat->kind ? to_text(*stat->kind) : "the host's type";
    const std::string device =
        stat->kind && is_device(*stat->kind) ? " " + device_text(stat->rdev) : std::string();
    return fmt::format("{}{}, mode {}, owner {}:{}", kind, device, base::mode_text(stat->mode),
                       id_text(stat->uid), id_text(stat->gid));
}

Decoded decode_override_stat(const Facts& facts) {
    const DiskState& state = facts.state;
    Decoded decoded = host_view(state);
    if (state.kind != Kind::file && state.kind != Kind::directory) {
        return decoded; // nobody looks for the text there
    }
    if (const std::optional<StoredStat> stored = read_stored(state.attributes, decoded)) {
        apply_stat(*stored, decoded);
    }
    if (decoded.view.kind == Kind::symlink) {
        decoded.view.link = state.content;
    }
    if (is_special(decoded.view.kind) && facts.size > 0) {
        decoded.oddities.push_back(Oddity::stand_in_content);
    }
    return decoded;
}

DiskState encode_override_stat(const GuestView& view, const HostPolicy& policy) {
    if (view.kind == Kind::symlink) {
        return encode_none(view, policy); // real, with its own owner: podman does the same
    }
    const bool is_directory = view.kind == Kind::directory;
    DiskState state = {.kind = is_directory ? Kind::directory : Kind::file,
                       .mode = is_directory ? policy.directory_mode : policy.file_mode,
                       .uid = policy.uid,
                       .gid = policy.gid,
                       .rdev = 0,
                       .attributes = {},
                       .content = {}};
    state.attributes.set(kWritten, fmt::format("{}:{}:{:04o}:{}", view.uid.value, view.gid.value,
                                               mode_without_acl(view), type_text(view)));
    return state;
}

} // namespace permap::codec
