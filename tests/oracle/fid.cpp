// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/fid.hpp"

#include "tests/oracle/ninep_client.hpp"

#include <tuple>
#include <utility>

namespace permap::oracle {

Fid::Fid(Fid&& other) noexcept
    : client_(std::exchange(other.client_, nullptr)), number_(other.number_) {
}

Fid& Fid::operator=(Fid&& other) noexcept {
    std::swap(client_, other.client_);
    std::swap(number_, other.number_);
    return *this;
}

Fid::~Fid() {
    if (client_ != nullptr) {
        std::ignore = client_->call(MessageWriter(MessageType::clunk).u32(number_)); // abandoned
    }
}

std::uint32_t Fid::release() {
    client_ = nullptr;
    return number_;
}

} // namespace permap::oracle
