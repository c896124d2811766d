// SPDX-License-Identifier: Apache-2.0
// The owner of a tree plants metadata in it while it is converted: afterwards no guest sees any of
// it, and no run that left something planted behind called itself complete.
#include "tests/oracle/expected_differences.hpp"
#include "tests/oracle/host_tree.hpp"
#include "tests/oracle/migration_fixture.hpp"
#include "tests/oracle/planter.hpp"

#include <algorithm>
#include <sstream>

#include <boost/filesystem.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

namespace permap::oracle {
namespace {

namespace fs = boost::filesystem;
using ::testing::IsEmpty;

constexpr int kDirectories = 12;
constexpr int kFiles = 24; // in each of them

struct PlantingCase {
    const char* model;
    /// Whether planting begins before the plan is made. With mapped-file its reserved names would
    /// keep the directories out of the plan: it begins before the plan is applied.
    bool is_planned_beside;
};

class Planting : public MigrationFixture, public ::testing::WithParamInterface<PlantingCase> {
protected:
    void build() {
        HostTree built(tree());
        built.dress(".", owned(S_IFDIR | 0777));
        for (int i = 0; i < kDirectories; ++i) {
            const std::string directory = fmt::format("directory{}", i);
            built.make(directory, owned(S_IFDIR | 0777));
            plan_.directories.push_back(built.path_of(directory));
            built.make(directory + "/link",
                       {.mode = S_IFLNK, .uid = kAlice.uid, .content = "file0"});
            built.make(directory + "/fifo", owned(S_IFIFO | 0644));
            for (int j = 0; j < kFiles; ++j) {
                const std::string file = fmt::format("{}/file{}", directory, j);
                built.make(file, owned(S_IFREG | 0644));
                plan_.files.push_back(built.path_of(file));
            }
        }
        before_ = see(tree(), "passthrough");
    }

    /// Anything but a clean end is a failure; the plan is in the run file.
    void plan() const {
        const CommandResult planned = run_permap(
            {"convert", tree(), "--from", "passthrough", "--to", GetParam().model, "--host-owner",
             fmt::format("{}:{}", kHostOwner.uid, kHostOwner.gid), "--run", run_file()});
        EXPECT_EQ(planned.status, 0) << planned;
    }

    [[nodiscard]] CommandResult apply(const std::string& allowed) const {
        return run_permap({"apply", run_file(), "--format", "ndjson", "--allow", allowed});
    }

    /// Removes the new names that a run reported.
    void remove_reported(const CommandResult& result) const {
        std::istringstream lines(result.output);
        for (std::string line; std::getline(lines, line);) {
            const auto record = nlohmann::json::parse(line, nullptr, false);
            const std::string path = record.value("path", ".");
            if (record.value("operation", "") == "left alone" && !before_.contains(path)) {
                fs::remove_all(tree() + "/" + path);
            }
        }
    }

    /// Nobody but the runner may enter.
    [[nodiscard]] bool is_closed() const {
        struct stat root {};
        return ::stat(tree().c_str(), &root) == 0 && root.st_mode == (S_IFDIR | 0700U) &&
               root.st_uid == 0;
    }

    /// Takes out what the planter made before the plan; it is Alice's, whatever she planted on it.
    void take_out_planned_strays(GuestListing& listing) const {
        std::erase_if(listing, [&](const auto& entry) {
            const bool is_stray = !before_.contains(entry.first);
            EXPECT_TRUE(!is_stray || GetParam().is_planned_beside) << entry.first;
            EXPECT_TRUE(!is_stray || entry.second.uid == kAlice.uid) << entry.second;
            EXPECT_TRUE(!is_stray || (entry.second.mode & S_ISUID) == 0) << entry.second;
            return is_stray;
        });
    }

    /// What is the planter's doing, and mapped-file's: times of directories in which names were
    /// made, and the links of those in which there are others.
    static void forget_names_in_directories(GuestListing& listing) {
        for (auto& [path, entry] : listing) {
            if (S_ISDIR(entry.mode)) {
                entry.mtime = {};
                entry.nlink = 0;
            }
        }
    }

    [[nodiscard]] std::string run_file() const { return host_->path_of("run"); }

    static HostObject owned(std::uint32_t mode) {
        return {.mode = mode, .uid = kAlice.uid, .gid = kAlice.gid};
    }

    PlanterPlan plan_ = {
        .user = {.uid = kAlice.uid, .gid = kAlice.gid}, .files = {}, .directories = {}};
    GuestListing before_;
};

TEST_P(Planting, LeavesNothingThatAGuestSees) {
    build();
    if (!GetParam().is_planned_beside) {
        plan();
    }
    auto planter = start_planter(plan_);
    ASSERT_THAT(planter, Succeeds());
    if (GetParam().is_planned_beside) {
        plan();
    }

    CommandResult run = apply("immutable"); // which does not fire
    planter->stop();

    EXPECT_EQ(run.status, 3) << run;
    for (int i = 0; i < 3 && run.status == 3; ++i) {
        EXPECT_TRUE(is_closed()) << i << run;
        remove_reported(run);
        run = apply("changed-since");
    }
    EXPECT_EQ(run.status, 0) << run;
    GuestListing seen = see(tree(), GetParam().model, kHostOwner);
    take_out_planned_strays(seen);
    forget_names_in_directories(before_);
    forget_names_in_directories(seen);
    EXPECT_THAT(differences(before_, seen), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Models, Planting,
                         ::testing::Values(PlantingCase{"mapped-xattr", true},
                                           PlantingCase{"mapped-xattr", false},
                                           PlantingCase{"mapped-file", false}),
                         [](const auto& row) {
                             std::string name = row.param.model;
                             std::ranges::replace(name, '-', '_');
                             return name + (row.param.is_planned_beside ? "_planned_beside" : "");
                         });

} // namespace
} // namespace permap::oracle
