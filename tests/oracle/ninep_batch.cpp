// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/ninep_batch.hpp"

#include <utility>

namespace permap::oracle {
namespace {

using Replies = std::vector<base::Result<MessageReader>>;

} // namespace

base::Result<std::vector<base::Result<Fid>>> walk_each(NinepClient& client, const Fid& from,
                                                       std::span<const std::string_view> names) {
    std::vector<std::uint32_t> numbers;
    std::vector<MessageWriter> requests;
    for (const std::string_view name : names) {
        numbers.push_back(client.allocate_fid());
        MessageWriter& request = requests.emplace_back(MessageType::walk);
        request.u32(from.number()).u32(numbers.back()).u16(1).text(name);
    }

    PERMAP_TRY_ASSIGN(const Replies replies, client.call_each(requests));
    std::vector<base::Result<Fid>> fids;
    for (std::size_t i = 0; i < replies.size(); ++i) {
        if (replies[i]) {
            fids.emplace_back(Fid(client, numbers[i]));
        } else {
            fids.emplace_back(tl::unexpected(replies[i].error()));
        }
    }
    return fids;
}

base::Result<std::vector<base::Result<Attributes>>> getattr_each(NinepClient& client,
                                                                 std::span<const Fid> fids) {
    std::vector<MessageWriter> requests;
    for (const Fid& fid : fids) {
        MessageWriter& request = requests.emplace_back(MessageType::getattr);
        request.u32(fid.number()).u64(kAllAttributes);
    }

    PERMAP_TRY_ASSIGN(Replies replies, client.call_each(requests));
    std::vector<base::Result<Attributes>> results;
    for (base::Result<MessageReader>& reply : replies) {
        results.push_back(reply.and_then(parse_attributes));
    }
    return results;
}

base::Result<std::vector<base::Result<std::string>>> list_xattrs_each(NinepClient& client,
                                                                      std::span<const Fid> fids) {
    std::vector<std::uint32_t> numbers;
    std::vector<MessageWriter> requests;
    for (const Fid& fid : fids) {
        numbers.push_back(client.allocate_fid());
        MessageWriter& request = requests.emplace_back(MessageType::xattrwalk);
        request.u32(fid.number()).u32(numbers.back()).text("");
    }

    PERMAP_TRY_ASSIGN(Replies replies, client.call_each(requests));
    std::vector<base::Result<std::string>> lists;
    std::vector<Fid> opened;
    for (std::size_t i = 0; i < replies.size(); ++i) {
        if (!replies[i]) {
            lists.emplace_back(tl::unexpected(replies[i].error()));
            continue;
        }
        const Fid& list = opened.emplace_back(client, numbers[i]);
        const std::uint64_t size = replies[i]->u64();
        lists.push_back(size == 0 ? std::string() : client.read_all(list));
    }
    PERMAP_TRY(clunk_each(client, std::move(opened)));
    return lists;
}

base::Result<void> clunk_each(NinepClient& client, std::vector<Fid> fids) {
    std::vector<MessageWriter> requests;
    for (Fid& fid : fids) {
        requests.emplace_back(MessageType::clunk).u32(fid.release());
    }
    PERMAP_TRY(client.call_each(requests));
    return {};
}

} // namespace permap::oracle
