// SPDX-License-Identifier: Apache-2.0
#include "scanner/baseline/mtree_parser.hpp"

#include "base/numbers.hpp"
#include "base/quote.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>
#include <sys/sysmacros.h>

namespace permap::scanner {
namespace {

using codec::Kind;
using codec::ManifestEntry;
using codec::ManifestField;

struct Word {
    std::string_view text;
    Kind kind;
};

constexpr std::array kTypes = {
    Word{"file", Kind::file},          Word{"dir", Kind::directory}, Word{"link", Kind::symlink},
    Word{"char", Kind::char_device},   Word{"fifo", Kind::fifo},     Word{"socket", Kind::socket},
    Word{"block", Kind::block_device},
};

/// Those that stand without a value.
constexpr std::array<std::string_view, 3> kFlagWords = {"ignore", "nochange", "optional"};

bool is_space(char letter) {
    return letter == ' ' || letter == '\t' || letter == '\r';
}

/// The next word, which is taken off.
std::string_view take_word(std::string_view& rest) {
    std::size_t begin = 0;
    while (begin < rest.size() && is_space(rest[begin])) {
        ++begin;
    }
    std::size_t end = begin;
    while (end < rest.size() && !is_space(rest[end])) {
        ++end;
    }
    const std::string_view word = rest.substr(begin, end - begin);
    rest.remove_prefix(end);
    return word;
}

template <typename Number>
std::optional<Number> number_of(std::string_view text, int base = 10) {
    Number number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    const bool is_whole = error == std::errc() && end == text.data() + text.size();
    return is_whole ? std::optional(number) : std::nullopt;
}

/// `8:1` as "native,8,1" or "linux,8,1", or the number itself, which NetBSD writes as hex.
std::optional<std::uint64_t> device_of(std::string_view text) {
    const std::size_t first = text.find(',');
    if (first == std::string_view::npos) {
        const bool is_hex = text.starts_with("0x");
        return number_of<std::uint64_t>(is_hex ? text.substr(2) : text, is_hex ? 16 : 10);
    }
    const std::size_t second = text.find(',', first + 1);
    if (second == std::string_view::npos) {
        return std::nullopt;
    }
    const auto major = number_of<unsigned>(text.substr(first + 1, second - first - 1));
    const auto minor = number_of<unsigned>(text.substr(second + 1));
    return major && minor ? std::optional<std::uint64_t>(makedev(*major, *minor)) : std::nullopt;
}

tl::unexpected<base::Error> bad_value(std::string_view keyword, std::string_view value) {
    return base::fail_because(fmt::format("cannot read {} {}", keyword, base::quote_short(value)));
}

/// These say whether the value can be read.
template <typename Number>
bool set_number(std::string_view value, Number& into) {
    const std::optional<Number> number = number_of<Number>(value);
    into = number.value_or(into);
    return number.has_value();
}

bool set_type(std::string_view value, ManifestEntry& entry) {
    const auto* const word = std::ranges::find(kTypes, value, &Word::text);
    if (word == kTypes.end()) {
        return false;
    }
    entry.kind = word->kind;
    return true;
}

bool set_mode(std::string_view value, ManifestEntry& entry) {
    const base::Result<std::uint32_t> mode = base::parse_mode(value, codec::kPermissionBits);
    entry.mode = mode.value_or(0);
    return mode.has_value();
}

bool set_link(std::string_view value, ManifestEntry& entry) {
    const std::optional<std::string> target = unvis(value);
    entry.link = target.value_or(std::string());
    return target.has_value();
}

bool set_device(std::string_view value, ManifestEntry& entry) {
    const std::optional<std::uint64_t> device = device_of(value);
    entry.rdev = device.value_or(0);
    return device.has_value();
}

bool set_keyword(MtreeKeyword keyword, std::string_view value, ManifestEntry& entry) {
    switch (keyword) {
    case MtreeKeyword::all:
    case MtreeKeyword::gname: // names are looked up elsewhere
    case MtreeKeyword::uname:
        return true;
    case MtreeKeyword::device:
        entry.known.add(ManifestField::rdev);
        return set_device(value, entry);
    case MtreeKeyword::gid:
        entry.known.add(ManifestField::gid);
        return set_number(value, entry.gid);
    case MtreeKeyword::inode:
        entry.known.add(ManifestField::inode);
        return set_number(value, entry.identity.inode);
    case MtreeKeyword::link:
        entry.known.add(ManifestField::link);
        return set_link(value, entry);
    case MtreeKeyword::mode:
        entry.known.add(ManifestField::mode);
        return set_mode(value, entry);
    case MtreeKeyword::nlink:
        entry.known.add(ManifestField::nlink);
        return set_number(value, entry.nlink);
    case MtreeKeyword::optional:
        entry.is_optional = true;
        return true;
    case MtreeKeyword::type:
        entry.known.add(ManifestField::kind);
        return set_type(value, entry);
    case MtreeKeyword::uid:
        entry.known.add(ManifestField::uid);
        return set_number(value, entry.uid);
    }
    return true;
}

/// What a kind cannot have is not compared: defaults are for all kinds alike.
void drop_what_does_not_apply(ManifestEntry& entry) {
    if (!codec::is_device(entry.kind)) {
        entry.known.remove(ManifestField::rdev);
        entry.rdev = 0;
    }
    if (entry.kind != Kind::symlink) {
        entry.known.remove(ManifestField::link);
        entry.link.clear();
    }
    if (entry.kind == Kind::directory || !entry.known.has(ManifestField::kind)) {
        entry.known.remove(ManifestField::nlink);
        entry.nlink = 0;
    }
}

/// The comments that report/mtree writes, but for those about ACLs.
void read_remark(std::string_view line, MtreeRemarks& remarks) {
    constexpr std::string_view kHeader = "# permap ";
    constexpr std::string_view kModel = ", model ";
    constexpr std::string_view kView = ", the ";
    constexpr std::string_view kHeaderEnd = "'s view";
    if (line.starts_with(kHeader) && line.ends_with(kHeaderEnd)) {
        const std::size_t model = line.find(kModel);
        const std::size_t view = line.rfind(kView);
        if (model == std::string_view::npos || view == std::string_view::npos || view < model) {
            return;
        }
        const std::size_t model_begin = model + kModel.size();
        const std::size_t view_begin = view + kView.size();
        remarks.is_snapshot = true;
        remarks.model = line.substr(model_begin, view - model_begin);
        remarks.view = line.substr(view_begin, line.size() - view_begin - kHeaderEnd.size());
    } else if (line.starts_with("# problem: ")) {
        ++remarks.problems;
    } else if (line.ends_with(" entries") || line.ends_with(" entry")) {
        const std::string_view count = line.substr(0, line.rfind(' '));
        if (count.starts_with("# ")) {
            const auto entries = number_of<std::uint64_t>(count.substr(2));
            remarks.entries = entries ? entries : remarks.entries;
        }
    }
}

} // namespace

bool MtreeParser::read_keywords(std::string_view rest) {
    bool is_any = false;
    for (std::string_view word = take_word(rest); !word.empty(); word = take_word(rest)) {
        const std::size_t equals = word.find('=');
        const bool has_value = equals != std::string_view::npos;
        is_any = is_any || (has_value && equals > 0) || std::ranges::count(kFlagWords, word) > 0;
        const std::optional<MtreeKeyword> keyword = parse_mtree_keyword(word.substr(0, equals));
        if (!keyword) {
            continue;
        }
        const std::string_view value = has_value ? word.substr(equals + 1) : std::string_view();
        const auto same = std::ranges::find_if(
            keywords_, [&](const Setting& said) { return about(said.keyword) == about(*keyword); });
        if (same == keywords_.end()) {
            keywords_.push_back({*keyword, value});
        } else if (!is_owner_name(*keyword) || is_owner_name(same->keyword)) {
            *same = {*keyword, value}; // the number counts where there is a name, too
        }
    }
    return is_any;
}

base::Result<void> MtreeParser::set(const Setting& setting, ManifestEntry& entry) {
    const auto& [keyword, value] = setting;
    if (keyword == MtreeKeyword::uname) {
        return owners_.set_user(value, entry);
    }
    if (keyword == MtreeKeyword::gname) {
        return owners_.set_group(value, entry);
    }
    return set_keyword(keyword, value, entry) ? base::Result<void>()
                                              : bad_value(to_text(keyword), value);
}

void MtreeParser::add_defaults() {
    for (const auto& [keyword, value] : defaults_) {
        const bool is_said = std::ranges::any_of(
            keywords_, [&](const Setting& said) { return about(said.keyword) == about(keyword); });
        if (!is_said) {
            keywords_.push_back({keyword, value});
        }
    }
}

void MtreeParser::set_defaults() {
    for (const Setting& setting : keywords_) {
        std::erase_if(defaults_, [&](const auto& said) {
            return about(said.first) == about(setting.keyword);
        });
        defaults_.insert_or_assign(setting.keyword, std::string(setting.value));
    }
}

void MtreeParser::unset_defaults() {
    for (const Setting& setting : keywords_) {
        if (setting.keyword == MtreeKeyword::all) {
            defaults_.clear();
        } else {
            defaults_.erase(setting.keyword);
        }
    }
}

base::Result<std::optional<ManifestEntry>> MtreeParser::parse(std::string_view line) {
    std::string_view rest = line;
    const std::string_view name = take_word(rest);
    if (name.empty() || name.starts_with('#')) {
        read_remark(line, remarks_);
        return std::optional<ManifestEntry>();
    }
    keywords_.clear();
    const bool has_keywords = read_keywords(rest);
    if (name == "/set") {
        set_defaults();
        return std::optional<ManifestEntry>();
    }
    if (name == "/unset") {
        unset_defaults();
        return std::optional<ManifestEntry>();
    }
    // A list of anything else would pass for entries of which nothing is known.
    if (!has_keywords && defaults_.empty() && name != "..") {
        return base::fail_because("no line of mtree(5): it has no keyword");
    }
    if (!name.starts_with('/')) {
        add_defaults();
    }
    ManifestEntry entry;
    for (const Setting& setting : keywords_) {
        PERMAP_TRY(set(setting, entry));
    }
    drop_what_does_not_apply(entry);
    PERMAP_TRY_ASSIGN(std::optional<std::string> path,
                      path_of(name, entry.kind == Kind::directory));
    if (!path) {
        return std::optional<ManifestEntry>();
    }
    entry.path = std::move(*path);
    if (remarks_.is_snapshot && entry.known.has(ManifestField::mode)) {
        entry.known.add(ManifestField::stat_mode);
    }
    return std::optional(std::move(entry));
}

/// Nothing for "..", which goes up.
base::Result<std::optional<std::string>> MtreeParser::path_of(std::string_view name,
                                                              bool is_directory) {
    if (name == "..") {
        const std::size_t slash = directory_.rfind('/');
        directory_.resize(slash == std::string::npos ? 0 : slash);
        return std::optional<std::string>();
    }
    std::optional<std::string> path = unvis(name);
    if (!path || path->find('\0') != std::string::npos) {
        return bad_value("the name", name);
    }
    if (*path == "." || *path == "./") {
        directory_.clear();
        return std::optional<std::string>(".");
    }
    if (name.find('/') != std::string_view::npos) { // whole paths: what is around them is no matter
        const std::size_t begin = path->find_first_not_of("/");
        path->erase(0, path->starts_with("./") ? 2 : begin);
        while (path->ends_with('/')) {
            path->pop_back();
        }
        return path->empty() ? std::optional<std::string>(".") : path;
    }
    std::string whole = directory_.empty() ? *path : directory_ + "/" + *path;
    if (is_directory) {
        directory_ = whole;
    }
    return std::optional(std::move(whole));
}

} // namespace permap::scanner
