// SPDX-License-Identifier: Apache-2.0
// Lines of entries. That a baseline reads them back: tests/fuzz/snapshot_fuzz.cpp.
#include "report/entry_record.hpp"

#include "report/json_text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>
#include <sys/sysmacros.h>

namespace permap::report {
namespace {

using codec::ManifestField;

codec::ManifestEntry entry_at(std::string path) {
    codec::ManifestEntry entry;
    entry.path = std::move(path);
    entry.mode = 0644;
    entry.uid = 1000;
    entry.gid = 4294967294;
    return entry;
}

TEST(EntryRecord, LeavesOutWhatHasNothingToSay) {
    EXPECT_EQ(entry_line(entry_at("a/b")),
              R"({"type":"entry","path":"a/b","kind":"file","mode":"0644","uid":1000,)"
              R"("gid":4294967294})"
              "\n");
}

TEST(EntryRecord, SaysAllThatIsKnown) {
    codec::ManifestEntry entry = entry_at("\"\\\n\x7f");
    entry.kind = codec::Kind::block_device;
    entry.known = {ManifestField::rdev, ManifestField::link, ManifestField::nlink,
                   ManifestField::inode};
    entry.rdev = makedev(8, 300);
    entry.link = "\xff";
    entry.nlink = 2;
    entry.acl = "no ACL";
    entry.acl_default = "x";
    entry.capability = "\x01\xff";
    entry.identity = {18446744073709551615U, {5, 7}};

    EXPECT_EQ(
        entry_line(entry),
        "{\"type\":\"entry\",\"path\":\"\\\"\\\\\\n\x7f\",\"kind\":\"block\",\"mode\":"
        "\"0644\",\"uid\":1000,\"gid\":4294967294,\"rdev\":\"8:300\",\"link\":\"\xef\xbf\xbd\","
        "\"link_b64\":\"/w==\",\"nlink\":2,\"acl\":\"0x6e6f2041434c\",\"acl_default\":\"0x78\","
        "\"capability\":\"01ff\",\"inode\":18446744073709551615,"
        "\"birth\":\"5.000000007\"}\n");
}

RC_GTEST_PROP(RecordText, IsWhatTheLibraryWrites,
              (const std::string& bytes, std::uint64_t number)) {
    Json object = {{"type", bytes}, {"number", number}};
    set_name(object, "name", bytes);
    object["text"] = bytes;
    object["some"] = text_or_null(bytes);
    object["none"] = nullptr;
    object["empty"] = Json::object();
    object["within"] = {{"text", bytes}, {"number", number}};
    object["last"] = bytes;

    RecordText line(bytes);
    line.number("number", number);
    line.name("name", bytes);
    line.text("text", bytes);
    line.text_or_null("some", bytes);
    line.text_or_null("none", {});
    line.open("empty");
    line.close();
    line.open("within");
    line.text("text", bytes);
    line.number("number", number);
    line.close();
    line.text("last", bytes);

    RC_ASSERT(line.take() == to_json_text(object));
}

} // namespace
} // namespace permap::report
