// SPDX-License-Identifier: Apache-2.0
#include "mapper/present_names.hpp"

#include "scanner/read_listing.hpp"

#include <algorithm>

namespace permap::mapper {

base::Result<PresentNames> PresentNames::read(const base::FsReader& reader, int fd) {
    PERMAP_TRY(reader.rewind(fd));
    PresentNames present;
    PERMAP_TRY(scanner::read_listing(reader, fd, [&](const scanner::Listed& listed) {
        present.names_.push_back({std::string(listed.name), listed.inode, false});
        return true;
    }));
    std::ranges::sort(present.names_, {}, &Name::name);
    return present;
}

PresentNames::Name* PresentNames::find(std::string_view name) {
    const auto at = std::ranges::lower_bound(
        names_, name, {}, [](const Name& entry) { return std::string_view(entry.name); });
    return at == names_.end() || at->name != name ? nullptr : &*at;
}

} // namespace permap::mapper
