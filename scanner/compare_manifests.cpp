// SPDX-License-Identifier: Apache-2.0
#include "scanner/compare_manifests.hpp"

#include "codec/manifest_order.hpp"
#include "scanner/drift.hpp"

#include <compare>
#include <map>
#include <string>

#include <fmt/format.h>

namespace permap::scanner {
namespace {

using codec::ManifestEntry;
using codec::ManifestField;

std::string_view parent_of(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view(".") : path.substr(0, slash);
}

std::string_view name_of(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

/// Whether nothing is known of this path in `manifest`: it was left out, or could not be seen.
bool is_unseen(const ManifestEntry& entry, const ManifestSpool& manifest,
               const Excludes& excludes) {
    if (excludes.leaves_out(entry.path, entry.kind)) {
        return true;
    }
    std::string_view path = entry.path;
    while (!manifest.unseen().contains(path) && path != ".") {
        path = parent_of(path);
    }
    return manifest.unseen().contains(path);
}

/// The NUL keeps both sides of a pair beside each other.
std::string renamed_key(const ManifestEntry& is, char side) {
    std::string key = codec::manifest_key(is.path);
    key += '\0';
    key += side;
    return key;
}

/// Nothing comes after everything.
std::strong_ordering order_of(const ManifestEntry* was, const ManifestEntry* is) {
    if (was == nullptr || is == nullptr) {
        return was == nullptr ? std::strong_ordering::greater : std::strong_ordering::less;
    }
    return was->path == is->path
               ? std::strong_ordering::equal
               : codec::compare_places(codec::place_of(was->path), codec::place_of(is->path));
}

class Comparison {
public:
    Comparison(const Excludes& excludes, FindingSink& sink, base::SortedSpool unmatched,
               base::SortedSpool renamed)
        : excludes_(excludes), sink_(sink), unmatched_(std::move(unmatched)),
          renamed_(std::move(renamed)) {}

    base::Result<void> run(ManifestSpool& was, ManifestSpool& is);
    [[nodiscard]] const ManifestComparison& counts() const { return counts_; }

private:
    void compare(const ManifestEntry& was, const ManifestEntry& is);
    void only_was(const ManifestEntry& was, const ManifestSpool& is);
    void only_is(const ManifestEntry& is);
    void report(Finding finding);
    void put_aside(char side, const ManifestEntry& entry);
    base::Result<void> pair_by_inode();
    base::Result<void> report_renamed();

    const Excludes& excludes_;
    FindingSink& sink_;
    base::SortedSpool unmatched_; ///< by inode, then what was before what is
    base::SortedSpool renamed_;   ///< pairs by the place of what is
    bool has_births_ = false;     ///< of the baseline: mtree has no place for them
    ManifestComparison counts_;
};

base::Result<void> Comparison::run(ManifestSpool& was, ManifestSpool& is) {
    PERMAP_TRY_ASSIGN(const ManifestEntry* old, was.next());
    PERMAP_TRY_ASSIGN(const ManifestEntry* now, is.next());
    has_births_ = old != nullptr && old->identity.birth != base::Timestamp();
    std::string before;
    while (old != nullptr || now != nullptr) {
        const std::strong_ordering order = order_of(old, now);
        const bool takes_old = std::is_lteq(order);
        const bool takes_now = std::is_gteq(order);
        if (takes_old && takes_now) {
            compare(*old, *now);
        } else if (takes_old) {
            only_was(*old, is);
        } else {
            only_is(*now);
        }
        if (takes_old) {
            before = old->path;
            PERMAP_TRY_ASSIGN(old, was.next());
            if (old != nullptr && old->path == before) {
                return base::fail_because("stands in the baseline twice", before);
            }
        }
        if (takes_now) {
            PERMAP_TRY_ASSIGN(now, is.next());
        }
    }
    PERMAP_TRY(pair_by_inode());
    return report_renamed();
}

void Comparison::compare(const ManifestEntry& was, const ManifestEntry& is) {
    ++counts_.compared;
    std::vector<Finding> findings = compare_entries(was, is);
    counts_.drifted += findings.empty() ? 0U : 1U;
    for (Finding& finding : findings) {
        sink_.add(std::move(finding));
    }
}

void Comparison::report(Finding finding) {
    ++counts_.drifted;
    sink_.add(std::move(finding));
}

void Comparison::only_was(const ManifestEntry& was, const ManifestSpool& is) {
    if (was.is_optional || is_unseen(was, is, excludes_)) {
        return;
    }
    was.known.has(ManifestField::inode) ? put_aside('0', was) : report(entry_removed(was));
}

void Comparison::only_is(const ManifestEntry& is) {
    is.known.has(ManifestField::inode) ? put_aside('1', is) : report(entry_added(is));
}

void Comparison::put_aside(char side, const ManifestEntry& entry) {
    const base::Timestamp birth = has_births_ ? entry.identity.birth : base::Timestamp();
    unmatched_.add(fmt::format("{:020} {} {:09} {}", entry.identity.inode, birth.seconds,
                               birth.nanoseconds, side),
                   codec::pack_entry(entry));
}

/// What was and what is of one inode, one by one. Names of an inode that stayed are none of these.
base::Result<void> Comparison::pair_by_inode() {
    std::vector<ManifestEntry> old;
    std::size_t paired = 0; // of these, from the first
    std::string inode;
    const auto give_up = [&] {
        for (; paired < old.size(); ++paired) {
            report(entry_removed(old[paired]));
        }
        old.clear();
        paired = 0;
    };
    for (;;) {
        PERMAP_TRY_ASSIGN(const std::optional<base::SortedSpool::Row> row, unmatched_.next());
        if (!row || row->key.substr(0, row->key.size() - 1) != inode) {
            give_up();
        }
        if (!row) {
            return {};
        }
        inode = row->key.substr(0, row->key.size() - 1);
        const ManifestEntry entry = codec::unpack_entry(row->value).value_or(ManifestEntry());
        if (row->key.ends_with('0')) {
            old.push_back(entry);
        } else if (paired < old.size() && old[paired].kind == entry.kind) {
            renamed_.add(renamed_key(entry, '0'), codec::pack_entry(old[paired]));
            renamed_.add(renamed_key(entry, '1'), row->value);
            ++paired;
        } else {
            report(entry_added(entry));
        }
    }
}

/// Parents come before what is in them: what only moved along with its directory is no finding.
base::Result<void> Comparison::report_renamed() {
    // Where they are, as a key, and where they were; only those whose entries are still to come.
    std::map<std::string, std::string> directories;
    for (;;) {
        PERMAP_TRY_ASSIGN(const std::optional<base::SortedSpool::Row> first, renamed_.next());
        PERMAP_TRY_ASSIGN(const std::optional<base::SortedSpool::Row> second, renamed_.next());
        if (!first || !second) {
            return {};
        }
        const ManifestEntry was = codec::unpack_entry(first->value).value_or(ManifestEntry());
        const ManifestEntry is = codec::unpack_entry(second->value).value_or(ManifestEntry());
        const std::string key = codec::directory_key(codec::place_of(is.path).directory);
        const auto parent = directories.lower_bound(key);
        directories.erase(directories.begin(), parent);
        const bool moved_along = parent != directories.end() && parent->first == key &&
                                 parent->second == parent_of(was.path) &&
                                 name_of(was.path) == name_of(is.path);
        if (!moved_along) {
            report(entry_renamed(was, is));
        }
        if (is.kind == codec::Kind::directory) {
            directories.emplace(codec::directory_key(is.path == "." ? "" : is.path), was.path);
        }
        compare(was, is);
    }
}

} // namespace

base::Result<ManifestComparison> compare_manifests(ManifestSpool& was, ManifestSpool& is,
                                                   const Excludes& excludes, FindingSink& sink) {
    PERMAP_TRY_ASSIGN(base::SortedSpool unmatched, base::SortedSpool::create());
    PERMAP_TRY_ASSIGN(base::SortedSpool renamed, base::SortedSpool::create());
    Comparison comparison(excludes, sink, std::move(unmatched), std::move(renamed));
    PERMAP_TRY(comparison.run(was, is));
    return comparison.counts();
}

base::Result<void> keep_unseen(ManifestSpool& was, ManifestSpool& is, const Excludes& excludes) {
    constexpr codec::ManifestFields kNeeded = {ManifestField::kind, ManifestField::mode,
                                               ManifestField::uid, ManifestField::gid};
    was.rewind();
    is.rewind();
    ManifestFeed kept(is);
    for (;;) {
        PERMAP_TRY_ASSIGN(const ManifestEntry* const entry, was.next());
        if (entry == nullptr) {
            return {};
        }
        if (!is_unseen(*entry, is, excludes)) {
            continue;
        }
        if ((entry->known & kNeeded) != kNeeded) {
            return base::fail_because(
                "was left out or not seen, and the baseline does not say all of it: take a new one",
                entry->path);
        }
        kept.add(*entry);
    }
}

} // namespace permap::scanner
