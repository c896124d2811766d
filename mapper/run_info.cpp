// SPDX-License-Identifier: Apache-2.0
#include "mapper/run_info.hpp"

#include "base/quote.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace permap::mapper {
namespace {

using nlohmann::json;

constexpr int kInfoSchema = 3;
constexpr std::uint64_t kLargest = std::numeric_limits<std::uint64_t>::max();

constexpr std::array<const char*, 6> kStates = {"planning", "planned", "applying",
                                                "applied",  "undoing", "undone"};

/// The library casts whatever number is there: 2^32 would be user 0, and 1e99 is undefined.
std::uint64_t number_from_json(const json& value, std::uint64_t largest) {
    const bool is_whole = value.is_number_unsigned();
    if (!is_whole || value.get<std::uint64_t>() > largest) {
        throw std::range_error("a number does not fit"); // caught with the library's own errors
    }
    return value.get<std::uint64_t>();
}

std::uint32_t short_number_from_json(const json& value) {
    return static_cast<std::uint32_t>(number_from_json(value, 0xffffffff));
}

std::int64_t seconds_from_json(const json& value) {
    if (!value.is_number_integer()) {
        throw std::range_error("a time is not whole");
    }
    return value.get<std::int64_t>();
}

/// Bytes as an array of numbers: a root's path need not be UTF-8.
json bytes_to_json(const std::string& bytes) {
    return base::is_utf8(bytes) ? json(bytes) : json::binary({bytes.begin(), bytes.end()});
}

std::string bytes_from_json(const json& value) {
    if (value.is_string()) {
        return value.get<std::string>();
    }
    const json& numbers = value.at("bytes");
    std::string bytes;
    for (const json& number : numbers) {
        bytes += static_cast<char>(number_from_json(number, 0xff));
    }
    return bytes;
}

json identity_to_json(const RootIdentity& root) {
    return {{"inode", root.inode.inode},
            {"birth_seconds", root.inode.birth.seconds},
            {"birth_nanoseconds", root.inode.birth.nanoseconds},
            {"volume", root.volume}};
}

RootIdentity identity_from_json(const json& value) {
    const codec::Identity inode = {
        .inode = number_from_json(value.at("inode"), kLargest),
        .birth = {.seconds = seconds_from_json(value.at("birth_seconds")),
                  .nanoseconds = short_number_from_json(value.at("birth_nanoseconds"))}};
    return {.inode = inode, .volume = value.value("volume", std::string())};
}

json policy_to_json(const codec::HostPolicy& policy) {
    return {{"uid", policy.uid.value},
            {"gid", policy.gid.value},
            {"file_mode", policy.file_mode},
            {"directory_mode", policy.directory_mode}};
}

codec::HostPolicy policy_from_json(const json& value) {
    return {.uid = codec::HostUid{short_number_from_json(value.at("uid"))},
            .gid = codec::HostGid{short_number_from_json(value.at("gid"))},
            .file_mode = short_number_from_json(value.at("file_mode")),
            .directory_mode = short_number_from_json(value.at("directory_mode"))};
}

RunInfo info_from_json(const json& value) {
    return {.id = value.at("id"),
            .version = value.at("version"),
            .created = seconds_from_json(value.at("created")),
            .root = bytes_from_json(value.at("root")),
            .root_identity = identity_from_json(value.at("root_identity")),
            .from = value.at("from"),
            .to = value.at("to"),
            .policy = policy_from_json(value.at("policy")),
            .allowed = value.at("allowed"),
            .maps_ids = value.value("maps_ids", false),
            .temporary_prefix = value.at("temporary_prefix"),
            .counts = {.entries = number_from_json(value.at("entries"), kLargest),
                       .to_change = number_from_json(value.at("to_change"), kLargest),
                       .left_alone = number_from_json(value.at("left_alone"), kLargest)},
            .plan_digest = value.at("plan_digest")};
}

} // namespace

const char* to_text(RunState state) {
    return kStates[static_cast<std::size_t>(state)];
}

std::optional<RunState> parse_run_state(std::string_view text) {
    const auto at =
        std::ranges::find(kStates, text, [](const char* word) { return std::string_view(word); });
    if (at == kStates.end()) {
        return std::nullopt;
    }
    return static_cast<RunState>(at - kStates.begin());
}

std::string to_json(const RunInfo& info) {
    const json value = {{"schema", kInfoSchema},
                        {"id", info.id},
                        {"version", info.version},
                        {"created", info.created},
                        {"root", bytes_to_json(info.root)},
                        {"root_identity", identity_to_json(info.root_identity)},
                        {"from", info.from},
                        {"to", info.to},
                        {"policy", policy_to_json(info.policy)},
                        {"allowed", info.allowed},
                        {"maps_ids", info.maps_ids},
                        {"temporary_prefix", info.temporary_prefix},
                        {"entries", info.counts.entries},
                        {"to_change", info.counts.to_change},
                        {"left_alone", info.counts.left_alone},
                        {"plan_digest", info.plan_digest}};
    return value.dump();
}

base::Result<RunInfo> parse_run_info(const std::string& text) {
    try { // the library's own way to say that a field is missing or has another type
        const json value = json::parse(text);
        if (value.at("schema") != kInfoSchema) {
            return base::fail_because(
                fmt::format("the run file was written by another version of permap ({}): use that "
                            "one",
                            base::escape(value.at("version").get<std::string>())));
        }
        return info_from_json(value);
    } catch (const json::exception&) {
    } catch (const std::range_error&) {
    }
    return base::fail_because("the run file is damaged: its description cannot be read");
}

} // namespace permap::mapper
