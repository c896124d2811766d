// SPDX-License-Identifier: Apache-2.0
#include "scanner/probe_write.hpp"

#include "base/linux_fs.hpp"
#include "base/quote.hpp"
#include "base/scratch_place.hpp"
#include "codec/ids.hpp"
#include "codec/posix_acl.hpp"
#include "scanner/probe_mount.hpp"
#include "scanner/read_listing.hpp"

#include <array>
#include <tuple>
#include <vector>

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace permap::scanner {
namespace {

using base::Result;

constexpr const char* kTriedName = "user.permap.probe";
constexpr std::uint64_t kLargestTried = 65536; // XATTR_SIZE_MAX
constexpr std::uint64_t kMostSmallValues = 256;
constexpr std::uint32_t kSomebody = 1; // daemon, where owners are tried

/// These say that it cannot be done here; other errors say nothing for sure.
bool is_refusal(const base::Error& error) {
    return error.code == std::errc::operation_not_supported ||
           error.code == std::errc::operation_not_permitted ||
           error.code == std::errc::invalid_argument || error.code == std::errc::is_a_directory;
}

/// What trying says; where it says nothing for sure the answer stays what it was.
void set_measured(Feature& feature, const Result<void>& tried) {
    if (tried) {
        feature = {Answer::yes, How::measured, {}};
        return;
    }
    const std::string name = base::errno_name(tried.error().code);
    if (is_refusal(tried.error())) {
        feature = {Answer::no, How::measured, name};
    } else {
        feature.detail = "trying failed: " + name;
    }
}

/// One write test: the scratch directory and what is made there.
class Trial {
public:
    Trial(MountProbe& probe, const base::ScratchPlace& place, const base::LinuxReader& reader)
        : probe_(probe), place_(place), reader_(reader) {}

    void try_all(const std::atomic<bool>& stop);

private:
    Result<void> make_objects();
    Result<void> make(const char* name, std::uint32_t mode, std::uint64_t device);
    Result<void> set_xattr(const char* name, const char* attribute, std::string_view value);
    Result<void> try_owner();
    Result<void> try_exchange();

    void try_attributes();
    void try_acl();
    void try_names();
    bool takes_value_of(std::uint64_t size);
    void find_largest_value();
    void count_small_values();
    /// Another file for a question of its own.
    Result<base::Fd> fresh_file(const char* name) { return writer_.make_file(place_.fd(), name); }

    MountProbe& probe_;
    const base::ScratchPlace& place_;
    const base::LinuxReader& reader_;
    base::LinuxWriter writer_;
    Result<void> device_, fifo_, socket_, link_, directory_; ///< how making them went
};

Result<void> Trial::make(const char* name, std::uint32_t mode, std::uint64_t device) {
    return writer_.make_special(place_.fd(), name, mode, device);
}

Result<void> Trial::make_objects() {
    PERMAP_TRY(fresh_file("file"));
    directory_ = writer_.make_directory(place_.fd(), "directory");
    link_ = writer_.make_symlink(place_.fd(), "symlink", "file");
    device_ = make("device", S_IFCHR, makedev(1, 3));
    fifo_ = make("fifo", S_IFIFO, 0);
    socket_ = make("socket", S_IFSOCK, 0);
    return {};
}

/// Set and read back: a server may take what it does not keep.
Result<void> Trial::set_xattr(const char* name, const char* attribute, std::string_view value) {
    PERMAP_TRY_ASSIGN(const base::Fd object, reader_.open_path(place_.fd(), name));
    PERMAP_TRY(writer_.set_xattr(object.get(), attribute, value));
    PERMAP_TRY_ASSIGN(const std::optional<std::string> kept,
                      reader_.get_xattr_at(place_.fd(), name, attribute));
    if (kept != value) {
        return base::fail(EOPNOTSUPP, "getxattr"); // not kept
    }
    return {};
}

void Trial::try_attributes() {
    struct Row {
        Ability ability;
        const char* name;
        const Result<void>& made;
    };
    const Result<void> fine;
    const std::array rows = {Row{Ability::user_file, "file", fine},
                             Row{Ability::user_directory, "directory", directory_},
                             Row{Ability::user_symlink, "symlink", link_},
                             Row{Ability::user_device, "device", device_},
                             Row{Ability::user_fifo, "fifo", fifo_},
                             Row{Ability::user_socket, "socket", socket_}};
    for (const Row& row : rows) {
        if (row.made) {
            set_measured(probe_.at(row.ability), set_xattr(row.name, kTriedName, "1"));
        }
    }
    if (::geteuid() == 0) {
        set_measured(probe_.at(Ability::trusted), set_xattr("file", "trusted.permap.probe", "1"));
        set_measured(probe_.at(Ability::security), set_xattr("file", "security.permap.probe", "1"));
    }
}

void Trial::try_acl() {
    using codec::AclTag;
    using codec::kNoId;
    const std::string acl = codec::serialize_acl({{AclTag::user_obj, 6, kNoId},
                                                  {AclTag::user, 4, kSomebody},
                                                  {AclTag::group_obj, 0, kNoId},
                                                  {AclTag::mask, 4, kNoId},
                                                  {AclTag::other, 0, kNoId}});
    set_measured(probe_.at(Ability::acl), set_xattr("file", "system.posix_acl_access", acl));
}

Result<void> Trial::try_owner() {
    PERMAP_TRY_ASSIGN(const base::Fd file, fresh_file("owned"));
    PERMAP_TRY(writer_.set_owner(file.get(), kSomebody, kSomebody));
    PERMAP_TRY_ASSIGN(const base::Stat stat, reader_.stat_fd(file.get()));
    if (stat.uid != kSomebody || stat.gid != kSomebody) {
        return base::fail(EPERM, "fchown"); // taken, and not kept
    }
    return {};
}

Result<void> Trial::try_exchange() {
    PERMAP_TRY(fresh_file("left"));
    PERMAP_TRY(fresh_file("right"));
    return writer_.exchange(place_.fd(), "left", "right");
}

void Trial::try_names() {
    const bool is_root = ::geteuid() == 0;
    if (is_root) {
        set_measured(probe_.at(Ability::owners), try_owner());
        set_measured(probe_.at(Ability::special_files),
                     !device_ ? device_ : (!fifo_ ? fifo_ : socket_));
    } else if (!fifo_ || !socket_) {
        set_measured(probe_.at(Ability::special_files), !fifo_ ? fifo_ : socket_);
    }
    const Result<base::Fd> file = reader_.open_path(place_.fd(), "file");
    set_measured(probe_.at(Ability::hard_links),
                 file ? writer_.link(file->get(), place_.fd(), "again")
                      : Result<void>(tl::unexpected(file.error())));
    set_measured(probe_.at(Ability::exchange), try_exchange());
    set_measured(probe_.at(Ability::unnamed_files), place_.make_unnamed_file());
}

/// On a file of its own each time: btrfs has less room where there was a value before.
bool Trial::takes_value_of(std::uint64_t size) {
    const Result<base::Fd> file = fresh_file("large");
    const bool is_taken =
        file && writer_.set_xattr(file->get(), kTriedName, std::string(size, 'x')).has_value();
    std::ignore = writer_.unlink(place_.fd(), "large"); // where it could be made
    return is_taken;
}

/// The largest that is taken, between one that is and one that is not.
void Trial::find_largest_value() {
    std::uint64_t fits = 0;
    std::uint64_t too_large = kLargestTried + 1;
    while (too_large - fits > 1) {
        const std::uint64_t size = fits + (too_large - fits) / 2;
        (takes_value_of(size) ? fits : too_large) = size;
    }
    if (fits > 0) { // else no file could be made, or the disk is full
        probe_.largest_value = fits;
        probe_.largest_how = How::measured;
    }
}

/// Beside what a new file has there already: labels, an inherited ACL.
void Trial::count_small_values() {
    const Result<base::Fd> file = fresh_file("small");
    if (!file) {
        return;
    }
    std::uint64_t count = 0;
    while (
        count < kMostSmallValues &&
        writer_.set_xattr(file->get(), fmt::format("user.permap.{:03}", count).c_str(), "1234")) {
        ++count;
    }
    probe_.small_values = count;
    probe_.took_all_values = count == kMostSmallValues;
}

void Trial::try_all(const std::atomic<bool>& stop) {
    const Result<void> made = make_objects();
    if (!made) {
        probe_.notes.push_back("no file can be made here: " + base::to_text(made.error()));
        return;
    }
    const auto questions = {&Trial::try_attributes, &Trial::try_acl, &Trial::try_names};
    for (const auto question : questions) {
        if (!stop) {
            (this->*question)();
        }
    }
    if (!stop && probe_.at(Ability::user_file).answer == Answer::yes) {
        find_largest_value();
        count_small_values();
    }
}

/// What tests that were killed left in the directory.
Result<void> note_leftovers(MountProbe& probe, const base::LinuxReader& reader,
                            const base::Root& root) {
    return read_listing(reader, root.fd.get(), [&](const Listed& listed) {
        if (listed.name.starts_with(kScratchPrefix)) {
            const std::string name(listed.name);
            probe.notes.push_back("a write test that was killed left " + base::quote(name));
            probe.fixes.push_back("remove it: rm -r " +
                                  base::shell_word(root.real_path + "/" + name));
        }
        return true;
    });
}

} // namespace

Result<void> measure(MountProbe& probe, const ProbeTarget& target, base::Safety safety,
                     const std::string& name, const std::atomic<bool>& stop) {
    const std::string place = fmt::format("/proc/self/fd/{}/.", target.fd.get());
    PERMAP_TRY_ASSIGN(const base::Root root,
                      base::open_root(place, {.safety = safety, .access = base::Access::write}));
    const base::LinuxReader reader = root.reader();
    PERMAP_TRY(note_leftovers(probe, reader, root));
    PERMAP_TRY_ASSIGN(base::ScratchPlace scratch, base::ScratchPlace::make(root.fd.get(), name));
    Trial(probe, scratch, reader).try_all(stop);
    return scratch.remove();
}

} // namespace permap::scanner
