// SPDX-License-Identifier: Apache-2.0
// Virtio9p: the guest driver of a virtio-9p device, legacy virtio-mmio transport (virtio 1.0,
// 4.2.4), with one virtqueue in scratch guest RAM. It carries 9P messages and does not read them.
#pragma once

#include "tests/oracle/qtest_link.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace permap::oracle {

class Virtio9p {
public:
    /// The longest message in either direction.
    static constexpr std::uint32_t kMessageLimit = 256U * 1024;
    /// How many messages may be under way at once.
    static constexpr std::size_t kSlots = 32;

    /// Finds the 9p device among the transports of a microvm and starts its queue.
    [[nodiscard]] static base::Result<Virtio9p> open(QtestLink link);

    /// Sends up to kSlots messages at once and returns their replies in the same order. The server
    /// may work on them in any order, so they must not depend on each other.
    [[nodiscard]] base::Result<std::vector<std::string>>
    exchange(std::span<const std::string> requests);

private:
    Virtio9p(QtestLink link, std::uint64_t registers);

    [[nodiscard]] base::Result<void> start();
    [[nodiscard]] base::Result<void> await_used(std::uint16_t target);
    [[nodiscard]] base::Result<std::string> finish_reply(std::size_t slot, std::string head);
    void append_request(QtestBatch& batch, std::size_t slot, const std::string& request);

    QtestLink link_;
    std::uint64_t registers_;          // guest address of the device's register block
    std::uint16_t next_available_ = 0; // free-running index of the available ring
};

} // namespace permap::oracle
