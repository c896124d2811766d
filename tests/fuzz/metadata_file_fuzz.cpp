// SPDX-License-Identifier: Apache-2.0
// codec::decode_mapped_file: metadata files that guests and people write. The input is the type of
// the host object, then the bytes of the file.
#include "codec/metadata_file.hpp"
#include "codec/model.hpp"
#include "tests/fuzz/fuzz_target.hpp"

#include <tuple>

using permap::codec::Facts;
using permap::codec::Kind;
using permap::fuzz::require;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input = permap::fuzz::text_of(data, size);
    Facts facts;
    if (!input.empty()) {
        facts.state.kind = static_cast<Kind>(static_cast<unsigned char>(input.front()) % 7);
        input.remove_prefix(1);
    }
    const std::string packed =
        permap::codec::pack({.mode = 0600, .uid = {}, .gid = {}, .text = std::string(input)});
    require(permap::codec::unpack(packed)->text == input);
    std::ignore = permap::codec::unpack(input);
    facts.state.attributes.set(permap::codec::kMetadataFile, packed);

    const permap::codec::GuestView view = permap::codec::decode_mapped_file(facts).view;
    require(view.mode <= 07777);
    require((view.kind == Kind::directory) == (facts.state.kind == Kind::directory));

    Facts stored;
    stored.state = permap::codec::encode_mapped_file(view, {});
    const permap::codec::GuestView again = permap::codec::decode_mapped_file(stored).view;
    require(again.kind == view.kind);
    const bool has_minus_one = view.uid.value == ~0U || view.gid.value == ~0U ||
                               static_cast<std::uint32_t>(view.rdev) == ~0U;
    require(has_minus_one || permap::codec::encode_mapped_file(again, {}) == stored.state);
    return 0;
}
