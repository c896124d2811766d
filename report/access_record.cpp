// SPDX-License-Identifier: Apache-2.0
#include "report/access_record.hpp"

#include "base/numbers.hpp"
#include "base/quote.hpp"
#include "report/text_sections.hpp"

#include <fmt/format.h>

namespace permap::report {
namespace {

using scanner::Obstacle;

std::string who_text(const codec::Credentials& who) {
    return fmt::format("uid {}{}", who.uid,
                       who.groups.empty()
                           ? std::string()
                           : fmt::format(" (groups {})", fmt::join(who.groups, ", ")));
}

std::string access_line(std::string_view label, std::string_view text) {
    return fmt::format("    {:<6}{}\n", label, wrap(text, 10));
}

Json credentials_of(const codec::Credentials& who) {
    return {{"uid", who.uid}, {"groups", who.groups}};
}

std::string letters(std::uint32_t bits) {
    std::string text;
    text += (bits & codec::kMayRead) != 0 ? "r" : "";
    text += (bits & codec::kMayWrite) != 0 ? "w" : "";
    text += (bits & codec::kMayExecute) != 0 ? "x" : "";
    return text;
}

Json to_json(const Obstacle& obstacle, const codec::Credentials& who) {
    Json record = Json::object();
    set_name(record, "path", obstacle.step->path);
    record["mode"] = base::mode_text(obstacle.step->object.mode);
    record["uid"] = obstacle.step->object.uid;
    record["gid"] = obstacle.step->object.gid;
    record["missing"] = letters(obstacle.judgement.missing);
    record["masked"] = obstacle.judgement.is_masked;
    record["why"] = scanner::decider_text(obstacle);
    record["command"] = scanner::smallest_command(obstacle, who);
    return record;
}

Json to_json(const std::vector<Obstacle>& obstacles, const codec::Credentials& who) {
    Json list = Json::array();
    for (const Obstacle& obstacle : obstacles) {
        list.push_back(to_json(obstacle, who));
    }
    return list;
}

/// Each command is on a line of its own, whole, so that it can be copied.
std::string obstacles_text(const std::vector<Obstacle>& obstacles, const codec::Credentials& who) {
    std::string text;
    for (const Obstacle& obstacle : obstacles) {
        text += access_line("no", scanner::obstacle_text(obstacle, who));
        text += fmt::format("    {:<6}{}\n", "fix", scanner::smallest_command(obstacle, who));
    }
    return text;
}

std::string abilities_text(const AccessAnswer& answer) {
    std::string text;
    for (const auto& [bit, judgement] : {std::pair(codec::kMayRead, answer.access.read),
                                         std::pair(codec::kMayWrite, answer.access.write),
                                         std::pair(codec::kMayExecute, answer.access.execute)}) {
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ",
                            scanner::permission_words(bit, answer.kind),
                            judgement.is_allowed ? "yes" : "no");
    }
    return text;
}

std::string access_text(const AccessAnswer& answer) {
    const std::string words = scanner::permission_words(answer.wanted, answer.kind);
    std::string text = fmt::format("  {} {} {} it\n", who_text(answer.who),
                                   answer.is_allowed ? "may" : "may not", words);
    if (!answer.through.empty()) {
        text += access_line("by", fmt::format("only through the mount {}, not by this path",
                                              base::quote(answer.through)));
    }
    text += obstacles_text(answer.obstacles, answer.who);
    text += access_line("alone", "the object's own permissions: " + abilities_text(answer));
    for (const std::string& note : answer.notes) {
        text += access_line("note", note);
    }
    return text + "\n";
}

std::string policy_text(const codec::GuestMount& mount) {
    switch (mount.policy) {
    case codec::AccessPolicy::client:
        return mount.enforces_acls ? "access=client,posixacl" : "access=client";
    case codec::AccessPolicy::user:
        return "access=user";
    case codec::AccessPolicy::any:
        return "access=any";
    case codec::AccessPolicy::single:
        break;
    }
    return fmt::format("access={}", mount.only_uid);
}

std::string new_owner_text(const codec::NewOwner& owner) {
    const auto id = [](const std::optional<std::uint32_t>& value, std::string_view none) {
        return value ? std::to_string(*value) : std::string(none);
    };
    return fmt::format("a new file there gets uid {}, gid {}: {}", id(owner.uid, "of QEMU's user"),
                       id(owner.gid, "of the user's own group"), owner.why);
}

std::string guest_text(const GuestAnswer& answer) {
    const codec::Kind kind = answer.steps.back().object.kind;
    const std::string words = scanner::permission_words(answer.wanted, kind);
    std::string text =
        fmt::format("  guest {} with {} in a {} share {} {} it\n", who_text(answer.who),
                    policy_text(answer.mount), answer.model->name,
                    answer.is_allowed() ? "may" : "may not", words);
    if (!codec::is_admitted(answer.mount, answer.who.uid)) {
        text += access_line(
            "no", fmt::format("the guest's kernel lets only uid {} use this mount (EPERM)",
                              answer.mount.only_uid));
    }
    text += access_line("guest",
                        "the guest's kernel decides, by the owner and mode that the share shows; "
                        "the server does not check them again");
    for (const Obstacle& obstacle : answer.obstacles) {
        text += access_line("no", scanner::obstacle_text(obstacle, answer.who));
    }
    if (kind == codec::Kind::symlink) {
        text += access_line("note", kAboutTheLink);
    }
    if (answer.root.empty()) {
        text +=
            access_line("note", "only the object itself was judged: --root DIR names the shared "
                                "directory from which the way is judged, too");
    }
    if (answer.host_user) {
        text += access_line("host",
                            fmt::format("then the host decides what QEMU ({}) may do: {}",
                                        who_text(*answer.host_user),
                                        answer.host_obstacles.empty() ? "it may" : "it may not"));
        text += obstacles_text(answer.host_obstacles, *answer.host_user);
    } else {
        text += access_line("note", "whether QEMU itself may do that on the host was not asked: "
                                    "--host-owner USER");
    }
    text += access_line("new", new_owner_text(answer.new_owner));
    return text + "\n";
}

Json id_or_null(const std::optional<std::uint32_t>& id) {
    return id ? Json(*id) : Json(nullptr);
}

} // namespace

Record access_record(const AccessAnswer& answer) {
    Json fields = {{"who", credentials_of(answer.who)},
                   {"wanted", letters(answer.wanted)},
                   {"allowed", answer.is_allowed}};
    if (answer.through.empty()) {
        fields["through"] = nullptr;
    } else {
        set_name(fields, "through", answer.through);
    }
    fields["read"] = answer.access.read.is_allowed;
    fields["write"] = answer.access.write.is_allowed;
    fields["execute"] = answer.access.execute.is_allowed;
    fields["obstacles"] = to_json(answer.obstacles, answer.who);
    fields["notes"] = answer.notes;
    return {"access", std::move(fields), access_text(answer)};
}

Record guest_access_record(const GuestAnswer& answer) {
    Json fields = {
        {"who", credentials_of(answer.who)},
        {"access", policy_text(answer.mount)},
        {"model", answer.model->name},
        {"wanted", letters(answer.wanted)},
        {"allowed", answer.is_allowed()},
        {"admitted", codec::is_admitted(answer.mount, answer.who.uid)},
        {"obstacles", to_json(answer.obstacles, answer.who)},
        {"host_asked", answer.host_user.has_value()},
        {"host_obstacles", to_json(answer.host_obstacles, answer.host_user.value_or(answer.who))},
        {"new_uid", id_or_null(answer.new_owner.uid)},
        {"new_gid", id_or_null(answer.new_owner.gid)},
        {"new_why", answer.new_owner.why}};
    return {"guest_access", std::move(fields), guest_text(answer)};
}

} // namespace permap::report
