// SPDX-License-Identifier: Apache-2.0
#include "mapper/present_names.hpp"

#include "scanner/listing.hpp"

#include <algorithm>

namespace permap::mapper {
namespace {

constexpr std::size_t kListingSize = std::size_t{64} * 1024;

} // namespace

base::Result<PresentNames> PresentNames::read(const base::FsReader& reader, int fd) {
    PERMAP_TRY(reader.rewind(fd));
    PresentNames present;
    std::vector<char> buffer(kListingSize);
    for (;;) {
        PERMAP_TRY_ASSIGN(const std::size_t got, reader.read_entries(fd, buffer));
        if (got == 0) {
            break;
        }
        scanner::for_each_listed(std::span(buffer).first(got), [&](const scanner::Listed& listed) {
            present.names_.push_back({std::string(listed.name), listed.inode, false});
        });
    }
    std::ranges::sort(present.names_, {}, &Name::name);
    return present;
}

PresentNames::Name* PresentNames::find(std::string_view name) {
    const auto at = std::ranges::lower_bound(
        names_, name, {}, [](const Name& entry) { return std::string_view(entry.name); });
    return at == names_.end() || at->name != name ? nullptr : &*at;
}

} // namespace permap::mapper
