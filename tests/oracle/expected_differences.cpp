// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/expected_differences.hpp"

#include "base/quote.hpp"
#include "tests/oracle/little_endian.hpp"

#include <sstream>

#include <sys/stat.h>

namespace permap::oracle {
namespace {

/// A test that fails everywhere should still be readable.
constexpr std::size_t kMostShown = 8;

void forget_expected(GuestEntry& entry) {
    // A temporary name may have made the directory longer; it never shrinks again (ext4).
    if (S_ISDIR(entry.mode)) {
        entry.size = 0;
    }
    // In passthrough these are ordinary attributes that somebody planted. A mapped server hides
    // them, and a conversion removes them: that is its purpose.
    std::erase_if(entry.xattrs,
                  [](const auto& xattr) { return xattr.first.starts_with("user.virtfs."); });
}

/// Whether the guest has a symbolic link, device, fifo or socket here: really, or as a stand-in.
bool is_replaced(const HostEntry& entry) {
    const auto stored = entry.xattrs.find("user.virtfs.mode");
    const bool is_stand_in = stored != entry.xattrs.end() && stored->second.size() == 4;
    const auto mode =
        is_stand_in ? static_cast<std::uint32_t>(read_le(stored->second)) : entry.mode;
    return !S_ISDIR(mode) && !S_ISREG(mode);
}

void forget_expected(HostEntry& entry) {
    if (S_ISDIR(entry.mode)) {
        entry.size = 0; // as above
    }
    // What is a stand-in on one side of the conversion and the real object on the other was made
    // anew. Which names are linked to which (first_name) is still compared.
    if (is_replaced(entry)) {
        entry.inode = 0;
    }
}

template <typename Entry>
std::string describe(const std::string& path, const Entry* before, const Entry* after) {
    std::ostringstream text;
    text << base::quote(path) << "\n  before ";
    before != nullptr ? text << *before : text << "nothing";
    text << "\n  after  ";
    after != nullptr ? text << *after : text << "nothing";
    return text.str();
}

template <typename Listing>
void forget_all_expected(Listing& listing) {
    for (auto& [path, entry] : listing) {
        forget_expected(entry);
    }
}

template <typename Listing>
auto find_entry(const Listing& listing, const std::string& path) {
    const auto at = listing.find(path);
    return at == listing.end() ? nullptr : &at->second;
}

template <typename Listing>
std::vector<std::string> compare(Listing& before, Listing& after) {
    forget_all_expected(before);
    forget_all_expected(after);
    std::vector<std::string> found;
    for (const auto& [path, entry] : before) {
        const auto* const other = find_entry(after, path);
        if (other == nullptr || !(*other == entry)) {
            found.push_back(describe(path, &entry, other));
        }
    }
    for (const auto& [path, entry] : after) {
        if (find_entry(before, path) == nullptr) {
            found.push_back(describe<std::decay_t<decltype(entry)>>(path, nullptr, &entry));
        }
    }
    if (found.size() > kMostShown) {
        const std::size_t rest = found.size() - kMostShown;
        found.resize(kMostShown);
        found.push_back("and " + std::to_string(rest) + " more");
    }
    return found;
}

} // namespace

std::vector<std::string> differences(GuestListing before, GuestListing after) {
    return compare(before, after);
}

std::vector<std::string> differences(HostListing before, HostListing after) {
    return compare(before, after);
}

} // namespace permap::oracle
