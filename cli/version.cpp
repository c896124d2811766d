// SPDX-License-Identifier: Apache-2.0
#include "cli/version.hpp"

#include "base/fs_abilities.hpp"
#include "base/jail.hpp"

#include <CLI/Version.hpp>
#include <boost/version.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <spdlog/version.h>
#include <sqlite3.h>
#include <sys/utsname.h>
#include <tbb/version.h>

namespace permap::cli {
namespace {

std::string kernel() {
    struct utsname names {};
    return ::uname(&names) == 0
               ? fmt::format("{} {} {}", names.sysname, names.release, names.machine)
               : "unknown";
}

/// What protects a walk here and now, tried on the root directory.
std::string jail() {
    const base::Result<base::Root> root = base::open_root("/", {.follow = base::FollowRoot::yes});
    if (!root) {
        return "unknown: " + base::to_text(root.error());
    }
    const bool is_jail = root->level == base::SafetyLevel::jail;
    return fmt::format("{}\nhandles    {}", is_jail ? "yes" : "no: " + root->why_not_jail,
                       base::has_handles(root->fd.get()) ? "yes" : "no");
}

} // namespace

std::string version_text() {
    std::string text = fmt::format("permap {}\n", kVersion);
    text +=
        fmt::format("build      {}, {}, C++ {}\n", kBuildType, kCompiler, __cplusplus / 100 % 100);
    text += fmt::format("libraries  Boost {}.{}.{}, oneTBB {}, spdlog {}.{}.{}, fmt {}.{}.{}, "
                        "SQLite {}, CLI11 {}, nlohmann-json {}.{}.{}\n",
                        BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100,
                        TBB_runtime_version(), SPDLOG_VER_MAJOR, SPDLOG_VER_MINOR, SPDLOG_VER_PATCH,
                        FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100,
                        sqlite3_libversion(), CLI11_VERSION, NLOHMANN_JSON_VERSION_MAJOR,
                        NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH);
    text += fmt::format("kernel     {}\njail       {}\n", kernel(), jail());
    return text;
}

} // namespace permap::cli
