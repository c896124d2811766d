// SPDX-License-Identifier: Apache-2.0
// Dice: generated modes, ids, device numbers, texts and ACLs, the same in every run of a seed.
// Values at the edges of their range come up often.
#pragma once

#include "tests/oracle/ninep_client.hpp"

#include <cstdint>
#include <random>
#include <string>

namespace permap::oracle {

class Dice {
public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}

    /// 0 to limit - 1.
    [[nodiscard]] std::uint32_t below(std::uint32_t limit);
    [[nodiscard]] bool one_in(std::uint32_t chances) { return below(chances) == 0; }
    /// Any of `choices`, which is not empty.
    template <typename Range>
    [[nodiscard]] const auto& pick(const Range& choices);

    [[nodiscard]] std::string bytes(std::size_t size);
    /// 0 to 07777.
    [[nodiscard]] std::uint32_t permissions();
    /// 0 to 2^32 - 2: the ids that can own a file.
    [[nodiscard]] std::uint32_t id();
    /// What mknod(2) takes: 12 bits of major, 20 of minor.
    [[nodiscard]] DeviceNumber kernel_device();
    /// What Tmknod takes: 32 bits each.
    [[nodiscard]] DeviceNumber guest_device();
    /// 1 to `longest` bytes, any but NUL: often UTF-8 by no means.
    [[nodiscard]] std::string link_target(std::uint32_t longest = 4095);
    /// An ACL with named entries, in the kernel's xattr form, that says of owner, mask and others
    /// what `mode` says.
    [[nodiscard]] std::string acl(std::uint32_t mode);

private:
    std::mt19937_64 engine_;
};

template <typename Range>
const auto& Dice::pick(const Range& choices) {
    return choices[below(static_cast<std::uint32_t>(std::size(choices)))];
}

} // namespace permap::oracle
