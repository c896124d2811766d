// SPDX-License-Identifier: Apache-2.0
// scanner::mount_points_below: names of mount points are anybody's who may mount.
#include "scanner/mounts.hpp"
#include "tests/fuzz/fuzz_target.hpp"

using permap::fuzz::require;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = permap::fuzz::text_of(data, size);
    for (const char* const root : {"/", "/srv", "/srv/a b"}) {
        for (const std::string& path : permap::scanner::mount_points_below(text, root)) {
            require(!path.empty());
        }
    }
    return 0;
}
