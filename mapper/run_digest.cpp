// SPDX-License-Identifier: Apache-2.0
#include "mapper/run_digest.hpp"

#include <fmt/format.h>
#include <xxhash.h>

namespace permap::mapper {

namespace {

class RowDigest {
public:
    explicit RowDigest(std::string_view table) { add(table); }

    RowDigest& add(std::uint64_t number) {
        value_ = XXH3_64bits_withSeed(&number, sizeof number, value_);
        return *this;
    }
    RowDigest& add(std::string_view bytes) {
        value_ = XXH3_64bits_withSeed(bytes.data(), bytes.size(), value_);
        return *this;
    }
    RowDigest& add(const codec::Identity& identity) {
        add(identity.inode);
        add(static_cast<std::uint64_t>(identity.birth.seconds));
        return add(std::uint64_t{identity.birth.nanoseconds});
    }

    [[nodiscard]] std::uint64_t value() const { return value_; }

private:
    std::uint64_t value_ = 0;
};

} // namespace

std::uint64_t digest_of_batch(std::uint64_t directory, std::uint64_t parent, std::string_view name,
                              std::string_view records) {
    return RowDigest("batches").add(directory).add(parent).add(name).add(records).value();
}

std::uint64_t digest_of_link(const codec::Identity& identity, std::string_view directory,
                             std::string_view record) {
    return RowDigest("links").add(identity).add(directory).add(record).value();
}

std::uint64_t digest_of_made(const codec::Identity& made, std::string_view record) {
    return RowDigest("made").add(made).add(record).value();
}

std::uint64_t digest_of_kept(std::uint64_t directory, std::string_view record) {
    return RowDigest("kept").add(directory).add(record).value();
}

std::uint64_t digest_of_run(std::string_view info, std::string_view state) {
    return RowDigest("run").add(info).add(state).value();
}

std::string PlanDigest::text() const {
    return fmt::format("{}-{:016x}", rows_, sum_);
}

} // namespace permap::mapper
