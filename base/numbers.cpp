// SPDX-License-Identifier: Apache-2.0
#include "base/numbers.hpp"

#include "base/no_id.hpp"
#include "base/quote.hpp"

#include <cerrno>
#include <charconv>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>

namespace permap::base {
namespace {

/// Large enough for any sane account; getpwnam_r says ERANGE beyond and we report that.
constexpr std::size_t kAccountBuffer = std::size_t{64} * 1024;

/// A group of a directory service has tens of thousands of members.
constexpr std::size_t kMostGroupBytes = std::size_t{64} * 1024 * 1024;

std::optional<std::uint32_t> parse_whole(std::string_view text, int base) {
    std::uint32_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, value, base);
    if (text.empty() || error != std::errc() || at != end) {
        return std::nullopt;
    }
    return value;
}

struct Account {
    std::uint32_t uid;
    std::uint32_t gid;
};

Result<Account> look_up_user(std::string_view name) {
    std::vector<char> buffer(kAccountBuffer);
    passwd entry = {};
    passwd* found = nullptr;
    const int error =
        ::getpwnam_r(std::string(name).c_str(), &entry, buffer.data(), buffer.size(), &found);
    if (found == nullptr) {
        return error != 0 ? Result<Account>(fail(error, "getpwnam", name))
                          : fail_because("no such user", name);
    }
    return Account{found->pw_uid, found->pw_gid};
}

Result<std::uint32_t> primary_group(std::uint32_t uid) {
    std::vector<char> buffer(kAccountBuffer);
    passwd entry = {};
    passwd* found = nullptr;
    ::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found);
    if (found == nullptr) {
        return fail_because(
            fmt::format("user {} has no account, so no primary group: say {}:GROUP", uid, uid));
    }
    return found->pw_gid;
}

} // namespace

Result<std::uint32_t> parse_id(std::string_view text) {
    const std::optional<std::uint32_t> id = parse_whole(text, 10);
    if (!id || *id == kNoId) {
        return fail_because("not an id: want a number from 0 to 4294967294", text);
    }
    return *id;
}

Result<std::uint32_t> parse_mode(std::string_view text, std::uint32_t limit) {
    const std::optional<std::uint32_t> mode = parse_whole(text, 8);
    if (!mode || *mode > limit) {
        return fail_because(
            fmt::format("not a mode: want octal digits from 0 to {}", mode_text(limit)), text);
    }
    return *mode;
}

Result<std::uint32_t> find_user(std::string_view text) {
    if (parse_whole(text, 10)) {
        return parse_id(text);
    }
    PERMAP_TRY_ASSIGN(const Account account, look_up_user(text));
    return account.uid;
}

Result<std::uint32_t> find_group(std::string_view text) {
    if (parse_whole(text, 10)) {
        return parse_id(text);
    }
    std::vector<char> buffer(kAccountBuffer);
    group entry = {};
    group* found = nullptr;
    int error = ERANGE;
    while (error == ERANGE && buffer.size() <= kMostGroupBytes) { // all members have to fit
        error =
            ::getgrnam_r(std::string(text).c_str(), &entry, buffer.data(), buffer.size(), &found);
        buffer.resize(error == ERANGE ? buffer.size() * 4 : buffer.size());
    }
    if (found == nullptr) {
        return error != 0 ? Result<std::uint32_t>(fail(error, "getgrnam", text))
                          : fail_because("no such group", text);
    }
    return found->gr_gid;
}

Result<Owner> parse_owner(std::string_view text) {
    const std::size_t colon = text.find(':');
    PERMAP_TRY_ASSIGN(const std::uint32_t uid, find_user(text.substr(0, colon)));
    if (colon == std::string_view::npos) {
        PERMAP_TRY_ASSIGN(const std::uint32_t gid, primary_group(uid));
        return Owner{uid, gid};
    }
    PERMAP_TRY_ASSIGN(const std::uint32_t gid, find_group(text.substr(colon + 1)));
    return Owner{uid, gid};
}

std::optional<std::vector<std::uint32_t>> groups_of(std::uint32_t uid) {
    std::vector<char> buffer(kAccountBuffer);
    passwd entry = {};
    passwd* found = nullptr;
    ::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found);
    if (found == nullptr) {
        return std::nullopt;
    }
    int count = 0;
    ::getgrouplist(found->pw_name, found->pw_gid, nullptr, &count); // says how many there are
    std::vector<gid_t> groups(static_cast<std::size_t>(count));
    if (::getgrouplist(found->pw_name, found->pw_gid, groups.data(), &count) < 0) {
        return std::nullopt; // changed in between
    }
    return std::vector<std::uint32_t>(groups.begin(), groups.end());
}

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string mode_text(std::uint32_t mode) {
    return fmt::format("{:04o}", mode);
}

} // namespace permap::base
