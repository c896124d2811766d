// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/dice.hpp"

#include "base/no_id.hpp"
#include "tests/oracle/little_endian.hpp"

#include <algorithm>
#include <array>

namespace permap::oracle {
namespace {

using base::kNoId;

// linux/posix_acl_xattr.h
constexpr std::uint32_t kAclVersion = 2;
enum Tag : std::uint16_t {
    user_obj = 1,
    user = 2,
    group_obj = 4,
    group = 8,
    mask = 16,
    other = 32
};

void append_entry(std::string& acl, Tag tag, std::uint32_t permissions, std::uint32_t id = kNoId) {
    append_le(acl, tag, 2);
    append_le(acl, permissions & 7U, 2);
    append_le(acl, id, 4);
}

} // namespace

std::uint32_t Dice::below(std::uint32_t limit) {
    return static_cast<std::uint32_t>(engine_() % limit); // std distributions differ by library
}

std::string Dice::bytes(std::size_t size) {
    std::string result(size, '\0');
    std::ranges::generate(result, [&] { return static_cast<char>(below(256)); });
    return result;
}

std::uint32_t Dice::permissions() {
    static constexpr std::array kOften = {0U, 0444U, 0600U, 0644U, 04755U, 02755U, 01777U, 07777U};
    return one_in(3) ? pick(kOften) : below(010000);
}

std::uint32_t Dice::id() {
    static constexpr std::array kOften = {0U,          1U,          1000U,       65534U,
                                          65535U,      65536U,      0x7fffffffU, 0x80000000U,
                                          0xfffffffeU, 0xfffffffdU, 0xffU,       0x100U};
    return one_in(2) ? pick(kOften) : below(0xffffffff);
}

DeviceNumber Dice::kernel_device() {
    static constexpr std::array kOften = {DeviceNumber{1, 3}, DeviceNumber{0, 0},
                                          DeviceNumber{0xfff, 0xfffff}, DeviceNumber{259, 256},
                                          DeviceNumber{8, 0x80000}};
    return one_in(2) ? pick(kOften) : DeviceNumber{below(0x1000), below(0x100000)};
}

DeviceNumber Dice::guest_device() {
    static constexpr std::array kOften = {DeviceNumber{0x1000, 0}, DeviceNumber{0, 0x100000},
                                          DeviceNumber{0xffffffff, 0}, DeviceNumber{0, 0xffffffff},
                                          DeviceNumber{0xffffffff, 0xfffffffe}};
    const DeviceNumber any = {static_cast<std::uint32_t>(engine_()),
                              static_cast<std::uint32_t>(engine_())};
    return one_in(2) ? kernel_device() : (one_in(2) ? pick(kOften) : any);
}

std::string Dice::link_target(std::uint32_t longest) {
    static constexpr std::array<std::string_view, 5> kOften = {"/etc/passwd", "../..", ".", "a b\n",
                                                               "\xff\xfe/\xc3"};
    const std::uint32_t choice = below(8);
    if (choice < 3) {
        return std::string(pick(kOften));
    }
    std::string target = bytes(choice == 3 ? longest : 1 + below(choice == 4 ? longest : 80));
    std::ranges::replace(target, '\0', '0');
    return target;
}

std::string Dice::acl(std::uint32_t mode) {
    std::string acl;
    append_le(acl, kAclVersion, 4);
    append_entry(acl, user_obj, mode >> 6U);
    const std::uint32_t first = below(0x7fffffff);
    append_entry(acl, user, below(8), first);
    if (one_in(2)) {
        append_entry(acl, user, below(8), first + 1 + below(0x7fffffff));
    }
    append_entry(acl, group_obj, below(8));
    if (one_in(2)) {
        append_entry(acl, group, below(8), id());
    }
    append_entry(acl, Tag::mask, mode >> 3U);
    append_entry(acl, other, mode);
    return acl;
}

} // namespace permap::oracle
