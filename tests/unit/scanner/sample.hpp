// SPDX-License-Identifier: Apache-2.0
// A made-up entry for rule tests: built field by field, checked with the share's own model.
#pragma once

#include "codec/model.hpp"
#include "scanner/entry_checks.hpp"

#include <string>
#include <vector>

namespace permap::scanner {

struct Sample {
    codec::Facts facts = {};
    Share share = {.model = codec::find_model("passthrough")};
    Reach reach = {};
    bool is_root = false;
    std::string name = "x";
    std::optional<std::string> head = {}; ///< the first bytes of a file that a rule asks for
    std::string directory = {};           ///< the name of the one it is in
    const Identities* identities = nullptr;

    Sample& kind(codec::Kind value) {
        facts.state.kind = value;
        return *this;
    }
    Sample& mode(std::uint32_t value) {
        facts.state.mode = value;
        return *this;
    }
    Sample& owner(std::uint32_t uid, std::uint32_t gid) {
        facts.state.uid = codec::HostUid{uid};
        facts.state.gid = codec::HostGid{gid};
        return *this;
    }
    Sample& attribute(std::string_view key, std::string value) {
        facts.state.attributes.set(key, std::move(value));
        return *this;
    }
    Sample& flags(std::uint64_t value) {
        facts.attributes = value;
        return *this;
    }
    /// A mapped share of QEMU user 64055.
    Sample& mapped(unsigned qemu_major = 7) {
        share.model = codec::find_model("mapped-xattr");
        share.host_uid = codec::HostUid{64055};
        share.host_gid = codec::HostGid{64055};
        share.qemu_major = qemu_major;
        return *this;
    }
    /// Exported as this model.
    Sample& as(std::string_view model) {
        share.model = codec::find_model(model);
        return *this;
    }
    Sample& reached_by(bool host, bool guest) {
        reach = {.host = host, .guest = guest, .blocked_by = nullptr};
        if (!host) {
            reach.blocked_by = std::make_shared<const std::string>("srv/private");
        }
        return *this;
    }
    Sample& root() {
        is_root = true;
        return *this;
    }
    /// An attribute that no model keeps anything in.
    Sample& other_attribute(std::string value) {
        facts.other_attributes.push_back(std::move(value));
        return *this;
    }
    Sample& beginning_with(std::string value) {
        head = std::move(value);
        return *this;
    }
    Sample& in(std::string value) {
        directory = std::move(value);
        return *this;
    }
    /// Where people are known; they outlive the sample.
    Sample& among(const Identities& known) {
        identities = &known;
        return *this;
    }
    Sample& named(std::string value) {
        name = std::move(value);
        return *this;
    }
};

/// All rules on one sample.
struct Checked {
    std::vector<RuleHit> hits;
    std::vector<Finding> findings;
};

/// Calls `use` with the sample as rules get to see it.
template <typename Use>
void with_examined(const Sample& sample, Use use) {
    const codec::Decoded decoded = sample.share.model->decode(sample.facts);
    use(Examined{.facts = sample.facts,
                 .decoded = decoded,
                 .reach = sample.reach,
                 .share = sample.share,
                 .is_root = sample.is_root,
                 .name = sample.name,
                 .head = sample.head,
                 .directory = sample.directory,
                 .identities = sample.identities});
}

inline Checked check(const Sample& sample) {
    std::vector<const Rule*> all;
    for (const Rule& rule : rules()) {
        all.push_back(&rule);
    }
    struct Recorder final : FindingSink {
        std::vector<Finding> findings;
        void add(Finding finding) override { findings.push_back(std::move(finding)); }
    } recorder;
    Checked checked;
    with_examined(sample, [&](const Examined& entry) {
        checked.hits = EntryChecks(all).run(entry);
        add_findings(checked.hits, sample.name, entry, recorder);
    });
    checked.findings = std::move(recorder.findings);
    return checked;
}

} // namespace permap::scanner
