// SPDX-License-Identifier: Apache-2.0
#include "scanner/shares/snippet.hpp"

#include "base/numbers.hpp"
#include "base/quote.hpp"
#include "scanner/mount_table.hpp"
#include "scanner/shares/qemu_options.hpp"

#include <cctype>

#include <fmt/format.h>

namespace permap::scanner {
namespace {

bool is_mapped(const FoundShare& share) {
    return share.model.starts_with("mapped-");
}

/// The mode that was meant, "0644"; empty where none was given or it is no number.
std::string meant_mode(const CreateMode& mode) {
    if (mode.looks_octal_is_decimal) {
        const auto octal = base::parse_mode(mode.text, 0777);
        return octal ? base::mode_text(*octal) : std::string();
    }
    return mode.value ? base::mode_text(*mode.value) : std::string();
}

std::string multidevs_of(const FoundShare& share) {
    return share.multidevs == "forbid" ? "forbid" : "remap";
}

std::string xml_text(std::string_view text) {
    std::string escaped;
    for (const char byte : text) {
        switch (byte) {
        case '&':
            escaped += "&amp;";
            break;
        case '<':
            escaped += "&lt;";
            break;
        case '>':
            escaped += "&gt;";
            break;
        case '\'':
            escaped += "&apos;";
            break;
        default:
            escaped += byte;
        }
    }
    return escaped;
}

/// A name for QEMU's objects: letters, digits and a few signs, beginning with a letter
/// (id_wellformed).
std::string object_id(const FoundShare& share) {
    std::string id = "fs-";
    for (const char byte : share.tag) {
        const bool is_plain = std::isalnum(static_cast<unsigned char>(byte)) != 0 || byte == '-';
        id += is_plain ? byte : '_';
    }
    return id;
}

/// ",fmode=0644,dmode=0755" or the like with other punctuation: `before` NAME `middle` VALUE
/// `after`.
std::string modes_text(const FoundShare& share, std::string_view before, std::string_view middle,
                       std::string_view after) {
    if (!is_mapped(share)) {
        return {}; // an error at the start of QEMU
    }
    std::string text;
    for (const auto& [name, mode] : {std::pair("fmode", meant_mode(share.file_mode)),
                                     std::pair("dmode", meant_mode(share.directory_mode))}) {
        if (!mode.empty()) {
            text += fmt::format("{}{}{}{}{}", before, name, middle, mode, after);
        }
    }
    return text;
}

std::string fsdev_text(const FoundShare& share) {
    return fmt::format("local,id={},path={},security_model={}{},multidevs={}{}", object_id(share),
                       escape_qemu_value(share.path), share.model, modes_text(share, ",", "=", ""),
                       multidevs_of(share), share.is_read_only ? ",readonly=on" : "");
}

std::string device_text(const FoundShare& share) {
    return fmt::format("virtio-9p-pci,fsdev={},mount_tag={}", object_id(share),
                       escape_qemu_value(share.tag));
}

std::string qemu_text(const FoundShare& share) {
    if (share.protocol == ShareProtocol::ninep) {
        return fmt::format("-fsdev {} \\\n-device {}\n", base::shell_word(fsdev_text(share)),
                           base::shell_word(device_text(share)));
    }
    const std::string id = object_id(share);
    const std::string socket = share.socket.empty() ? "/run/" + id + ".sock" : share.socket;
    return fmt::format(
        "virtiofsd {} {}{}\n-chardev {} \\\n-device {}\n",
        base::shell_word("--socket-path=" + socket), base::shell_word("--shared-dir=" + share.path),
        share.is_read_only ? " --readonly" : "",
        base::shell_word(fmt::format("socket,id={},path={}", id, escape_qemu_value(socket))),
        base::shell_word(
            fmt::format("vhost-user-fs-pci,chardev={},tag={}", id, escape_qemu_value(share.tag))));
}

/// libvirt has no word for mapped-file: QEMU's arguments are handed through.
std::string handed_through_text(const FoundShare& share) {
    return fmt::format(
        "<qemu:commandline xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>\n"
        "  <qemu:arg value='-fsdev'/>\n  <qemu:arg value='{}'/>\n"
        "  <qemu:arg value='-device'/>\n  <qemu:arg value='{}'/>\n"
        "</qemu:commandline>\n",
        xml_text(fsdev_text(share)), xml_text(device_text(share)));
}

std::string access_mode(const std::string& model) {
    if (model == "none") {
        return "squash";
    }
    return model == "mapped-xattr" ? "mapped" : model;
}

std::string libvirt_text(const FoundShare& share) {
    if (share.model == "mapped-file") {
        return handed_through_text(share);
    }
    const bool is_9p = share.protocol == ShareProtocol::ninep;
    std::string text =
        fmt::format("<filesystem type='mount' accessmode='{}'{}{}>\n", access_mode(share.model),
                    modes_text(share, " ", "='", "'"),
                    is_9p ? fmt::format(" multidevs='{}'", multidevs_of(share)) : "");
    text += is_9p ? "" : "  <driver type='virtiofs'/>\n";
    text += fmt::format("  <source dir='{}'/>\n  <target dir='{}'/>\n", xml_text(share.path),
                        xml_text(share.tag));
    text += share.is_read_only ? "  <readonly/>\n" : "";
    return text + "</filesystem>\n";
}

std::string fstab_text(const FoundShare& share) {
    const std::string point = share.mount_point.empty() ? "/mnt/" + share.tag : share.mount_point;
    const bool is_9p = share.protocol == ShareProtocol::ninep;
    std::string options =
        is_9p ? "trans=virtio,version=9p2000.L,access=client" : std::string("defaults");
    options += is_9p && share.has_posix_acl && share.model != "none" ? ",posixacl" : "";
    options += share.is_read_only ? ",ro" : "";
    return fmt::format("{} {} {} {} 0 0\n", fstab_word(share.tag), fstab_word(point),
                       to_text(share.protocol), options);
}

} // namespace

std::optional<SnippetForm> parse_snippet_form(std::string_view text) {
    if (text == "libvirt") {
        return SnippetForm::libvirt;
    }
    if (text == "qemu") {
        return SnippetForm::qemu;
    }
    return text == "fstab" ? std::optional(SnippetForm::fstab) : std::nullopt;
}

std::string write_snippet(const FoundShare& share, SnippetForm form) {
    if (share.tag.empty() ||
        (form != SnippetForm::fstab && (share.path.empty() || share.model.empty()))) {
        return {};
    }
    switch (form) {
    case SnippetForm::libvirt: // XML has no way to write a control character
        return base::is_harmless_on_screen(share.path + share.tag) ? libvirt_text(share)
                                                                   : std::string();
    case SnippetForm::qemu:
        return qemu_text(share);
    case SnippetForm::fstab:
        return fstab_text(share);
    }
    return {};
}

} // namespace permap::scanner
