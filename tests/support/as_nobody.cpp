// SPDX-License-Identifier: Apache-2.0
#include "tests/support/as_nobody.hpp"

#include <cerrno>
#include <system_error>

#include <unistd.h>

namespace permap::tests {

bool is_root() {
    return ::getuid() == 0;
}

AsNobody::AsNobody() {
    // glibc changes the ids of every thread, the workers' too
    if (is_root() && (::setegid(kNobody) != 0 || ::seteuid(kNobody) != 0)) {
        throw std::system_error(errno, std::generic_category(), "seteuid");
    }
}

AsNobody::~AsNobody() {
    if (is_root() && (::seteuid(0) != 0 || ::setegid(0) != 0)) {
        std::terminate(); // every test after this one would be wrong
    }
}

} // namespace permap::tests
