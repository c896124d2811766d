// SPDX-License-Identifier: Apache-2.0
// usage: flipper ROOT SPARE SENTINEL UID THREADS
//
// Exchanges names below ROOT for hostile ones, over and over, until SIGTERM; then puts everything
// back, prints how often it did, by kind, and ends. What is exchanged comes on standard input, one
// `KIND PATH` a line, PATH relative to ROOT and at most 4095 bytes:
//
//   link-to-file       a symlink to SENTINEL/file
//   link-to-directory  a symlink to SENTINEL/directory
//   fifo               a fifo without anybody at its other end
//   device             a null device
//   hard-link          a second name of SENTINEL/linked
//   directory          another directory, with names of its own
//   mount              nothing is exchanged: SENTINEL/directory is mounted there and unmounted
//
// SPARE is an empty directory on the same file system, in which the hostile objects wait. The
// exchanging threads act as UID, mounts and putting back need root. Every parent is held open from
// the beginning, so the flipper does not fall for its own links.
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace {

struct Target {
    std::string kind;
    int parent = -1; ///< of the name in the tree
    std::string name;
    std::string spare; ///< the name in SPARE
    ino_t hostile = 0; ///< what waits there at first
    std::string path;  ///< absolute, for mounts
};

std::atomic<bool> is_ended{false};
int spare_directory = -1;

[[noreturn]] void die(const std::string& what) {
    std::fprintf(stderr, "flipper: %s: %s\n", what.c_str(), std::strerror(errno));
    std::exit(EXIT_FAILURE);
}

void make_hostile(const Target& target, const std::string& sentinel, uid_t uid) {
    const char* const name = target.spare.c_str();
    bool is_made = false;
    if (target.kind == "link-to-file") {
        is_made = ::symlinkat((sentinel + "/file").c_str(), spare_directory, name) == 0;
    } else if (target.kind == "link-to-directory") {
        is_made = ::symlinkat((sentinel + "/directory").c_str(), spare_directory, name) == 0;
    } else if (target.kind == "fifo") {
        is_made = ::mkfifoat(spare_directory, name, 0666) == 0;
    } else if (target.kind == "device") {
        is_made = ::mknodat(spare_directory, name, S_IFCHR | 0666, ::makedev(1, 3)) == 0;
    } else if (target.kind == "hard-link") {
        is_made = ::linkat(AT_FDCWD, (sentinel + "/linked").c_str(), spare_directory, name, 0) == 0;
        uid = static_cast<uid_t>(-1); // the sentinel's own
    } else if (target.kind == "directory") {
        is_made = ::mkdirat(spare_directory, name, 0777) == 0 &&
                  ::mkdirat(spare_directory, (target.spare + "/other").c_str(), 0777) == 0;
    }
    if (!is_made ||
        ::fchownat(spare_directory, name, uid, static_cast<gid_t>(-1), AT_SYMLINK_NOFOLLOW) != 0) {
        die(target.kind);
    }
}

ino_t inode_of(int parent, const std::string& name) {
    struct stat status {};
    return ::fstatat(parent, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 ? status.st_ino : 0;
}

bool exchange(const Target& target) {
    return ::renameat2(target.parent, target.name.c_str(), spare_directory, target.spare.c_str(),
                       RENAME_EXCHANGE) == 0;
}

std::vector<Target> read_targets(const std::string& root, const std::string& sentinel, uid_t uid) {
    std::vector<Target> targets;
    std::string kind;
    for (std::string path; std::cin >> kind && std::getline(std::cin >> std::ws, path);) {
        Target target;
        const std::string whole = root + "/" + path;
        const std::size_t slash = whole.rfind('/');
        target.kind = kind;
        target.path = whole;
        target.name = whole.substr(slash + 1);
        target.spare = std::to_string(targets.size());
        target.parent = ::open(whole.substr(0, slash).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (target.parent < 0) {
            die(whole);
        }
        if (kind != "mount") {
            make_hostile(target, sentinel, uid);
            target.hostile = inode_of(spare_directory, target.spare);
        }
        targets.push_back(target);
    }
    return targets;
}

/// The raw call: this thread only, unlike setresuid(3).
void become(uid_t uid) {
    if (uid != 0 && (::syscall(SYS_setresgid, uid, uid, uid) != 0 ||
                     ::syscall(SYS_setgroups, 0, nullptr) != 0 ||
                     ::syscall(SYS_setresuid, uid, uid, uid) != 0)) {
        die("setresuid");
    }
}

void flip(const std::vector<Target>& targets, std::size_t first, std::size_t step, uid_t uid,
          std::vector<std::atomic<std::uint64_t>>& flips) {
    become(uid);
    while (!is_ended.load(std::memory_order_relaxed)) {
        for (std::size_t i = first; i < targets.size(); i += step) {
            if (targets[i].kind != "mount" && exchange(targets[i])) {
                flips[i].fetch_add(1, std::memory_order_relaxed);
            }
        }
    }
}

void flip_mounts(const std::vector<Target>& targets, const std::string& sentinel,
                 std::vector<std::atomic<std::uint64_t>>& flips) {
    const std::string source = sentinel + "/directory";
    while (!is_ended.load(std::memory_order_relaxed)) {
        for (std::size_t i = 0; i < targets.size(); ++i) {
            const char* const path = targets[i].path.c_str();
            if (targets[i].kind == "mount" &&
                ::mount(source.c_str(), path, nullptr, MS_BIND, nullptr) == 0) {
                ::umount2(path, MNT_DETACH | UMOUNT_NOFOLLOW);
                flips[i].fetch_add(1, std::memory_order_relaxed);
            }
        }
        std::this_thread::yield();
    }
}

void put_back(const std::vector<Target>& targets) {
    for (const Target& target : targets) {
        if (target.kind == "mount") {
            continue;
        }
        if (inode_of(spare_directory, target.spare) != target.hostile && !exchange(target)) {
            std::fprintf(stderr, "flipper: cannot put back %s: %s\n", target.path.c_str(),
                         std::strerror(errno));
        }
    }
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 6) {
        std::fputs("usage: flipper ROOT SPARE SENTINEL UID THREADS\n", stderr);
        return 2;
    }
    const std::string sentinel = argv[3];
    const auto uid = static_cast<uid_t>(std::strtoul(argv[4], nullptr, 10));
    const auto threads = static_cast<std::size_t>(std::strtoul(argv[5], nullptr, 10));
    spare_directory = ::open(argv[2], O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (spare_directory < 0) {
        die(argv[2]);
    }
    sigset_t terminate;
    sigemptyset(&terminate);
    sigaddset(&terminate, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &terminate, nullptr); // before any thread

    const std::vector<Target> targets = read_targets(argv[1], sentinel, uid);
    std::vector<std::atomic<std::uint64_t>> flips(targets.size());
    std::vector<std::thread> running;
    for (std::size_t i = 0; i < threads; ++i) {
        running.emplace_back([&, i] { flip(targets, i, threads, uid, flips); });
    }
    running.emplace_back([&] { flip_mounts(targets, sentinel, flips); });
    std::puts("flipping");
    std::fflush(stdout);

    int signal = 0;
    sigwait(&terminate, &signal);
    is_ended = true;
    for (std::thread& thread : running) {
        thread.join();
    }
    put_back(targets);
    std::map<std::string, std::uint64_t> by_kind;
    for (std::size_t i = 0; i < targets.size(); ++i) {
        by_kind[targets[i].kind] += flips[i];
    }
    for (const auto& [kind, count] : by_kind) {
        std::printf("%s %llu\n", kind.c_str(), static_cast<unsigned long long>(count));
    }
    return EXIT_SUCCESS;
}
