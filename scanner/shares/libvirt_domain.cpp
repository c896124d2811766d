// SPDX-License-Identifier: Apache-2.0
#include "scanner/shares/libvirt_domain.hpp"

#include "base/numbers.hpp"
#include "base/quote.hpp"
#include "scanner/shares/qemu_command.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <pugixml.hpp>

namespace permap::scanner {
namespace {

class DomainReader {
public:
    DomainReader(std::string_view xml, const FoundShare& prototype)
        : xml_(xml), prototype_(prototype) {}

    ParsedShares read();

private:
    void read_domain(const pugi::xml_node& domain);
    void read_user(const pugi::xml_node& domain);
    void read_filesystem(const pugi::xml_node& filesystem);
    void read_command_line(const pugi::xml_node& command_line);
    [[nodiscard]] CreateMode read_mode(const pugi::xml_node& filesystem, const char* name);
    [[nodiscard]] std::string read_model(const pugi::xml_node& filesystem);
    void complain(std::ptrdiff_t offset, const std::string& what);

    std::string_view xml_;
    FoundShare prototype_;
    ParsedShares parsed_;
};

void DomainReader::complain(std::ptrdiff_t offset, const std::string& what) {
    const auto end =
        std::min(xml_.size(), static_cast<std::size_t>(std::max<std::ptrdiff_t>(offset, 0)));
    const auto line = 1 + std::ranges::count(xml_.substr(0, end), '\n');
    parsed_.mistakes.push_back(
        base::fail_because(fmt::format("line {}: {}", line, what), prototype_.where).value());
}

CreateMode DomainReader::read_mode(const pugi::xml_node& filesystem, const char* name) {
    CreateMode mode = {.text = filesystem.attribute(name).value()};
    if (mode.text.empty()) {
        return mode;
    }
    const base::Result<std::uint32_t> value = base::parse_mode(mode.text, 0777);
    if (value) {
        mode.value = *value;
    } else {
        complain(filesystem.offset_debug(),
                 fmt::format("{} {} is no octal mode", name, base::quote(mode.text)));
    }
    return mode;
}

std::string DomainReader::read_model(const pugi::xml_node& filesystem) {
    const std::string mode = filesystem.attribute("accessmode").as_string("passthrough");
    if (mode == "squash") {
        return "none";
    }
    if (mode != "passthrough" && mode != "mapped") {
        complain(filesystem.offset_debug(), fmt::format("accessmode {}: want passthrough, mapped "
                                                        "or squash",
                                                        base::quote(mode)));
        return {};
    }
    return read_qemu_model(mode);
}

void DomainReader::read_filesystem(const pugi::xml_node& filesystem) {
    if (std::string_view(filesystem.attribute("type").as_string("mount")) != "mount") {
        return; // a template, a block device: only containers have those
    }
    FoundShare share = prototype_;
    const std::string_view driver = filesystem.child("driver").attribute("type").value();
    share.protocol = driver == "virtiofs" ? ShareProtocol::virtiofs : ShareProtocol::ninep;
    share.path = filesystem.child("source").attribute("dir").value();
    share.socket = filesystem.child("source").attribute("socket").value();
    share.tag = filesystem.child("target").attribute("dir").value();
    share.is_read_only = static_cast<bool>(filesystem.child("readonly"));
    share.model = read_model(filesystem);
    share.file_mode = read_mode(filesystem, "fmode");
    share.directory_mode = read_mode(filesystem, "dmode");
    const std::string multidevs = filesystem.attribute("multidevs").value();
    share.multidevs = multidevs == "default" ? std::string() : multidevs;
    parsed_.shares.push_back(std::move(share));
}

void DomainReader::read_user(const pugi::xml_node& domain) {
    for (const pugi::xml_node& label : domain.children("seclabel")) {
        if (std::string_view(label.attribute("model").value()) == "dac" && label.child("label")) {
            prototype_.user = label.child("label").child_value();
        }
    }
}

void DomainReader::read_command_line(const pugi::xml_node& command_line) {
    std::vector<std::string> words;
    for (const pugi::xml_node& argument : command_line.children("qemu:arg")) {
        words.emplace_back(argument.attribute("value").value());
    }
    QemuDefinitions definitions = read_qemu_words(words, prototype_.where);
    std::ranges::move(shares_of(definitions, prototype_), std::back_inserter(parsed_.shares));
    std::ranges::move(definitions.mistakes, std::back_inserter(parsed_.mistakes));
}

void DomainReader::read_domain(const pugi::xml_node& domain) {
    if (std::string_view(domain.attribute("type").value()) == "lxc") {
        return;
    }
    prototype_.guest = domain.child_value("name");
    read_user(domain);
    for (const pugi::xml_node& filesystem : domain.child("devices").children("filesystem")) {
        read_filesystem(filesystem);
    }
    for (const pugi::xml_node& command_line : domain.children("qemu:commandline")) {
        read_command_line(command_line);
    }
}

ParsedShares DomainReader::read() {
    pugi::xml_document document;
    const pugi::xml_parse_result result = document.load_buffer(xml_.data(), xml_.size());
    if (!result) {
        complain(result.offset, fmt::format("not XML: {}", result.description()));
        return std::move(parsed_);
    }
    // a definition, or the state of a running domain in /run/libvirt/qemu
    pugi::xml_node domain = document.child("domain");
    if (!domain) {
        domain = document.child("domstatus").child("domain");
    }
    if (!domain) {
        complain(0, "no <domain> in it");
        return std::move(parsed_);
    }
    read_domain(domain);
    return std::move(parsed_);
}

} // namespace

ParsedShares parse_libvirt_domain(std::string_view xml, const FoundShare& prototype) {
    return DomainReader(xml, prototype).read();
}

std::string qemu_conf_value(std::string_view text, std::string_view name) {
    std::string value;
    while (!text.empty()) {
        std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        line.remove_prefix(std::min(line.size(), line.find_first_not_of(" \t")));
        if (!line.starts_with(name)) {
            continue;
        }
        line.remove_prefix(name.size());
        line.remove_prefix(std::min(line.size(), line.find_first_not_of(" \t")));
        const std::size_t from = line.find_first_of("\"'");
        if (!line.starts_with('=') || from == std::string_view::npos) {
            continue;
        }
        value = line.substr(from + 1, line.find(line[from], from + 1) - from - 1);
    }
    return value;
}

} // namespace permap::scanner
