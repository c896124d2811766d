// SPDX-License-Identifier: Apache-2.0
// What the rows of a run file must add up to, so that one that was damaged, cut or edited is
// refused before anything is written. It is no seal: who may write the file decides what is written
// anyway. Pure; no thread safety.
#pragma once

#include "codec/facts.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace permap::mapper {

/// Of one row: 64 bits of XXH3 over its fields; the same bytes cut into other fields, or in another
/// table, give another.
[[nodiscard]] std::uint64_t digest_of_batch(std::uint64_t directory, std::uint64_t parent,
                                            std::string_view name, std::string_view records);
[[nodiscard]] std::uint64_t digest_of_link(const codec::Identity& identity,
                                           std::string_view directory, std::string_view record);
[[nodiscard]] std::uint64_t digest_of_made(const codec::Identity& made, std::string_view record);
[[nodiscard]] std::uint64_t digest_of_kept(std::uint64_t directory, std::string_view record);
[[nodiscard]] std::uint64_t digest_of_run(std::string_view info, std::string_view state);

/// The rows of a whole plan, in any order.
class PlanDigest {
public:
    void add(std::uint64_t row) {
        sum_ += row;
        ++rows_;
    }
    /// "6575-0123456789abcdef": how many rows, and their sum.
    [[nodiscard]] std::string text() const;

private:
    std::uint64_t sum_ = 0;
    std::uint64_t rows_ = 0;
};

} // namespace permap::mapper
