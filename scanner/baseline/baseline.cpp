// SPDX-License-Identifier: Apache-2.0
#include "scanner/baseline/baseline.hpp"

#include "base/numbers.hpp"
#include "scanner/baseline/entry_record.hpp"
#include "scanner/baseline/mtree_parser.hpp"

#include <array>
#include <cerrno>
#include <fstream>
#include <functional>

#include <fmt/format.h>
#include <sys/stat.h>

namespace permap::scanner {
namespace {

constexpr std::string_view kSqliteMagic = "SQLite format 3";

using ParseLine =
    std::function<base::Result<std::optional<codec::ManifestEntry>>(std::string_view line)>;

/// In mtree(5), where comments end before that is looked at; no JSON ends so.
bool goes_on(std::string_view line) {
    const std::size_t begin = line.find_first_not_of(" \t");
    const bool is_comment = begin != std::string_view::npos && line[begin] == '#';
    return !is_comment && line.ends_with('\\') && !line.ends_with("\\\\");
}

base::Result<void> for_each_line(const std::string& path, const ParseLine& parse,
                                 ManifestSpool& into) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        return base::fail(errno, "open", path);
    }
    ManifestFeed feed(into);
    std::string whole;
    std::uint64_t number = 0;
    for (std::string line; std::getline(file, line);) {
        ++number;
        if (whole.empty()) {
            whole.swap(line);
        } else {
            whole += line;
        }
        const bool is_last = file.peek() == std::ifstream::traits_type::eof();
        if (goes_on(whole) && !is_last) {
            whole.pop_back();
            continue;
        }
        base::Result<std::optional<codec::ManifestEntry>> entry = parse(whole);
        whole.clear();
        if (!entry) {
            base::Error error = entry.error();
            error.detail = fmt::format("line {}: {}", number, error.detail);
            return tl::unexpected(base::with_path(std::move(error), path));
        }
        if (*entry) {
            feed.add(**entry);
        }
    }
    return file.bad() ? base::fail(EIO, "read", path) : base::Result<void>();
}

/// A line that got lost in an edit or a merge would hide what changed about its entry.
base::Result<void> check_count(std::uint64_t said, std::uint64_t found, const std::string& path) {
    if (said == found) {
        return {};
    }
    return base::fail_because(
        fmt::format("says that it has {}, but has {}: take it anew, or, if it was edited on "
                    "purpose, correct the number in its last line",
                    base::counted(said, "entry", "entries"), found),
        path);
}

base::Result<Baseline> read_mtree(const std::string& path, const FindIds& find,
                                  ManifestSpool& into) {
    MtreeParser parser(find);
    Baseline baseline;
    baseline.lacking = {codec::ManifestField::kind, codec::ManifestField::mode,
                        codec::ManifestField::uid, codec::ManifestField::gid};
    const auto parse = [&](std::string_view line) {
        base::Result<std::optional<codec::ManifestEntry>> entry = parser.parse(line);
        if (entry && *entry) {
            ++baseline.entries;
            const codec::ManifestFields known = (*entry)->known;
            baseline.has_inodes = baseline.has_inodes || known.has(codec::ManifestField::inode);
            baseline.lacking = baseline.lacking.without(known);
        }
        return entry;
    };
    PERMAP_TRY(for_each_line(path, parse, into));
    if (baseline.entries == 0) {
        return base::fail_because("holds no entry of mtree(5)", path);
    }
    const MtreeRemarks& said = parser.remarks();
    if (said.is_snapshot) {
        if (!said.entries) {
            return base::fail_because("is cut short: it has no count of entries at its end", path);
        }
        PERMAP_TRY(check_count(*said.entries, baseline.entries, path));
    }
    baseline.model = said.model;
    baseline.view = said.view;
    baseline.problems = said.problems;
    baseline.has_names = parser.has_names();
    return baseline;
}

base::Result<Baseline> read_snapshot(const std::string& path, ManifestSpool& into) {
    SnapshotParser parser;
    PERMAP_TRY(for_each_line(
        path, [&](std::string_view line) { return parser.parse(line); }, into));
    if (!parser.entries_in_summary()) {
        return base::fail_because("is cut short: it has no summary of a whole tree at its end",
                                  path);
    }
    PERMAP_TRY(check_count(*parser.entries_in_summary(), parser.baseline().entries, path));
    return parser.baseline();
}

} // namespace

base::Result<BaselineFormat> baseline_format(const std::string& path) {
    // It is read more than once, and opening a fifo would wait for a writer.
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        return base::fail(errno, "open", path);
    }
    if (!S_ISREG(status.st_mode)) {
        return base::fail_because("is no regular file", path);
    }
    std::ifstream file(path, std::ios::binary);
    std::array<char, kSqliteMagic.size()> head{};
    if (!file) {
        return base::fail(errno, "open", path);
    }
    file.read(head.data(), head.size());
    const std::string_view seen(head.data(), static_cast<std::size_t>(file.gcount()));
    if (seen == kSqliteMagic) {
        return BaselineFormat::run;
    }
    return seen.starts_with('{') ? BaselineFormat::ndjson : BaselineFormat::mtree;
}

base::Result<Baseline> read_baseline(const std::string& path, const FindIds& find,
                                     ManifestSpool& into) {
    PERMAP_TRY_ASSIGN(const BaselineFormat format, baseline_format(path));
    return format == BaselineFormat::ndjson ? read_snapshot(path, into)
                                            : read_mtree(path, find, into);
}

} // namespace permap::scanner
