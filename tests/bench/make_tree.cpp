// SPDX-License-Identifier: Apache-2.0
// make-tree DIR --entries N: fills a new directory with a tree that resembles a home or an array:
// many small directories and a few huge ones, small files, some symlinks and hard links, mostly
// sane modes. The same options give the same names, types, modes and owners on every machine. It
// makes nothing that a conversion refuses: no setuid files, no links out of the tree.
#include "base/fd.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

using permap::base::Fd;

struct Options {
    std::string directory;
    std::uint64_t entries = 0;     // below the directory, sub-directories included
    std::uint64_t directories = 0; // 0: one for every kEntriesPerDirectory
    std::uint64_t seed = 1;
    std::uint64_t symlinks = 20; // of 1000 entries that are not directories
    bool flat = false;
};

constexpr std::uint64_t kEntriesPerDirectory = 31;

[[noreturn]] void give_up(const char* operation, const std::string& path) {
    const auto error = permap::base::fail(errno, operation, path).value();
    std::fprintf(stderr, "make-tree: %s\n", permap::base::to_text(error).c_str());
    std::_Exit(EXIT_FAILURE);
}

/// The standard fixes the engine's numbers but not those of its distributions, hence our own.
class Random {
public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}

    /// A number from 0 to bound - 1. The bias of % is far below what a tree can show.
    std::uint64_t below(std::uint64_t bound) { return engine_() % bound; }

private:
    std::mt19937_64 engine_;
};

// ---- the plan: which directories there are and how much is in them
// -------------------------------

struct Directory {
    std::string path; // relative to the tree
    uid_t owner = 0;
    std::uint64_t files = 0; // entries other than sub-directories
};

constexpr std::array<uid_t, 6> kOwners = {1000, 1001, 1002, 1003, 33, 0};

uid_t draw_owner(Random& random) {
    return kOwners[random.below(kOwners.size())];
}

/// Two in a thousand directories are mail folders or caches with 1000 entries and more.
std::uint64_t draw_weight(Random& random) {
    const std::uint64_t kind = random.below(1000);
    if (kind < 2) {
        return 1000 + random.below(1500);
    }
    if (kind < 100) {
        return 50 + random.below(100);
    }
    return kind < 400 ? 15 + random.below(30) : 1 + random.below(14);
}

/// Each directory's parent is any earlier one, which gives a depth of about log(count). What is
/// near the top has an owner of its own, as homes have; below, owners are mostly inherited.
std::vector<Directory> draw_directories(std::uint64_t count, Random& random) {
    std::vector<Directory> directories = {{.path = ".", .owner = 0, .files = 0}};
    for (std::uint64_t i = 1; i <= count; ++i) {
        const std::uint64_t parent = random.below(i);
        const bool inherits = parent != 0 && random.below(10) != 0;
        directories.push_back({.path = directories[parent].path + fmt::format("/dir-{}", i),
                               .owner = inherits ? directories[parent].owner : draw_owner(random),
                               .files = 0});
    }
    return directories;
}

/// Shares `total` out by weight; rounding the running sum makes the shares add up exactly.
void share_out(std::uint64_t total, std::vector<Directory>& directories, Random& random) {
    std::vector<std::uint64_t> sums = {0};
    for (std::size_t i = 0; i < directories.size(); ++i) {
        sums.push_back(sums.back() + draw_weight(random));
    }
    for (std::size_t i = 0; i < directories.size(); ++i) {
        directories[i].files = total * sums[i + 1] / sums.back() - total * sums[i] / sums.back();
    }
}

std::vector<Directory> plan(const Options& options) {
    std::uint64_t count = 0;
    if (!options.flat) {
        count =
            options.directories != 0 ? options.directories : options.entries / kEntriesPerDirectory;
    }
    count = std::min(count, options.entries);

    Random random(options.seed);
    std::vector<Directory> directories = draw_directories(count, random);
    share_out(options.entries - count, directories, random);
    return directories;
}

// ---- making it
// -----------------------------------------------------------------------------------

struct ModeShare {
    std::uint64_t upto; // of 1000
    mode_t mode;
};

constexpr std::array<ModeShare, 5> kFileModes = {
    {{700, 0644}, {850, 0755}, {930, 0600}, {990, 0664}, {1000, 0666}}};
constexpr std::array<ModeShare, 4> kDirectoryModes = {
    {{850, 0755}, {930, 0700}, {990, 0775}, {1000, 0777}}};

mode_t draw_mode(Random& random, std::span<const ModeShare> shares) {
    const std::uint64_t drawn = random.below(1000);
    return std::ranges::find_if(shares, [drawn](const ModeShare& s) { return drawn < s.upto; })
        ->mode;
}

/// Only root can give files away; for anybody else the whole tree is their own.
void give_to(int directory_fd, const std::string& name, uid_t owner) {
    static const bool is_root = ::geteuid() == 0;
    if (is_root && ::fchownat(directory_fd, name.c_str(), owner, owner, AT_SYMLINK_NOFOLLOW) != 0) {
        give_up("fchownat", name);
    }
}

/// Fills one directory; what it makes depends on the seed alone, not on the thread.
class Filler {
public:
    Filler(int root_fd, const Directory& directory, const Options& options, std::uint64_t seed);

    void fill();

private:
    void make_entry(std::uint64_t number);
    void make_file(const std::string& name);
    void make_symlink(const std::string& name);
    void make_hard_link(const std::string& name);

    const Directory& directory_;
    const Options& options_;
    Random random_;
    Fd fd_;
    std::string last_file_; // what links refer to; empty before the first file
};

Filler::Filler(int root_fd, const Directory& directory, const Options& options, std::uint64_t seed)
    : directory_(directory), options_(options), random_(seed),
      fd_(::openat(root_fd, directory.path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (!fd_) {
        give_up("openat", directory.path);
    }
}

void Filler::fill() {
    for (std::uint64_t i = 0; i < directory_.files; ++i) {
        make_entry(i);
    }
}

void Filler::make_entry(std::uint64_t number) {
    const std::uint64_t kind = random_.below(1000);
    if (!last_file_.empty() && kind < options_.symlinks) {
        make_symlink(fmt::format("symlink-{:06}", number));
    } else if (!last_file_.empty() && kind >= 990) {
        make_hard_link(fmt::format("hard-link-{:06}", number));
    } else {
        make_file(fmt::format("file-{:06}.dat", number));
    }
}

void Filler::make_file(const std::string& name) {
    const Fd file(::openat(fd_.get(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                           draw_mode(random_, kFileModes)));
    if (!file) {
        give_up("openat", name);
    }
    // One in eight has contents: each costs a block, and neither scan nor conversion reads them.
    if (random_.below(8) == 0 && ::write(file.get(), "contents\n", 9) != 9) {
        give_up("write", name);
    }
    give_to(fd_.get(), name, random_.below(20) == 0 ? draw_owner(random_) : directory_.owner);
    last_file_ = name;
}

void Filler::make_symlink(const std::string& name) {
    if (::symlinkat(last_file_.c_str(), fd_.get(), name.c_str()) != 0) {
        give_up("symlinkat", name);
    }
    give_to(fd_.get(), name, directory_.owner);
}

void Filler::make_hard_link(const std::string& name) {
    if (::linkat(fd_.get(), last_file_.c_str(), fd_.get(), name.c_str(), 0) != 0) {
        give_up("linkat", name);
    }
}

void make_directories(int root_fd, const std::vector<Directory>& directories, Random random) {
    for (std::size_t i = 1; i < directories.size(); ++i) {
        const Directory& directory = directories[i];
        if (::mkdirat(root_fd, directory.path.c_str(), draw_mode(random, kDirectoryModes)) != 0) {
            give_up("mkdirat", directory.path);
        }
        give_to(root_fd, directory.path, directory.owner);
    }
}

void fill_directories(int root_fd, const std::vector<Directory>& directories,
                      const Options& options) {
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        for (std::size_t i = next++; i < directories.size(); i = next++) {
            Filler(root_fd, directories[i], options, options.seed + i).fill();
        }
    };
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) {
        threads.emplace_back(work);
    }
}

void make_tree(const Options& options) {
    ::umask(0);
    if (::mkdir(options.directory.c_str(), 0755) != 0) {
        give_up("mkdir", options.directory);
    }
    const Fd root(::open(options.directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!root) {
        give_up("open", options.directory);
    }
    const std::vector<Directory> directories = plan(options);
    make_directories(root.get(), directories, Random(options.seed));
    fill_directories(root.get(), directories, options);
}

} // namespace

int main(int argc, char** argv) {
    Options options;
    CLI::App app("Makes the same tree every time, to measure on", "make-tree");
    app.add_option("DIR", options.directory, "where to make it; must not exist")->required();
    app.add_option("--entries", options.entries, "entries below DIR")->required();
    app.add_option("--directories", options.directories, "how many of them are directories")
        ->transform(CLI::Transformer(std::map<std::string, std::uint64_t>{{"auto", 0}}));
    app.add_option("--seed", options.seed, "another number gives another tree");
    app.add_option("--symlinks", options.symlinks, "of 1000 entries, how many are symlinks")
        ->check(CLI::Range(0, 900));
    app.add_flag("--flat", options.flat, "everything in one directory");
    CLI11_PARSE(app, argc, argv);
    make_tree(options);
    return EXIT_SUCCESS;
}
