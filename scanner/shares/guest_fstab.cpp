// SPDX-License-Identifier: Apache-2.0
#include "scanner/shares/guest_fstab.hpp"

#include "base/quote.hpp"
#include "scanner/shares/qemu_options.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace permap::scanner {
namespace {

constexpr std::string_view kFieldBlanks = " \t\r";

/// fstab writes blanks and backslashes in names as \ooo.
std::string unescape(std::string_view text) {
    std::string name;
    const auto is_octal = [&](std::size_t at) {
        return at < text.size() && text[at] >= '0' && text[at] <= '7';
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\\' && is_octal(at + 1) && is_octal(at + 2) && is_octal(at + 3)) {
            name += static_cast<char>((text[at + 1] - '0') * 64 + (text[at + 2] - '0') * 8 +
                                      (text[at + 3] - '0'));
            at += 3;
        } else {
            name += text[at];
        }
    }
    return name;
}

std::vector<std::string> split_fields(std::string_view line) {
    std::vector<std::string> fields;
    while (true) {
        line.remove_prefix(std::min(line.size(), line.find_first_not_of(kFieldBlanks)));
        if (line.empty() || line.starts_with('#')) {
            return fields;
        }
        const std::string_view field = line.substr(0, line.find_first_of(kFieldBlanks));
        fields.push_back(unescape(field));
        line.remove_prefix(field.size());
    }
}

/// Mount options by name; a word alone has an empty value. The last one counts.
QemuOptions split_options(std::string_view text) {
    QemuOptions options;
    while (!text.empty()) {
        const std::string_view item = text.substr(0, text.find(','));
        text.remove_prefix(std::min(text.size(), item.size() + 1));
        const std::string_view name = item.substr(0, item.find('='));
        options.insert_or_assign(std::string(name),
                                 std::string(item.substr(std::min(item.size(), name.size() + 1))));
    }
    return options;
}

/// What the 9p client takes for access= (fs/9p/v9fs.c).
bool is_access(std::string_view text) {
    return text.empty() || text == "user" || text == "any" || text == "client" ||
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

} // namespace

ParsedShares parse_guest_fstab(std::string_view text, const FoundShare& prototype) {
    ParsedShares parsed;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        const std::vector<std::string> fields = split_fields(line);
        if (fields.size() < 3 || (fields[2] != "9p" && fields[2] != "virtiofs")) {
            continue;
        }
        const QemuOptions options = split_options(fields.size() > 3 ? fields[3] : "");
        const std::string transport = option_of(options, "trans");
        if (!transport.empty() && transport != "virtio") {
            continue;
        }
        FoundShare share = prototype;
        share.protocol = fields[2] == "9p" ? ShareProtocol::ninep : ShareProtocol::virtiofs;
        share.tag = fields[0];
        share.mount_point = fields[1];
        share.is_read_only = options.contains("ro");
        share.access = option_of(options, "access");
        share.has_posix_acl = options.contains("posixacl");
        if (!is_access(share.access)) {
            parsed.mistakes.push_back(
                base::fail_because(fmt::format("line {}: access={}: want client, user, any or a "
                                               "uid",
                                               number, base::escape(share.access)),
                                   prototype.where)
                    .value());
            share.access.clear();
        }
        parsed.shares.push_back(std::move(share));
    }
    return parsed;
}

} // namespace permap::scanner
