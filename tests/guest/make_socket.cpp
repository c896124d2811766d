// SPDX-License-Identifier: Apache-2.0
// usage: make_socket PATH
//
// Binds a socket at PATH and leaves it there: what no tool of the guest can do.
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <sys/socket.h>
#include <sys/un.h>

int main(int argc, char** argv) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (argc != 2 || std::strlen(argv[1]) >= sizeof(address.sun_path)) {
        std::fputs("usage: make_socket PATH\n", stderr);
        return 2;
    }
    std::strcpy(address.sun_path, argv[1]); // NOLINT(clang-analyzer-security*): measured above

    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM, 0);
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): how the call is made
    if (::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
        std::perror("make_socket");
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
