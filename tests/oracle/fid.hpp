// SPDX-License-Identifier: Apache-2.0
// Fid: owns one fid of a 9P session.
#pragma once

#include <cstdint>

namespace permap::oracle {

class NinepClient;

/// A number that stands for one object at the server; clunked when destroyed. Move-only, and must
/// not outlive its client.
class Fid {
public:
    Fid() = default;
    Fid(NinepClient& client, std::uint32_t number) : client_(&client), number_(number) {}
    Fid(Fid&& other) noexcept;
    Fid& operator=(Fid&& other) noexcept;
    Fid(const Fid&) = delete;
    Fid& operator=(const Fid&) = delete;
    ~Fid();

    [[nodiscard]] std::uint32_t number() const { return number_; }
    /// Gives the number away, to be clunked by hand.
    [[nodiscard]] std::uint32_t release();

private:
    NinepClient* client_ = nullptr;
    std::uint32_t number_ = 0;
};

} // namespace permap::oracle
