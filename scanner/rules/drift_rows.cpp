// SPDX-License-Identifier: Apache-2.0
// The rows of rules about what differs from a baseline; scanner/drift raises them.
#include "base/quote.hpp"
#include "scanner/rules/all.hpp"

#include <array>

#include <fmt/format.h>

namespace permap::scanner {
namespace {

constexpr std::array kCwe732 = {Reference{"CWE", "732"}};
constexpr std::string_view kUpdate =
    "If it was meant: permap check PATH --baseline FILE --update. If not, look who did it and put "
    "it back.";

std::string say_difference(const Finding& finding) {
    return fmt::format("was {}, is {}", base::escape(evidence_of(finding, "was")),
                       base::escape(evidence_of(finding, "is")));
}

std::string say_old_name(const Finding& finding) {
    return fmt::format("was {}", base::quote(evidence_of(finding, "was")));
}

constexpr std::array kDriftRows = {
    Rule{.id = "mode-widened",
         .title = "mode that lets in more than the baseline",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "A bit for group or others, setuid or setgid appeared, or the sticky bit went: "
                "somebody may do what was not allowed before.",
         .fix = kUpdate,
         .references = kCwe732,
         .message = say_difference},
    Rule{.id = "type-changed",
         .title = "another kind of object than in the baseline",
         .severity_text = "high",
         .default_severity = Severity::high,
         .why = "A file that became a link or a device leads whoever opens it somewhere else.",
         .fix = kUpdate,
         .references = {},
         .message = say_difference},
    Rule{.id = "acl-changed",
         .title = "ACL that is not the baseline's",
         .severity_text = "high when an entry gives more, medium otherwise",
         .default_severity = Severity::medium,
         .why = "ls shows only the nine mode bits; entries of an ACL grant more, to users and "
                "groups by name.",
         .fix = kUpdate,
         .references = kCwe732,
         .message = say_difference},
    Rule{.id = "capability-changed",
         .title = "file capabilities that are not the baseline's",
         .severity_text = "high when gained, medium when lost",
         .default_severity = Severity::medium,
         .why = "Whoever runs the file gets a part of root's power, or the program misses what it "
                "needs.",
         .fix = kUpdate,
         .references = {},
         .message = say_difference},
    Rule{.id = "owner-changed",
         .title = "owner that is not the baseline's",
         .severity_text = "medium",
         .default_severity = Severity::medium,
         .why = "The owner may change mode, ACL and contents.",
         .fix = kUpdate,
         .references = {},
         .message = say_difference},
    Rule{.id = "group-changed",
         .title = "group that is not the baseline's",
         .severity_text = "medium",
         .default_severity = Severity::medium,
         .why = "The bits of the group mean other people now.",
         .fix = kUpdate,
         .references = {},
         .message = say_difference},
    Rule{.id = "mode-narrowed",
         .title = "mode that lets in less than the baseline",
         .severity_text = "medium",
         .default_severity = Severity::medium,
         .why = "Nobody gained anything, but somebody may have lost what is needed: a lost x or w "
                "is how services stop.",
         .fix = kUpdate,
         .references = {},
         .message = say_difference},
    Rule{.id = "rdev-changed",
         .title = "device with another number than in the baseline",
         .severity_text = "medium",
         .default_severity = Severity::medium,
         .why = "It is another disk or another piece of hardware.",
         .fix = kUpdate,
         .references = {},
         .message = say_difference},
    Rule{.id = "link-changed",
         .title = "symbolic link that leads elsewhere than in the baseline",
         .severity_text = "medium",
         .default_severity = Severity::medium,
         .why = "Whoever follows it arrives at something else.",
         .fix = kUpdate,
         .references = {},
         .message = say_difference},
    Rule{.id = "entry-added",
         .title = "entry that the baseline does not know",
         .severity_text = "low",
         .default_severity = Severity::low,
         .why = "Trees grow; what is in it is judged by the other rules.",
         .fix = kUpdate,
         .references = {},
         .message = say_title},
    Rule{.id = "entry-removed",
         .title = "entry of the baseline that is gone",
         .severity_text = "low",
         .default_severity = Severity::low,
         .why = "Trees shrink; somebody may miss it.",
         .fix = kUpdate,
         .references = {},
         .message = say_title},
    Rule{.id = "entry-renamed",
         .title = "entry that has another name than in the baseline",
         .severity_text = "low",
         .default_severity = Severity::low,
         .why = "The same inode under another name: what relies on the old one misses it.",
         .fix = kUpdate,
         .references = {},
         .message = say_old_name},
};

} // namespace

std::span<const Rule> drift_rows() {
    return kDriftRows;
}

} // namespace permap::scanner
