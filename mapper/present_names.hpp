// SPDX-License-Identifier: Apache-2.0
// PresentNames: what a directory holds now, by name, to compare it with the rows of the run file.
// About 60 bytes per entry of one directory, for as long as that directory is compared.
#pragma once

#include "base/fs_reader.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace permap::mapper {

class PresentNames {
public:
    /// Lists the directory from its beginning.
    [[nodiscard]] static base::Result<PresentNames> read(const base::FsReader& reader, int fd);

    struct Name {
        std::string name;
        std::uint64_t inode = 0;
        bool is_known = false; ///< set by whoever finds a row for it
    };
    /// nullptr where there is no such name.
    [[nodiscard]] Name* find(std::string_view name);
    /// In the order of names.
    [[nodiscard]] const std::vector<Name>& all() const { return names_; }

private:
    std::vector<Name> names_; ///< sorted by name
};

} // namespace permap::mapper
