// SPDX-License-Identifier: Apache-2.0
// What `access` says against what the kernel does: thousands of generated objects, owners, modes,
// ACLs and users, each asked by a process that really has those credentials.
#include "scanner/access_path.hpp"

#include "base/linux_fs.hpp"
#include "tests/support/scratch_directory.hpp"

#include <cstdlib>
#include <random>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace permap::scanner {
namespace {

using codec::AclEntry;
using codec::AclTag;
using codec::Credentials;

constexpr std::uint32_t kNone = 0xffffffff;
constexpr std::uint32_t kUids[] = {0, 4001, 4002, 4003};
constexpr std::uint32_t kGids[] = {0, 5001, 5002, 5003};

/// Answers of the kernel for each path and each of the seven sets of permissions.
using Answers = std::vector<std::array<bool, 8>>;

/// Becomes `who` for good; only in a child.
bool become(const Credentials& who) {
    const std::vector<gid_t> others(who.groups.begin() + 1, who.groups.end());
    return ::setgroups(others.size(), others.data()) == 0 &&
           ::setresgid(who.groups[0], who.groups[0], who.groups[0]) == 0 &&
           ::setresuid(who.uid, who.uid, who.uid) == 0;
}

/// Asks in a child process with these credentials.
Answers ask_kernel(const std::vector<std::string>& paths, const Credentials& who) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const bool is_ready = become(who);
        for (const std::string& path : paths) {
            char bits = 0;
            for (int wanted = 1; wanted < 8; ++wanted) {
                const bool may = ::faccessat(AT_FDCWD, path.c_str(), wanted, AT_EACCESS) == 0;
                bits = static_cast<char>(bits | (may ? 1 << wanted : 0));
            }
            if (!is_ready || ::write(ends[1], &bits, 1) != 1) {
                _exit(1);
            }
        }
        _exit(0);
    }
    ::close(ends[1]);
    Answers answers;
    for (char bits = 0; ::read(ends[0], &bits, 1) == 1;) {
        std::array<bool, 8> row = {};
        for (std::size_t wanted = 1; wanted < 8; ++wanted) {
            row[wanted] = (static_cast<unsigned char>(bits) >> wanted & 1U) != 0;
        }
        answers.push_back(row);
    }
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
    EXPECT_EQ(answers.size(), paths.size());
    return answers;
}

class KernelAccess : public testing::Test {
protected:
    void SetUp() override {
        if (::geteuid() != 0) {
            GTEST_SKIP() << "needs root";
        }
        scratch_.set_mode(".", 0755);
        for (int top = 0; top < 5; ++top) {
            fill(add("d" + std::to_string(top), true), 2);
        }
    }

    unsigned dice(unsigned faces) {
        return std::uniform_int_distribution<unsigned>(0, faces - 1)(random_);
    }
    std::uint32_t any_uid() { return kUids[dice(std::size(kUids))]; }
    std::uint32_t any_gid() { return kGids[dice(std::size(kGids))]; }
    std::uint16_t any_bits() { return static_cast<std::uint16_t>(dice(8)); }

    Credentials any_user() {
        Credentials who = {.uid = any_uid(), .groups = {any_gid()}, .overrides = false};
        who.overrides = who.uid == 0;
        for (unsigned more = dice(3); more > 0; --more) {
            who.groups.push_back(any_gid());
        }
        return who;
    }

    /// Named entries of different ids in the order of the kernel, and a mask.
    codec::Acl any_acl() {
        codec::Acl acl = {{AclTag::user_obj, any_bits(), kNone}};
        for (const std::uint32_t uid : kUids) {
            if (dice(3) == 0) {
                acl.push_back({AclTag::user, any_bits(), uid});
            }
        }
        acl.push_back({AclTag::group_obj, any_bits(), kNone});
        for (const std::uint32_t gid : kGids) {
            if (dice(3) == 0) {
                acl.push_back({AclTag::group, any_bits(), gid});
            }
        }
        acl.push_back({AclTag::mask, any_bits(), kNone});
        acl.push_back({AclTag::other, any_bits(), kNone});
        return acl;
    }

    std::string add(const std::string& name, bool is_directory) {
        is_directory ? scratch_.make_directory(name) : scratch_.make_file(name);
        scratch_.set_owner(name, any_uid(), any_gid());
        // directories let most users through, or nothing below would ever be reached
        const std::uint32_t mode = dice(512) | (is_directory && dice(4) != 0 ? 0111U : 0U);
        scratch_.set_mode(name, mode);
        if (dice(2) == 0) {
            scratch_.set_xattr(name, "system.posix_acl_access", codec::serialize_acl(any_acl()));
        }
        paths_.push_back(scratch_.path_of(name));
        return name;
    }

    void fill(const std::string& directory, int depth) {
        for (int at = 0; at < 5; ++at) {
            const bool is_directory = depth > 1 || at == 0;
            const std::string name = add(directory + "/" + std::to_string(at), is_directory);
            if (is_directory && depth > 1) {
                fill(name, depth - 1);
            }
        }
    }

    std::vector<PathStep> path_to(const std::string& path) {
        base::Result<base::Place> place = base::find_place(path);
        EXPECT_TRUE(place);
        base::Result<AccessPath> read = read_access_path(reader_, *place);
        EXPECT_TRUE(read) << base::to_text(read.error());
        return read->steps;
    }

    tests::ScratchDirectory scratch_;
    base::LinuxReader reader_{base::SafetyLevel::dirfd};
    std::mt19937 random_{20261124};
    std::vector<std::string> paths_;
};

TEST_F(KernelAccess, AgreesForEveryPathAndUser) {
    std::vector<std::vector<PathStep>> steps;
    for (const std::string& path : paths_) {
        steps.push_back(path_to(path));
    }
    std::size_t cases = 0;
    std::size_t allowed = 0;
    for (int user = 0; user < 40; ++user) {
        const Credentials who = any_user();
        const Answers answers = ask_kernel(paths_, who);
        for (std::size_t at = 0; at < paths_.size(); ++at) {
            for (std::uint32_t wanted = 1; wanted < 8; ++wanted) {
                const bool verdict = find_obstacles(steps[at], who, wanted).empty();
                ASSERT_EQ(verdict, answers[at][wanted])
                    << paths_[at] << " wanted " << wanted << " uid " << who.uid;
                ++cases;
                allowed += verdict ? 1U : 0U;
            }
        }
    }
    EXPECT_GT(cases, 40000U);
    EXPECT_GT(allowed, cases / 10);
    EXPECT_LT(allowed, cases - cases / 10);
}

/// Two groups that give one bit each do not give both: the kernel wants them from one entry.
TEST_F(KernelAccess, DoesNotAddUpGroups) {
    scratch_.make_file("file");
    scratch_.set_owner("file", 4001, 0);
    scratch_.set_xattr("file", "system.posix_acl_access",
                       codec::serialize_acl({{AclTag::user_obj, 0, kNone},
                                             {AclTag::group_obj, 0, kNone},
                                             {AclTag::group, 4, 5001},
                                             {AclTag::group, 2, 5002},
                                             {AclTag::mask, 7, kNone},
                                             {AclTag::other, 0, kNone}}));
    const Credentials who = {.uid = 4002, .groups = {5001, 5002}};

    const std::vector<PathStep> steps = path_to(scratch_.path_of("file"));

    EXPECT_TRUE(find_obstacles(steps, who, codec::kMayRead).empty());
    EXPECT_TRUE(find_obstacles(steps, who, codec::kMayWrite).empty());
    EXPECT_FALSE(find_obstacles(steps, who, codec::kMayRead | codec::kMayWrite).empty());
    EXPECT_FALSE(ask_kernel({scratch_.path_of("file")}, who)[0][6]);
}

TEST_F(KernelAccess, TheCommandsAllowWhatWasDeniedAndChangeNothingForOthers) {
    std::vector<Credentials> bystanders;
    for (int user = 0; user < 6; ++user) {
        bystanders.push_back(any_user());
    }
    std::size_t tried = 0;
    for (std::size_t at = 0; at < paths_.size() && tried < 12; at += 9) {
        Credentials who = any_user();
        who.uid = 4001 + dice(3);
        who.overrides = false;
        const std::vector<PathStep> steps = path_to(paths_[at]);
        const auto obstacles = find_obstacles(steps, who, codec::kMayRead | codec::kMayExecute);
        if (obstacles.empty()) {
            continue;
        }
        std::vector<Answers> before;
        for (const Credentials& other : bystanders) {
            before.push_back(ask_kernel({paths_[at]}, other));
        }

        for (const Obstacle& obstacle : obstacles) {
            const std::string command = smallest_command(obstacle, who);
            ASSERT_EQ(std::system(("bash -c \"" + command + "\"").c_str()), 0) << command;
        }

        EXPECT_TRUE(ask_kernel({paths_[at]}, who)[0][5])
            << smallest_command(obstacles.back(), who) << "\n"
            << obstacle_text(obstacles.back(), who);
        for (std::size_t other = 0; other < bystanders.size(); ++other) {
            // root may execute what anybody may, so it gains with everybody
            if (bystanders[other].uid != who.uid && !bystanders[other].overrides) {
                EXPECT_EQ(ask_kernel({paths_[at]}, bystanders[other]), before[other])
                    << smallest_command(obstacles.back(), who) << " uid " << bystanders[other].uid;
            }
        }
        ++tried;
    }
    EXPECT_GT(tried, 5U);
}

} // namespace
} // namespace permap::scanner
