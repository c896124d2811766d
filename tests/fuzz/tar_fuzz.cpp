// SPDX-License-Identifier: Apache-2.0
// Tars come from image registries and from guests. libarchive reads them; what it says of a member
// is made into a tree here.
#include "base/fd.hpp"
#include "codec/posix_acl.hpp"
#include "scanner/read_facts.hpp"
#include "scanner/tar_tree.hpp"
#include "tests/fuzz/fuzz_target.hpp"

#include <map>

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

using permap::codec::Facts;
using permap::fuzz::require;

namespace {

/// A name below the root that can be joined with a directory and stay in it.
void check_path(std::string_view path) {
    if (path == ".") {
        return;
    }
    require(!path.empty() && path.find('\0') == std::string_view::npos);
    const std::string between = fmt::format("/{}/", path);
    for (const char* const wrong : {"//", "/./", "/../"}) {
        require(between.find(wrong) == std::string::npos);
    }
}

void check_tree(const permap::scanner::TarTree& tree) {
    std::map<const Facts*, std::uint32_t> names;
    for (const auto& [path, facts] : tree) {
        check_path(path);
        ++names[facts.get()];
        require(facts->state.mode <= permap::codec::kPermissionBits);
        require(facts->state.kind == permap::codec::Kind::symlink ||
                facts->state.content.size() <= permap::scanner::kLongestHead);
        require(permap::scanner::path_in_tar(path) == path);
    }
    for (const auto& [facts, count] : names) {
        require(facts->nlink == count);
    }
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const permap::base::Fd file(::memfd_create("fuzz", MFD_CLOEXEC));
    require(file && ::write(file.get(), data, size) == static_cast<ssize_t>(size));
    const std::atomic<bool> stop = false;
    const auto read = permap::scanner::read_tar(fmt::format("/proc/self/fd/{}", file.get()), stop);
    if (!read) {
        require(!read.error().detail.empty());
        return 0;
    }
    check_tree(read->tree);
    return 0;
}
