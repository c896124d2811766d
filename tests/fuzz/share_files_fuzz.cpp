// SPDX-License-Identifier: Apache-2.0
// The fstab of a guest is the guest's; a Proxmox configuration comes with a backup.
#include "scanner/shares/guest_fstab.hpp"
#include "scanner/shares/proxmox_config.hpp"
#include "tests/fuzz/fuzz_target.hpp"

#include <algorithm>

using permap::fuzz::require;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    namespace scanner = permap::scanner;
    const std::string_view text = permap::fuzz::text_of(data, size);
    const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
    require(scanner::parse_guest_fstab(text, {.where = "fstab"}).shares.size() <= lines);
    for (const auto& share :
         scanner::parse_proxmox_config(text, scanner::parse_proxmox_directories(text, ""),
                                       {.where = "1.conf"})
             .shares) {
        require(share.where == "1.conf");
    }
    if (const auto words = scanner::split_shell_words(text)) {
        require(words->size() <= size);
    }
    return 0;
}
