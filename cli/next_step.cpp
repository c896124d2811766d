// SPDX-License-Identifier: Apache-2.0
#include "cli/next_step.hpp"

#include <initializer_list>
#include <numeric>
#include <string_view>

#include <fmt/format.h>

namespace permap::cli {
namespace {

std::uint64_t count(const report::FindingCounts& found,
                    std::initializer_list<std::string_view> rules) {
    return std::accumulate(rules.begin(), rules.end(), std::uint64_t{0},
                           [&](std::uint64_t sum, std::string_view rule) {
                               const auto at = found.by_rule.find(rule);
                               return at == found.by_rule.end() ? sum : sum + at->second;
                           });
}

/// Informative ones left out: nothing is to be done about them.
std::uint64_t count_all(const report::FindingCounts& found) {
    return std::accumulate(found.by_severity.begin() + 1, found.by_severity.end(),
                           std::uint64_t{0});
}

} // namespace

std::string next_step(const report::FindingCounts& found, const codec::Model& model,
                      const std::string& path, const std::string& host_owner) {
    if (count(found, {"interrupted-run"}) > 0) {
        return fmt::format("permap status {} says how to end the unfinished run", path);
    }
    const std::uint64_t all = count_all(found);
    const std::string owner = host_owner.empty() ? "QEMU_USER" : host_owner;
    const std::uint64_t open =
        count(found, {"world-writable-file", "world-writable-directory",
                      "world-writable-executable", "world-writable-sticky", "replaceable-path"});
    // Ids of the guest leave the host's file system with the same conversion.
    const std::uint64_t ended = open + count(found, {"unknown-owner", "unknown-group"});
    if (model.storage == codec::Storage::native && open > 0 && ended * 2 >= all) {
        return fmt::format("permap convert {} --to mapped-xattr --host-owner {} shows what it "
                           "takes to let QEMU own all of it, and writes nothing; permap explain "
                           "{}/NAME --as USER says who gets there, and why",
                           path, owner, path);
    }
    const std::uint64_t unfit =
        count(found, {"host-owner", "host-mode", "mapped-missing", "mapped-foreign-dialect",
                      "native-symlink", "native-special", "sticky-not-owner",
                      "forgeable-guest-root", "metadata-incomplete"});
    const bool is_ours = model.family == codec::Family::virtfs;
    if (model.storage == codec::Storage::mapped && is_ours && unfit > 0 && unfit * 2 >= all) {
        return fmt::format(
            "permap convert {} --from {} --to {} --host-owner {} shows what it takes "
            "to mend owners, modes and metadata, and writes nothing",
            path, model.name, model.name, owner);
    }
    return {};
}

} // namespace permap::cli
