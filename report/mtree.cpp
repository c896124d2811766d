// SPDX-License-Identifier: Apache-2.0
#include "report/mtree.hpp"

#include "base/numbers.hpp"
#include "base/quote.hpp"
#include "report/output.hpp"

#include <algorithm>
#include <array>
#include <mutex>

#include <fmt/compile.h>
#include <sys/sysmacros.h>

namespace permap::report {
namespace {

using codec::Kind;
using codec::ManifestField;

/// All other bytes are written as three octal digits (vis(3)): what separates words, begins a
/// comment or is a pattern to NetBSD's mtree.
constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                    "._/+,:@%~^-";

/// The same by byte: most of what is written are names.
constexpr auto kIsPlain = [] {
    std::array<bool, 256> is_plain{};
    for (const char byte : kPlain) {
        is_plain[static_cast<unsigned char>(byte)] = true;
    }
    return is_plain;
}();

bool is_plain(char byte) {
    return kIsPlain[static_cast<unsigned char>(byte)];
}

void append_encoded(std::string_view bytes, fmt::memory_buffer& line) {
    while (!bytes.empty()) {
        const auto odd = std::ranges::find_if_not(bytes, [](char byte) { return is_plain(byte); });
        line.append(bytes.begin(), odd);
        bytes = std::string_view(odd, bytes.end());
        if (!bytes.empty()) {
            fmt::format_to(fmt::appender(line), FMT_COMPILE("\\{:03o}"),
                           static_cast<unsigned char>(bytes.front()));
            bytes.remove_prefix(1);
        }
    }
}

/// mtree(5)'s words for the kinds.
std::string_view type_of(Kind kind) {
    switch (kind) {
    case Kind::file:
        return "file";
    case Kind::directory:
        return "dir";
    case Kind::symlink:
        return "link";
    case Kind::char_device:
        return "char";
    case Kind::block_device:
        return "block";
    case Kind::fifo:
        return "fifo";
    case Kind::socket:
        return "socket";
    }
    return "file";
}

/// See mtree_line.
void append_line(const codec::ManifestEntry& entry, fmt::memory_buffer& line) {
    const fmt::appender end(line);
    line.append(std::string_view(entry.path == "." ? "" : "./"));
    append_encoded(entry.path, line);
    fmt::format_to(end, FMT_COMPILE(" type={} mode={:04o} uid={} gid={}"), type_of(entry.kind),
                   entry.mode, entry.uid, entry.gid);
    if (entry.known.has(ManifestField::nlink)) {
        fmt::format_to(end, FMT_COMPILE(" nlink={}"), entry.nlink);
    }
    if (entry.known.has(ManifestField::rdev)) {
        fmt::format_to(end, FMT_COMPILE(" device=native,{},{}"), major(entry.rdev),
                       minor(entry.rdev));
    }
    if (entry.known.has(ManifestField::link)) {
        line.append(std::string_view(" link="));
        append_encoded(entry.link, line);
    }
    if (entry.known.has(ManifestField::inode)) {
        fmt::format_to(end, FMT_COMPILE(" inode={}"), entry.identity.inode);
    }
    line.push_back('\n');
}

class MtreeReporter final : public Reporter {
public:
    explicit MtreeReporter(std::FILE* out) : out_(out) {}

    void header(const Header& header) override;
    void begin_root(const std::string& /*root*/) override {}
    void add(scanner::Finding /*finding*/) override {}
    void problem(scanner::Problem problem) override;
    void change(const std::string& /*path*/, std::span<const std::string> /*steps*/) override {}
    void entry(const codec::ManifestEntry& entry) override;
    void summary(const Summary& summary) override;
    base::Result<void> finish() override { return out_.finish(); }
    bool has_failed() const override { return out_.has_failed(); }

private:
    std::mutex mutex_;
    std::uint64_t not_held_ = 0; ///< entries with an ACL or a capability
    fmt::memory_buffer line_;    ///< of the entry, kept for its memory
    Output out_;                 ///< writing is guarded by mutex_
};

/// The first line is what libarchive knows the format by.
void MtreeReporter::header(const Header& header) {
    out_.write(fmt::format("#mtree\n# permap {}, model {}, the {}'s view\n", header.version,
                           header.model, header.view));
}

void MtreeReporter::problem(scanner::Problem problem) {
    const std::string text = base::to_text(base::with_path(problem.error, problem.path));
    const std::lock_guard lock(mutex_);
    out_.write(fmt::format("# problem: {}\n", text));
}

void MtreeReporter::entry(const codec::ManifestEntry& entry) {
    const bool is_held = entry.acl.empty() && entry.acl_default.empty() && entry.capability.empty();
    not_held_ += is_held ? 0 : 1;
    line_.clear();
    append_line(entry, line_);
    out_.write({line_.data(), line_.size()});
}

void MtreeReporter::summary(const Summary& summary) {
    if (not_held_ > 0) {
        out_.write(
            fmt::format("# not here, for mtree has no place for it: ACLs and capabilities of "
                        "{}\n",
                        base::counted(not_held_, "entry", "entries")));
    }
    const std::string count = base::counted(summary.entries, "entry", "entries");
    out_.write(summary.status ? fmt::format("# interrupted after {}: not all of the tree\n", count)
                              : fmt::format("# {}\n", count));
}

} // namespace

std::string mtree_line(const codec::ManifestEntry& entry) {
    fmt::memory_buffer line;
    append_line(entry, line);
    return fmt::to_string(line);
}

std::unique_ptr<Reporter> make_mtree(std::FILE* out, const Options& /*options*/) {
    return std::make_unique<MtreeReporter>(out);
}

} // namespace permap::report
