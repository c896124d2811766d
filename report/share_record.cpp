// SPDX-License-Identifier: Apache-2.0
#include "report/share_record.hpp"

#include "base/numbers.hpp"
#include "base/quote.hpp"
#include "report/text_sections.hpp"

#include <fmt/format.h>

namespace permap::report {
namespace {

using scanner::CreateMode;
using scanner::FoundShare;

void set_name_or_null(Json& fields, const std::string& key, const std::string& text) {
    if (text.empty()) {
        fields[key] = nullptr;
    } else {
        set_name(fields, key, text);
    }
}

void set_mode(Json& fields, const std::string& key, const CreateMode& mode) {
    fields[key] = mode.value ? Json(base::mode_text(*mode.value)) : Json(nullptr);
    set_name_or_null(fields, key + "_text", mode.text);
    fields[key + "_ignored"] = mode.is_ignored;
}

Json fields_of(const FoundShare& share, const ShareVerdict& verdict) {
    Json fields = {{"origin", to_text(share.origin)}, {"protocol", to_text(share.protocol)}};
    set_name(fields, "where", share.where);
    set_name_or_null(fields, "guest", share.guest);
    set_name_or_null(fields, "tag", share.tag);
    set_name_or_null(fields, "path", share.path);
    set_name_or_null(fields, "mount_point", share.mount_point);
    set_name_or_null(fields, "model", share.model);
    set_name_or_null(fields, "user", share.user);
    fields["uid"] = share.uid ? Json(*share.uid) : Json(nullptr);
    fields["gid"] = share.gid ? Json(*share.gid) : Json(nullptr);
    set_mode(fields, "fmode", share.file_mode);
    set_mode(fields, "dmode", share.directory_mode);
    set_name_or_null(fields, "multidevs", share.multidevs);
    fields["read_only"] = share.is_read_only;
    set_name_or_null(fields, "access", share.access);
    fields["posix_acl"] = share.has_posix_acl;
    fields["rules"] = verdict.rules;
    fields["advice"] = Json::array();
    for (const std::string& advice : verdict.advice) {
        fields["advice"].push_back(base::to_utf8(advice));
    }
    set_name_or_null(fields, "snippet", verdict.snippet);
    return fields;
}

std::string share_line(std::string_view key, const std::string& value) {
    return value.empty() ? std::string() : fmt::format("  {:<10} {}\n", key, value);
}

std::string mode_note(std::string_view key, const CreateMode& mode) {
    if (mode.text.empty()) {
        return {};
    }
    return fmt::format(", {} {}{}", key,
                       mode.value ? base::mode_text(*mode.value) : base::escape(mode.text),
                       mode.is_ignored ? " (ignored)" : "");
}

std::string user_text(const FoundShare& share) {
    const std::string user = base::escape(share.user);
    return share.uid && user != std::to_string(*share.uid)
               ? fmt::format("{} ({})", user, *share.uid)
               : user;
}

std::string text_of(const FoundShare& share, const ShareVerdict& verdict) {
    const std::string name = share.path.empty() ? share.mount_point : share.path;
    std::string title = base::quote(name);
    title += share.tag.empty() ? "" : fmt::format(", tag {}", base::escape(share.tag));
    title += share.guest.empty() ? "" : fmt::format(", guest {}", base::escape(share.guest));
    std::string how = fmt::format("{}{}{}", to_text(share.protocol),
                                  share.model.empty() ? "" : ", " + share.model,
                                  share.is_read_only ? ", read-only" : "");
    how = base::escape(how) + mode_note("fmode", share.file_mode) +
          mode_note("dmode", share.directory_mode);
    how += share.multidevs.empty() ? "" : ", multidevs " + base::escape(share.multidevs);
    how += share.access.empty() ? "" : ", access " + base::escape(share.access);
    how += share.has_posix_acl ? ", posixacl" : "";
    std::string text = title + "\n" + share_line("found in", base::escape(share.where)) +
                       share_line("served as", how) + share_line("by", user_text(share));
    for (std::size_t at = 0; at < verdict.advice.size(); ++at) {
        text += share_line(at == 0 ? "advice" : "",
                           wrap(fmt::format("{}: {}", verdict.rules[at], verdict.advice[at]), 13));
    }
    return text + "\n";
}

} // namespace

Record share_record(const FoundShare& share, const ShareVerdict& verdict) {
    return {.type = "share", .fields = fields_of(share, verdict), .text = text_of(share, verdict)};
}

} // namespace permap::report
