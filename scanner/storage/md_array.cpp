// SPDX-License-Identifier: Apache-2.0
#include "scanner/storage/md_array.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <sstream>

#include <fmt/format.h>

namespace permap::scanner {
namespace {

constexpr std::array<std::string_view, 5> kActions = {"resync", "recovery", "reshape", "check",
                                                      "repair"};

/// The number that a text begins with; 0 where there is none.
unsigned leading_number(std::string_view text) {
    unsigned number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// "sdb1[2](W)(S)": a device, its number and its flags.
bool add_member(const std::string& word, MdArray& array) {
    const std::size_t bracket = word.find('[');
    if (bracket == std::string::npos || bracket == 0) {
        return false;
    }
    const std::string_view flags = std::string_view(word).substr(bracket);
    array.members.push_back({.name = word.substr(0, bracket),
                             .is_faulty = flags.find("(F)") != std::string_view::npos,
                             .is_spare = flags.find("(S)") != std::string_view::npos});
    return true;
}

/// "md0 : active (auto-read-only) raid1 sdb1[1] sda1[0]", behind the colon.
void read_first_line(std::istringstream& words, MdArray& array) {
    std::string word;
    words >> word;
    array.is_running = word != "inactive";
    array.is_broken = word == "broken";
    while (words >> word) {
        if (word == "(read-only)") {
            array.access = MdAccess::read_only;
        } else if (word == "(auto-read-only)") {
            array.access = MdAccess::until_written;
        } else if (!add_member(word, array) && array.is_running && array.level.empty()) {
            array.level = word;
        }
    }
}

/// "[4/3]" and "[UU_U]"; the bar of a progress line is neither.
void read_places(const std::string& word, MdArray& array) {
    const std::string_view inner = std::string_view(word).substr(1, word.size() - 2);
    const std::size_t slash = inner.find('/');
    if (slash != std::string_view::npos) {
        array.wanted = leading_number(inner);
        array.in_sync = leading_number(inner.substr(slash + 1));
    } else if (!inner.empty() && inner.find_first_not_of("U_") == std::string_view::npos) {
        array.map = inner;
    }
}

/// "recovery = 12.6% (37043392/292945152) finish=..." or "resync=PENDING"; `rest` follows `word`.
bool read_action(const std::string& word, std::istringstream& rest, MdArray& array) {
    const std::string name = word.substr(0, word.find('='));
    if (std::ranges::find(kActions, name) == kActions.end()) {
        return false;
    }
    std::string value = word.size() > name.size() ? word.substr(name.size() + 1) : "";
    while (value.empty() || value == "=") { // the kernel pads the number: "check =  7.1%"
        if (!(rest >> value)) {
            break;
        }
    }
    array.action = name;
    std::ranges::transform(value, value.begin(), [](unsigned char letter) {
        return static_cast<char>(letter >= 'A' && letter <= 'Z' ? letter + ('a' - 'A') : letter);
    });
    array.progress = value;
    return true;
}

void read_further_line(const std::string& line, MdArray& array) {
    std::istringstream words(line);
    for (std::string word; words >> word;) {
        if (word == "bitmap:" || read_action(word, words, array)) {
            return; // what follows looks like places and is none
        }
        if (word.size() > 2 && word.front() == '[' && word.back() == ']') {
            read_places(word, array);
        }
    }
}

std::string read_or_empty(const HostFiles& files, const std::string& path) {
    return files.read(path).value_or(std::string());
}

void read_state(const std::string& state, MdArray& array) {
    if (state.empty()) {
        return;
    }
    array.is_running = state != "inactive" && state != "clear";
    array.is_broken = state == "broken";
    array.access = state == "readonly"    ? MdAccess::read_only
                   : state == "read-auto" ? MdAccess::until_written
                                          : MdAccess::read_write;
}

/// sync_action has "recover" for what mdstat calls recovery, and states that are no action.
void read_sync_action(const std::string& directory, const HostFiles& files, MdArray& array) {
    const std::string action = read_or_empty(files, directory + "/md/sync_action");
    if (action.empty()) {
        return;
    }
    const std::string name = action == "recover" ? "recovery" : action;
    const bool is_action = std::ranges::find(kActions, name) != kActions.end();
    const bool waits = array.progress == "pending" || array.progress == "delayed";
    if (!is_action && waits) {
        return; // one that has not begun is "idle" in sysfs
    }
    if (!is_action || name != array.action) {
        array.progress.clear();
    }
    array.action = is_action ? name : std::string();
    if (!array.progress.empty() || array.action.empty()) {
        return;
    }
    std::istringstream completed(read_or_empty(files, directory + "/md/sync_completed"));
    double done = 0;
    double all = 0;
    char slash = ' ';
    if (completed >> done >> slash >> all && all > 0) { // "1024 / 4096" in sectors, or a word
        array.progress = fmt::format("{:.1f}%", 100 * done / all);
    }
}

/// The directories "dev-NAME"; their `state` is a list of words.
void read_members(const std::string& directory, const HostFiles& files, MdArray& array) {
    constexpr std::string_view kPrefix = "dev-";
    std::vector<MdMember> members;
    for (const std::string& entry : files.list(directory + "/md")) {
        if (!entry.starts_with(kPrefix)) {
            continue;
        }
        const std::string state =
            read_or_empty(files, fmt::format("{}/md/{}/state", directory, entry));
        members.push_back({.name = entry.substr(kPrefix.size()),
                           .is_faulty = state.find("faulty") != std::string::npos,
                           .is_spare = state.find("spare") != std::string::npos});
    }
    if (!members.empty()) {
        array.members = std::move(members);
    }
}

std::string degraded_text(const MdArray& array) {
    std::string text =
        fmt::format("degraded: {} of {} devices in sync", array.in_sync, array.wanted);
    text += array.map.empty() ? "" : fmt::format(" [{}]", array.map);
    std::string failed;
    for (const MdMember& member : array.members) {
        if (member.is_faulty) {
            failed += (failed.empty() ? "" : " ") + member.name;
        }
    }
    return failed.empty() ? text : text + ", failed: " + failed;
}

} // namespace

const char* to_text(MdAccess access) {
    switch (access) {
    case MdAccess::read_write:
        return "read-write";
    case MdAccess::until_written:
        return "read-only until written";
    case MdAccess::read_only:
        break;
    }
    return "read-only";
}

std::vector<MdArray> parse_mdstat(std::string_view text) {
    std::vector<MdArray> arrays;
    std::istringstream lines{std::string(text)};
    bool is_in_array = false;
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string name;
        std::string colon;
        const bool is_indented = line.empty() || line.front() == ' ' || line.front() == '\t';
        if (is_indented) {
            if (is_in_array) {
                read_further_line(line, arrays.back());
            }
            continue;
        }
        words >> name >> colon;
        is_in_array = colon == ":" && name != "Personalities";
        if (is_in_array) {
            arrays.push_back({.name = name});
            read_first_line(words, arrays.back());
        }
    }
    return arrays;
}

MdArray read_md_array(const std::string& name, const std::string& directory, const HostFiles& files,
                      const std::vector<MdArray>& mdstat) {
    const auto at = std::ranges::find(mdstat, name, &MdArray::name);
    MdArray array = at == mdstat.end() ? MdArray{.name = name} : *at;
    if (const auto level = files.read(directory + "/md/level"); level && !level->empty()) {
        array.level = *level;
    }
    read_state(read_or_empty(files, directory + "/md/array_state"), array);
    if (const auto degraded = files.read(directory + "/md/degraded")) { // only with redundancy
        const unsigned missing = leading_number(*degraded);
        array.wanted = leading_number(read_or_empty(files, directory + "/md/raid_disks"));
        array.in_sync = array.wanted - std::min(missing, array.wanted);
        if (std::ranges::count(array.map, 'U') != static_cast<std::ptrdiff_t>(array.in_sync)) {
            array.map.clear(); // read before something changed
        }
    }
    read_sync_action(directory, files, array);
    read_members(directory, files, array);
    return array;
}

std::vector<std::string> troubles_of(const MdArray& array) {
    std::vector<std::string> troubles;
    if (!array.is_running) {
        troubles.emplace_back("not running");
    }
    if (array.is_broken) {
        troubles.emplace_back("broken: more has failed than it can bear");
    }
    if (array.in_sync < array.wanted) {
        troubles.push_back(degraded_text(array));
    }
    const bool only_looks = array.action == "check";
    if (!array.action.empty() && !only_looks) {
        const std::string progress = array.progress.empty() ? "" : " " + array.progress;
        troubles.push_back(array.action + progress);
    }
    if (array.access == MdAccess::read_only) {
        troubles.emplace_back("read-only");
    }
    return troubles;
}

} // namespace permap::scanner
