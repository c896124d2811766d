// SPDX-License-Identifier: Apache-2.0
// scanner::parse_libvirt_domain: --libvirt-xml takes any file.
#include "scanner/shares/libvirt_domain.hpp"
#include "tests/fuzz/fuzz_target.hpp"

using permap::fuzz::require;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    namespace scanner = permap::scanner;
    const std::string_view text = permap::fuzz::text_of(data, size);
    const auto parsed = scanner::parse_libvirt_domain(text, {.where = "web.xml"});
    for (const scanner::FoundShare& share : parsed.shares) {
        require(share.where == "web.xml");
        require(!share.file_mode.value || *share.file_mode.value <= 0777);
    }
    for (const permap::base::Error& mistake : parsed.mistakes) {
        require(mistake.path == "web.xml" && !mistake.detail.empty());
    }
    require(scanner::qemu_conf_value(text, "user").size() <= size);
    return 0;
}
