// SPDX-License-Identifier: Apache-2.0
#include "scanner/drift.hpp"

#include "codec/posix_acl.hpp"

#include <chrono>
#include <functional>

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace permap::scanner {
namespace {

using codec::Kind;
using codec::ManifestEntry;
using codec::ManifestField;
using testing::ElementsAre;
using testing::IsEmpty;

ManifestEntry drifting(const std::function<void(ManifestEntry&)>& change = {}) {
    ManifestEntry entry;
    entry.path = "a";
    entry.known = {ManifestField::kind, ManifestField::mode,      ManifestField::uid,
                   ManifestField::gid,  ManifestField::rdev,      ManifestField::link,
                   ManifestField::acls, ManifestField::capability};
    entry.mode = 0644;
    if (change) {
        change(entry);
    }
    return entry;
}

std::string acl_bytes(const char* text) {
    return codec::serialize_acl(codec::parse_acl_text(text).value());
}

/// "high mode-widened", one for each finding.
std::vector<std::string> drift_of(const ManifestEntry& was, const ManifestEntry& is) {
    std::vector<std::string> found;
    for (const Finding& finding : compare_entries(was, is)) {
        found.push_back(fmt::format("{} {}", to_text(finding.severity), finding.rule->id));
    }
    return found;
}

struct DriftRow {
    const char* name;
    std::function<void(ManifestEntry&)> was;
    std::function<void(ManifestEntry&)> is;
    const char* expected; ///< nullptr: nothing
};

void PrintTo(const DriftRow& row, std::ostream* out) { // GoogleTest's own name
    *out << row.name;
}

class DriftTable : public testing::TestWithParam<DriftRow> {};

TEST_P(DriftTable, SaysWhatChanged) {
    const std::vector<std::string> found =
        drift_of(drifting(GetParam().was), drifting(GetParam().is));

    if (GetParam().expected == nullptr) {
        EXPECT_THAT(found, IsEmpty());
    } else {
        EXPECT_THAT(found, ElementsAre(GetParam().expected));
    }
}

std::function<void(ManifestEntry&)> to_mode(std::uint32_t mode) {
    return [=](ManifestEntry& entry) { entry.mode = mode; };
}

std::function<void(ManifestEntry&)> to_acl(const char* text) {
    return [=](ManifestEntry& entry) { entry.acl = acl_bytes(text); };
}

std::function<void(ManifestEntry&)> to_default(const char* text) {
    return [=](ManifestEntry& entry) { entry.acl_default = acl_bytes(text); };
}

INSTANTIATE_TEST_SUITE_P(
    Drift, DriftTable,
    testing::Values(
        DriftRow{"same", {}, {}, nullptr},
        DriftRow{"others_w", {}, to_mode(0646), "high mode-widened"},
        DriftRow{"group_x", {}, to_mode(0654), "high mode-widened"},
        DriftRow{"setuid", {}, to_mode(04644), "high mode-widened"},
        DriftRow{"sticky_gone", to_mode(01777), to_mode(0777), "high mode-widened"},
        DriftRow{"sticky_came", to_mode(0777), to_mode(01777), "medium mode-narrowed"},
        DriftRow{"owner_w", to_mode(0444), to_mode(0644), "medium mode-narrowed"},
        DriftRow{"both_ways", to_mode(0640), to_mode(0604), "high mode-widened"},
        DriftRow{"less", {}, to_mode(0600), "medium mode-narrowed"},
        DriftRow{"setgid_lost", to_mode(02755), to_mode(0755), "medium mode-narrowed"},
        DriftRow{"owner", {}, [](auto& e) { e.uid = 5; }, "medium owner-changed"},
        DriftRow{"group", {}, [](auto& e) { e.gid = 5; }, "medium group-changed"},
        DriftRow{"type",
                 {},
                 [](auto& e) {
                     e.kind = Kind::symlink;
                     e.mode = 0777;
                 },
                 "high type-changed"},
        DriftRow{"device", {}, [](auto& e) { e.rdev = 5; }, "medium rdev-changed"},
        DriftRow{"link", {}, [](auto& e) { e.link = "x"; }, "medium link-changed"},
        DriftRow{"capability", {}, [](auto& e) { e.capability = "x"; }, "high capability-changed"},
        DriftRow{"capability_lost",
                 [](auto& e) { e.capability = "x"; },
                 {},
                 "medium capability-changed"},
        DriftRow{"acl_came",
                 {},
                 to_acl("user::rw-,user:5:r--,group::r--,mask::r--,other::r--"),
                 "high acl-changed"},
        DriftRow{"acl_went",
                 to_acl("user::rw-,user:5:r--,group::r--,mask::r--,other::r--"),
                 {},
                 "medium acl-changed"},
        DriftRow{"acl_less", to_acl("user::rw-,user:5:rw-,group::r--,mask::rw-,other::r--"),
                 to_acl("user::rw-,user:5:r--,group::r--,mask::rw-,other::r--"),
                 "medium acl-changed"},
        DriftRow{"acl_group", to_acl("user::rw-,user:5:rw-,group::r--,mask::rw-,other::r--"),
                 to_acl("user::rw-,user:5:rw-,group::rw-,mask::rw-,other::r--"),
                 "high acl-changed"},
        DriftRow{"acl_went_and_let_the_group_in",
                 [](auto& e) {
                     e.mode = 0660;
                     e.acl = acl_bytes("user::rw-,user:5:rw-,group::---,mask::rw-,other::---");
                 },
                 to_mode(0660), "high acl-changed"},
        DriftRow{
            "acl_less_by_its_mask", to_acl("user::rw-,user:5:rw-,group::r--,mask::rw-,other::r--"),
            to_acl("user::rw-,user:5:rw-,group::r--,mask::r--,other::r--"), "medium acl-changed"},
        DriftRow{
            "acl_more_by_its_mask", to_acl("user::rw-,user:5:rw-,group::r--,mask::r--,other::r--"),
            to_acl("user::rw-,user:5:rw-,group::r--,mask::rw-,other::r--"), "high acl-changed"},
        DriftRow{"default_for_others", to_default("user::rwx,group::r-x,other::r-x"),
                 to_default("user::rwx,group::r-x,other::rwx"), "high acl-changed"},
        DriftRow{"default_by_its_mask",
                 to_default("user::rwx,user:5:rwx,group::r-x,mask::r-x,other::r-x"),
                 to_default("user::rwx,user:5:rwx,group::r-x,mask::rwx,other::r-x"),
                 "high acl-changed"},
        DriftRow{"default_as_the_mode",
                 {},
                 to_default("user::rw-,group::r--,other::r--"),
                 "medium acl-changed"},
        DriftRow{"links_mode",
                 [](auto& e) {
                     e.kind = Kind::symlink;
                     e.mode = 0777;
                 },
                 [](auto& e) {
                     e.kind = Kind::symlink;
                     e.mode = 0755;
                 },
                 nullptr},
        DriftRow{"unknown", [](auto& e) { e.known = {}; }, to_mode(04777), nullptr},
        DriftRow{"mask_resolved",
                 [](auto& e) {
                     e.known.remove(ManifestField::acls);
                     e.mode = 0644;
                 },
                 [](auto& e) {
                     e.mode = 0664;
                     e.acl = acl_bytes("user::rw-,user:5:rw-,group::r--,mask::rw-,other::r--");
                 },
                 nullptr},
        DriftRow{"mask_of_a_stat_mode",
                 [](auto& e) {
                     e.known.remove(ManifestField::acls);
                     e.known.add(ManifestField::stat_mode);
                     e.mode = 0644;
                 },
                 [](auto& e) {
                     e.mode = 0664;
                     e.acl = acl_bytes("user::rw-,user:5:rw-,group::r--,mask::rw-,other::r--");
                 },
                 "high mode-widened"},
        DriftRow{"mask_not_resolved",
                 [](auto& e) {
                     e.known.remove(ManifestField::acls);
                     e.mode = 0604;
                 },
                 [](auto& e) {
                     e.mode = 0664;
                     e.acl = acl_bytes("user::rw-,user:5:rw-,group::r--,mask::rw-,other::r--");
                 },
                 "high mode-widened"}),
    [](const auto& row) { return row.param.name; });

TEST(Drift, OrdersTheFindingsOfOneEntry) {
    const ManifestEntry is = drifting([](ManifestEntry& entry) {
        entry.uid = 1;
        entry.mode = 0666;
    });

    const std::vector<Finding> found = compare_entries(drifting(), is);

    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].rule->id, "mode-widened");
    EXPECT_TRUE(found[0].is_primary);
    EXPECT_FALSE(found[1].is_primary);
}

TEST(Drift, ComparesLargeAclsInLittleTime) {
    codec::Acl acl = codec::parse_acl_text("user::rw-,group::r--,mask::rw-,other::---").value();
    codec::Acl users;
    for (std::uint32_t id = 0; id < 8000; ++id) {
        users.push_back({codec::AclTag::user, 4, id});
    }
    acl.insert(acl.begin() + 1, users.begin(), users.end());
    const std::string was = codec::serialize_acl(acl);
    acl.at(8000).permissions = 6;
    const std::string is = codec::serialize_acl(acl);

    const auto begin = std::chrono::steady_clock::now();
    const std::vector<std::string> found =
        drift_of(drifting([&](ManifestEntry& entry) { entry.acl = was; }),
                 drifting([&](ManifestEntry& entry) { entry.acl = is; }));

    EXPECT_THAT(found, ElementsAre("high acl-changed"));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(500));
}

} // namespace
} // namespace permap::scanner
