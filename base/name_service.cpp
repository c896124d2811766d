// SPDX-License-Identifier: Apache-2.0
#include "base/name_service.hpp"

#include <cerrno>
#include <string>
#include <vector>

#include <grp.h>
#include <pwd.h>

namespace permap::base {
namespace {

/// For names and homes; members of a group that do not fit change nothing about its existence.
constexpr std::size_t kAnswerBuffer = std::size_t{16} * 1024;

/// What getpwuid_r(3) and getgrgid_r(3) mean by their results: glibc gives 0, or one of the first
/// four errors where a service of nsswitch.conf is not there, for an id without an account.
Result<bool> to_answer(int error, bool is_found, const char* call, std::uint32_t id) {
    switch (error) {
    case 0:
        return is_found;
    case ENOENT:
    case ESRCH:
    case EBADF:
    case EPERM:
        return false;
    case ERANGE: // found, and larger than the buffer
        return true;
    default:
        return fail(error, call, std::to_string(id));
    }
}

} // namespace

Result<bool> is_user(std::uint32_t uid) {
    std::vector<char> buffer(kAnswerBuffer);
    passwd entry = {};
    passwd* found = nullptr;
    const int error = ::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found);
    return to_answer(error, found != nullptr, "getpwuid", uid);
}

Result<bool> is_group(std::uint32_t gid) {
    std::vector<char> buffer(kAnswerBuffer);
    group entry = {};
    group* found = nullptr;
    const int error = ::getgrgid_r(gid, &entry, buffer.data(), buffer.size(), &found);
    return to_answer(error, found != nullptr, "getgrgid", gid);
}

} // namespace permap::base
