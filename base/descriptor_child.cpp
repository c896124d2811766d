// SPDX-License-Identifier: Apache-2.0
#include "base/descriptor_child.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace permap::base {
namespace {

/// Room for one descriptor beside a message.
union ControlBuffer {
    cmsghdr header; ///< for its alignment
    std::array<char, CMSG_SPACE(sizeof(int))> bytes;
};

void send_answer(int socket, std::span<std::byte> answer, int descriptor) {
    iovec data = {answer.data(), answer.size()};
    msghdr message = {};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    ControlBuffer control = {};
    if (descriptor >= 0) {
        message.msg_control = control.bytes.data();
        message.msg_controllen = control.bytes.size();
        cmsghdr* const header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof descriptor);
        std::memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
    }
    while (::sendmsg(socket, &message, MSG_NOSIGNAL) < 0 && errno == EINTR) {
    }
}

Result<Fd> receive_answer(int socket, std::span<std::byte> answer) {
    iovec data = {answer.data(), answer.size()};
    ControlBuffer control = {};
    msghdr message = {};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    message.msg_control = control.bytes.data();
    message.msg_controllen = control.bytes.size();
    ssize_t got = -1;
    do {
        got = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        return fail(errno, "recvmsg");
    }
    Fd received;
    const cmsghdr* const header = CMSG_FIRSTHDR(&message);
    if (header != nullptr && header->cmsg_type == SCM_RIGHTS) {
        int raw = -1;
        std::memcpy(&raw, CMSG_DATA(header), sizeof raw);
        received = Fd(raw);
    }
    if (static_cast<std::size_t>(got) != answer.size()) {
        return fail(ECHILD, "fork"); // it was killed before it could answer
    }
    if ((message.msg_flags & MSG_CTRUNC) != 0) {
        return fail(EMFILE, "recvmsg"); // there was no number left for the descriptor
    }
    return received;
}

} // namespace

Result<Fd> descriptor_from_child(std::span<std::byte> answer, const std::function<int()>& work) {
    std::array<int, 2> ends = {};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        return fail(errno, "socketpair");
    }
    const Fd ours(ends[0]);
    Fd childs(ends[1]);
    const pid_t child = ::fork();
    if (child < 0) {
        return fail(errno, "fork");
    }
    if (child == 0) {
        const int descriptor = work();
        send_answer(childs.get(), answer, descriptor);
        ::_exit(0);
    }
    std::ignore = childs.close(); // so that a killed child ends the waiting
    Result<Fd> received = receive_answer(ours.get(), answer);
    while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
    }
    return received;
}

} // namespace permap::base
