// SPDX-License-Identifier: Apache-2.0
// The passwd and group files of a guest are the guest's; those that declare ids look alike.
#include "scanner/accounts.hpp"
#include "scanner/declared_ids.hpp"
#include "tests/fuzz/fuzz_target.hpp"

using permap::fuzz::require;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    namespace scanner = permap::scanner;
    const std::string_view text = permap::fuzz::text_of(data, size);
    for (auto* const parse : {scanner::parse_passwd, scanner::parse_group}) {
        const scanner::Accounts accounts = parse(text, "file").accounts;
        for (const scanner::Account& account : accounts.all()) {
            require(!account.name.empty() && accounts.by_id(account.id) != nullptr);
            require(accounts.by_name(account.name) != nullptr);
        }
    }
    const std::vector<scanner::IdSpan> spans = scanner::parse_subordinate_ids(text, "file").spans;
    const scanner::DeclaredIds declared(spans);
    for (const scanner::IdSpan& span : spans) {
        require(span.first <= span.last);
        require(declared.covers(span.first) && declared.covers(span.last));
    }
    return 0;
}
