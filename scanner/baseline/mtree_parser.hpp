// SPDX-License-Identifier: Apache-2.0
// Reads mtree(5) line by line: whole paths (version 2) and names below the last directory (version
// 1), /set and /unset, and of the keywords those that are about permissions; all others are passed
// over. Pure. A library would not say which keywords a line had, and would keep the whole file in
// memory.
#pragma once

#include "base/result.hpp"
#include "codec/manifest_entry.hpp"
#include "scanner/baseline/mtree_keyword.hpp"
#include "scanner/baseline/owner_names.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace permap::scanner {

/// Bytes as strvis(3) encodes them: octal, the letters of C, \s, \^C and \M forms. Nothing where
/// that is not how it ends.
[[nodiscard]] std::optional<std::string> unvis(std::string_view text);

/// What a snapshot of permap says of itself in its comments; others' manifests say nothing.
struct MtreeRemarks {
    bool is_snapshot = false; ///< the first of them was there, which names model and view
    /// Of the last one, which is missing where it was cut short.
    std::optional<std::uint64_t> entries;
    std::string model;
    std::string view;
    std::uint64_t problems = 0; ///< entries that could not be read when it was taken
};

class MtreeParser {
public:
    /// Names of owners are looked up with these; without them they say nothing.
    explicit MtreeParser(FindIds find = {}) : owners_(std::move(find)) {}

    /// One line without its end, joined with those that it goes on in. An entry, or nothing where
    /// the line is none; the error says what is wrong with it.
    [[nodiscard]] base::Result<std::optional<codec::ManifestEntry>> parse(std::string_view line);

    /// Of the lines so far.
    [[nodiscard]] const MtreeRemarks& remarks() const { return remarks_; }
    /// Whether any of them names an owner instead of giving the number.
    [[nodiscard]] bool has_names() const { return owners_.are_used(); }

private:
    struct Setting {
        MtreeKeyword keyword;
        std::string_view value;
    };

    /// Puts those of a line that matter into `keywords_`. False where no word can be a keyword at
    /// all.
    bool read_keywords(std::string_view rest);
    /// Adds the defaults for what the line does not say.
    void add_defaults();
    void set_defaults();
    void unset_defaults();
    [[nodiscard]] base::Result<std::optional<std::string>> path_of(std::string_view name,
                                                                   bool is_directory);

    [[nodiscard]] base::Result<void> set(const Setting& setting, codec::ManifestEntry& entry);

    MtreeRemarks remarks_;
    OwnerNames owners_;
    std::map<MtreeKeyword, std::string> defaults_; ///< from /set
    std::vector<Setting> keywords_;                ///< of the line; kept for its memory
    std::string directory_; ///< where names without a slash are; empty: the root
};

} // namespace permap::scanner
