// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/guest_work.hpp"

#include "base/quote.hpp"

#include <ranges>

#include <sys/stat.h>

namespace permap::oracle {
namespace {

constexpr const char* kNew = "permap-guest-work";

class Worker {
public:
    explicit Worker(GuestUser& guest) : guest_(guest) {}

    void work_on(const std::string& path, const GuestEntry& entry);
    void work_in(const std::string& directory);
    void expect(const char* what, const std::string& path, const base::Result<void>& result);

    std::vector<std::string> refused;

private:
    void expect_owner_and_mode(const std::string& path, std::uint32_t mode);

    GuestUser& guest_;
};

void Worker::expect(const char* what, const std::string& path, const base::Result<void>& result) {
    if (!result) {
        refused.push_back(std::string(what) + ' ' + base::quote(path) + ": " +
                          base::to_text(result.error()));
    }
}

void Worker::expect_owner_and_mode(const std::string& path, std::uint32_t mode) {
    const auto now = guest_.getattr(path);
    if (!now || now->mode != mode || now->uid != 4242 || now->gid != 4243) {
        refused.push_back("the new owner and mode of " + base::quote(path) + " do not show");
    }
}

void Worker::work_on(const std::string& path, const GuestEntry& entry) {
    expect("chmod", path, guest_.chmod(path, 02751));
    expect("chown", path, guest_.chown(path, {.uid = 4242, .gid = 4243}));
    expect_owner_and_mode(path, (entry.mode & S_IFMT) | 02751U);
    expect("utimens", path, guest_.setattr(path, {.mtime = Timestamp{.seconds = 1}}));
    expect("setxattr", path, guest_.set_xattr(path, "user.work", "done"));
    if (path.empty()) {
        return;
    }
    expect("rename", path, guest_.rename(path, kNew));
    expect("rename back", path, guest_.rename(kNew, path));
    if (!S_ISDIR(entry.mode)) {
        expect("link", path, guest_.link(path, kNew));
        expect("unlink of", path, guest_.unlink(kNew));
    }
    if (S_ISREG(entry.mode)) {
        expect("write", path, guest_.write_file(path, "written"));
    }
}

void Worker::work_in(const std::string& directory) {
    const std::string path = (directory == "." ? "" : directory + '/') + kNew;
    expect("create", path, guest_.create_file(path, 0400, "new"));
    expect("unlink", path, guest_.unlink(path));
    expect("mkdir", path, guest_.mkdir(path, 0));
    expect("rmdir", path, guest_.rmdir(path));
    expect("symlink", path, guest_.symlink(path, "target"));
    expect("unlink", path, guest_.unlink(path));
    expect("mknod", path, guest_.mknod(path, S_IFBLK | 0600, {.major = 8, .minor = 1}));
    expect("unlink", path, guest_.unlink(path));
}

} // namespace

std::vector<std::string> work_everywhere(GuestUser& guest, const GuestListing& listing) {
    Worker worker(guest);
    for (const auto& [path, entry] : listing) {
        worker.work_on(path == "." ? "" : path, entry);
        if (S_ISDIR(entry.mode)) {
            worker.work_in(path);
        }
    }
    return std::move(worker.refused);
}

std::vector<std::string> remove_everything(GuestUser& guest, const GuestListing& listing) {
    Worker worker(guest);
    for (const auto& [path, entry] : std::views::reverse(listing)) { // children before parents
        if (path != ".") {
            worker.expect("remove", path,
                          S_ISDIR(entry.mode) ? guest.rmdir(path) : guest.unlink(path));
        }
    }
    return std::move(worker.refused);
}

} // namespace permap::oracle
