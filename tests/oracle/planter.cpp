// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/planter.hpp"

#include "base/fd.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <span>

#include <fcntl.h>
#include <grp.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace permap::oracle {
namespace {

/// Every so many files one is held open, and every so many leased, too.
constexpr std::size_t kHeld = 2;
constexpr std::size_t kLeased = 6;

/// All paths are made before the fork: only system calls are safe after it.
struct Work {
    std::vector<std::string> files;
    std::vector<std::string> directories;
    std::vector<std::string> strays;
    std::vector<std::string> metadata_directories;
    std::vector<std::string> metadata_files;
    std::vector<int> held; ///< descriptors, -1 where none is held
};

Work prepare(const PlanterPlan& plan) {
    Work work;
    work.files = plan.files;
    work.directories = plan.directories;
    for (std::size_t i = 0; i < plan.directories.size(); ++i) {
        const std::string& directory = plan.directories[i];
        work.strays.push_back(directory + "/stray");
        work.metadata_directories.push_back(directory + "/.virtfs_metadata");
        work.metadata_files.push_back(directory + "/.virtfs_metadata/file0");
    }
    work.held.resize(plan.files.size(), -1);
    return work;
}

struct Planted {
    const char* name;
    std::array<char, 4> value;
};

/// uid 0, and a setuid program; the second set differs, so that every round changes something.
constexpr std::array<std::array<Planted, 3>, 2> kPlanted = {{
    {{{"user.virtfs.uid", {0, 0, 0, 0}},
      {"user.virtfs.gid", {0, 0, 0, 0}},
      {"user.virtfs.mode", {'\xed', '\x89', 0, 0}}}},
    {{{"user.virtfs.uid", {1, 0, 0, 0}},
      {"user.virtfs.rdev", {1, 0, 0, 0}},
      {"user.virtfs.mode", {'\xff', '\x8d', 0, 0}}}},
}};

void plant_on(const char* path, int held, std::span<const Planted> values) {
    for (const Planted& planted : values) {
        if (held >= 0) {
            ::fsetxattr(held, planted.name, planted.value.data(), planted.value.size(), 0);
        } else {
            ::lsetxattr(path, planted.name, planted.value.data(), planted.value.size(), 0);
        }
    }
}

/// Gives a lease up where somebody waits for it.
void keep_lease(int fd) {
    if (::fcntl(fd, F_GETLEASE) != F_WRLCK) {
        ::fcntl(fd, F_SETLEASE, F_UNLCK);
    }
}

void make_strays(const Work& work, std::span<const Planted> values) {
    for (std::size_t i = 0; i < work.directories.size(); ++i) {
        const int made = ::open(work.strays[i].c_str(), O_CREAT | O_EXCL | O_WRONLY, 0777);
        if (made >= 0) {
            plant_on(nullptr, made, values);
            ::close(made);
        }
        ::mkdir(work.metadata_directories[i].c_str(), 0777);
        const int file = ::open(work.metadata_files[i].c_str(), O_CREAT | O_WRONLY, 0666);
        if (file >= 0) {
            static constexpr std::string_view kText = "virtfs.uid=0\nvirtfs.mode=35309\n";
            [[maybe_unused]] const ssize_t wrote = ::write(file, kText.data(), kText.size());
            ::close(file);
        }
    }
}

void plant_once(const Work& work, std::size_t round) {
    const std::span<const Planted> values = kPlanted[round % kPlanted.size()];
    for (std::size_t i = 0; i < work.files.size(); ++i) {
        plant_on(work.files[i].c_str(), work.held[i], values);
        if (i % kLeased == 0) {
            keep_lease(work.held[i]);
        }
    }
    for (const std::string& directory : work.directories) {
        plant_on(directory.c_str(), -1, values);
    }
    make_strays(work, values);
}

bool become(const RunAs& user) {
    return ::setgroups(0, nullptr) == 0 && ::setresgid(user.gid, user.gid, user.gid) == 0 &&
           ::setresuid(user.uid, user.uid, user.uid) == 0;
}

[[noreturn]] void run_child(Work& work, const RunAs& user, pid_t parent, int ready) {
    if (!become(user)) {
        ::_exit(1);
    }
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::signal(SIGIO, SIG_IGN); // somebody wants what is leased
    for (std::size_t i = 0; i < work.files.size(); i += kHeld) {
        work.held[i] = ::open(work.files[i].c_str(), O_RDWR);
        ::flock(work.held[i], LOCK_EX | LOCK_NB);
        if (i % kLeased == 0) {
            ::fcntl(work.held[i], F_SETLEASE, F_WRLCK);
        }
    }
    for (std::size_t round = 0; ::getppid() == parent; ++round) {
        plant_once(work, round);
        if (round == 0) {
            [[maybe_unused]] const ssize_t told = ::write(ready, "", 1);
        }
    }
    ::_exit(0);
}

} // namespace

base::Result<ChildProcess> start_planter(const PlanterPlan& plan) {
    Work work = prepare(plan);
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        return base::fail(errno, "pipe");
    }
    const base::Fd ready(ends[0]);
    base::Fd tells(ends[1]);
    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid < 0) {
        return base::fail(errno, "fork");
    }
    if (pid == 0) {
        run_child(work, plan.user, parent, tells.get());
    }
    ChildProcess child(pid);
    tells = base::Fd();
    char byte = 0;
    if (::read(ready.get(), &byte, 1) != 1) {
        return base::fail_because("the planter ended before it did anything");
    }
    return child;
}

} // namespace permap::oracle
