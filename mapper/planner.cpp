// SPDX-License-Identifier: Apache-2.0
#include "mapper/planner.hpp"

#include "codec/metadata_file.hpp"
#include "mapper/settle.hpp"
#include "scanner/run_mark.hpp"

#include <algorithm>
#include <array>

#include <fmt/ranges.h>

namespace permap::mapper {
namespace {

using codec::Kind;

/// A regular file on the host that is something else for the guest: its bytes belong to the view.
Evidence say_unmapped(const Planned& entry) {
    return {{"unmapped", fmt::format("{}", fmt::join(entry.unmapped, ", "))}};
}

/// Metadata files and directories that the entry has not yet.
std::uint64_t count_files_to_make(const Record& record) {
    std::uint64_t count = 0;
    for (const std::string_view attribute : {codec::kMetadataFile, codec::kMetadataDirectory}) {
        const bool is_wanted = record.wanted.attributes.find(attribute) != nullptr;
        const bool is_there = record.old_state.attributes.find(attribute) != nullptr;
        count += is_wanted && !is_there ? 1 : 0;
    }
    return count;
}

} // namespace

Planner::Planner(const PlanRequest& request, const base::FsReader& reader, RowWriter* rows,
                 PlanListener& listener)
    : request_(request), conversion_{.from = request.from,
                                     .to = request.to,
                                     .policy = request.policy,
                                     .maps = request.maps,
                                     .keeps_native_symlinks = request.keeps_native_symlinks},
      reader_(reader), rows_(rows), listener_(listener),
      order_(request.to.storage == codec::Storage::mapped ? codec::OwnerChange::first
                                                          : codec::OwnerChange::after_attributes),
      with_metadata_(codec::models().size()) {
    share_.model = &request.from;
}

void Planner::visit_root(const scanner::Directory& root, scanner::Entry& entry) {
    if (!request_.has_user_attributes && request_.to.needs_attributes) {
        raise("xattr-unsupported", root, entry, stops("xattr-unsupported"));
    }
    if (!request_.mapped_by.empty()) {
        raise("ids-mapped-before", root, entry, stops("ids-mapped-before"),
              {{"run", fmt::format("{}", fmt::join(request_.mapped_by, ", "))}});
    }
    root_ = entry.facts;
    pass_tree_blockers(entry.facts);
    const Record record = plan(root, -1, entry);
    count_change(root, record);
    keep(root, 0, {record});
}

void Planner::pass_tree_blockers(const codec::Facts& root) {
    for (const TreeBlocker& blocker : tree_blockers()) {
        const scanner::Rule* const rule = scanner::find_rule(blocker.rule);
        for (scanner::Hit& hit : rule->check_root(request_.around, share_)) {
            report(scanner::make_finding(*rule, std::move(hit), ".", root, {}, false),
                   blocker.treatment != Treatment::report && stops(blocker.rule));
        }
    }
}

void Planner::visit(const scanner::Directory& directory, int dirfd,
                    std::span<scanner::Entry> entries) {
    std::vector<Record> records;
    records.reserve(entries.size());
    for (scanner::Entry& entry : entries) {
        records.push_back(plan(directory, dirfd, entry));
        count_change(directory, records.back());
    }
    keep(directory, directory.id(), records);
}

Record Planner::plan(const scanner::Directory& directory, int dirfd, scanner::Entry& entry) {
    entries_.fetch_add(1, std::memory_order_relaxed);
    codec::Decoded decoded = decode(directory, dirfd, entry);
    const codec::Facts& facts = entry.facts;
    Record record = {.name = entry.name,
                     .identity = facts.identity,
                     .old_state = facts.state,
                     .wanted = {},
                     .atime = facts.atime,
                     .mtime = facts.mtime,
                     .metadata_inode = facts.metadata.inode,
                     .directory_id = entry.directory_id,
                     .is_linked = scanner::has_other_names(facts)};
    if (entry.is_excluded || entry.is_mount_point) {
        record.wanted = record.old_state;
        record.is_left_alone = true;
        if (entry.is_mount_point) {
            raise("nested-mount", directory, entry, false);
        }
        return record;
    }
    if (scanner::has_other_names(facts)) {
        links_.add(facts, directory.path_of(entry.name));
    }
    report_entry(directory, dirfd, entry, decoded);
    codec::DiskState wanted;
    const bool has_room = has_room_for_metadata(directory, dirfd, entry);
    record.is_left_alone = !convert(directory, dirfd, entry, decoded, wanted) || !has_room;
    report_orphans(directory, entry, wanted);
    record.orphans = facts.metadata.orphans;
    record.wanted = record.is_left_alone ? record.old_state : std::move(wanted);
    if (record.is_left_alone && entry.name != ".") {
        // a directory that cannot be closed keeps all that is in it out of the run
        entry.directory_id = 0;
        record.directory_id = 0;
    }
    return record;
}

codec::Decoded Planner::decode(const scanner::Directory& directory, int dirfd,
                               scanner::Entry& entry) {
    codec::Decoded decoded = request_.from.decode(entry.facts);
    if (!entry.is_mount_point) {
        base::Result<void> read = scanner::complete_stand_in(reader_, dirfd, entry.name.c_str(),
                                                             request_.from, entry.facts, decoded);
        if (!read) {
            problem({directory.path_of(entry.name), std::move(read).error()});
            return decoded;
        }
    }
    if (decoded.has(codec::Oddity::links_disagree)) {
        // none of its names says more than another: with leave, the host's value is taken
        codec::Facts host = entry.facts;
        host.state.attributes.erase(codec::kMetadataFile);
        const std::vector<codec::Oddity> oddities = std::move(decoded.oddities);
        decoded = request_.from.decode(host);
        decoded.oddities = oddities;
    }
    codec::settle_ids(decoded.view, entry.facts.state);
    return decoded;
}

bool Planner::bears_mark(int dirfd, const scanner::Entry& entry) const {
    if (scanner::is_marked(entry.facts)) {
        return true;
    }
    if (!scanner::may_hold_mark(entry.name) || entry.facts.state.kind != Kind::file) {
        return false;
    }
    const base::Result<std::string> text =
        scanner::read_stand_in(reader_, dirfd, entry.name.c_str());
    return text && scanner::has_mark_line(*text);
}

void Planner::count_metadata(const codec::Model& model) {
    const auto row = static_cast<std::size_t>(&model - codec::models().data());
    with_metadata_[row].fetch_add(1, std::memory_order_relaxed);
}

void Planner::report_entry(const scanner::Directory& directory, int dirfd,
                           const scanner::Entry& entry, const codec::Decoded& decoded) {
    if (bears_mark(dirfd, entry)) {
        raise("interrupted-run", directory, entry, stops("interrupted-run"));
    }
    std::vector<const codec::Model*> found = codec::models_in(entry.facts.state.attributes);
    if (!request_.from.keeps_files && codec::is_reserved_name(entry.name)) {
        found.push_back(codec::model_of_attribute(codec::kMetadataFile));
    }
    if (found.empty()) {
        return;
    }
    for (const codec::Model* const model : found) {
        count_metadata(*model);
    }
    const scanner::Examined examined = {.facts = entry.facts,
                                        .decoded = decoded,
                                        .reach = directory.reach(),
                                        .share = share_,
                                        .is_root = entry.name == ".",
                                        .name = entry.name};
    static const std::array kRules = {scanner::find_rule("planted-metadata"),
                                      scanner::find_rule("foreign-overlay")};
    for (const scanner::Rule* const rule : kRules) {
        if (std::optional<scanner::Hit> hit = rule->check(examined)) {
            scanner::Finding finding =
                scanner::make_finding(*rule, std::move(*hit), directory.path_of(entry.name),
                                      entry.facts, directory.reach(), true);
            finding.is_blocker = request_.asks_for_model;
            report(std::move(finding), false);
        }
    }
}

/// How much of the room for attributes is taken by those that a conversion leaves alone. Reads
/// sizes only where there are such attributes and the file system has a limit.
std::size_t Planner::measure_attributes(int dirfd, const scanner::Entry& entry) const {
    std::size_t bytes = 0;
    if (request_.limits.attribute_room == 0 || dirfd < 0) {
        return bytes;
    }
    for (const std::string& name : entry.facts.other_attributes) {
        const auto value = reader_.get_xattr_at(dirfd, entry.name.c_str(), name.c_str());
        bytes += value && *value ? base::attribute_size(name, (*value)->size()) : 0;
    }
    return bytes;
}

bool Planner::convert(const scanner::Directory& directory, int dirfd, const scanner::Entry& entry,
                      codec::Decoded& decoded, codec::DiskState& wanted) {
    codec::MappedView mapped = codec::map_ids(request_.maps, decoded.view);
    decoded.view = std::move(mapped.view);
    wanted = codec::wanted_state(conversion_, entry.facts, decoded.view);
    const Planned planned = {.facts = entry.facts,
                             .decoded = decoded,
                             .wanted = wanted,
                             .from = request_.from,
                             .to = request_.to,
                             .caller = request_.caller,
                             .limits = request_.limits,
                             .unmapped = mapped.unmapped,
                             .other_attribute_bytes = measure_attributes(dirfd, entry),
                             .has_listener = is_live_socket(directory, entry),
                             .name = entry.name};
    unmapped_.fetch_add(mapped.unmapped.empty() ? 0 : 1, std::memory_order_relaxed);
    reversed_.fetch_add(mapped.is_reversal ? 1 : 0, std::memory_order_relaxed);
    const bool passes = pass_blockers(directory, entry, planned, wanted);
    const std::vector<codec::Loss> losses =
        passes ? codec::find_losses(conversion_, entry.facts, decoded.view, wanted)
               : std::vector<codec::Loss>();
    if (!losses.empty()) {
        losses_.add(losses, directory.path_of(entry.name), entry.facts);
    }
    return passes;
}

/// Whether somebody would be cut off from the socket by replacing it.
bool Planner::is_live_socket(const scanner::Directory& directory,
                             const scanner::Entry& entry) const {
    return entry.facts.state.kind == Kind::socket &&
           scanner::has_listener(request_.around, directory.path_of(entry.name));
}

bool Planner::pass_blockers(const scanner::Directory& directory, const scanner::Entry& entry,
                            const Planned& planned, codec::DiskState& wanted) {
    bool passes = request_.has_user_attributes || !request_.to.needs_attributes;
    for (const Blocker& blocker : find_blockers(planned)) {
        const bool is_reported_only = blocker.treatment == Treatment::report;
        raise(blocker.rule, directory, entry, !is_reported_only && stops(blocker.rule),
              blocker.rule == "unmapped-id" ? say_unmapped(planned) : Evidence());
        if (is_reported_only) {
            continue;
        }
        passes = passes && blocker.treatment == Treatment::go_on;
        const std::string* const capability = entry.facts.state.attributes.find(codec::kCapability);
        if (blocker.rule == "file-capability" && capability != nullptr) {
            wanted.attributes.set(codec::kCapability, *capability);
        }
    }
    return passes;
}

void Planner::raise(std::string_view rule, const scanner::Directory& directory,
                    const scanner::Entry& entry, bool blocks, Evidence evidence) {
    const scanner::Rule* const found = scanner::find_rule(rule);
    report(scanner::make_default_finding(*found, directory.path_of(entry.name), entry.facts,
                                         std::move(evidence)),
           blocks);
}

void Planner::report(scanner::Finding finding, bool blocks) {
    finding.is_blocker = blocks || finding.is_blocker;
    blocked_ += blocks ? 1 : 0;
    listener_.finding(std::move(finding));
}

bool Planner::stops(std::string_view rule) const {
    return !request_.allowed.contains(rule);
}

void Planner::count_change(const scanner::Directory& directory, const Record& record) {
    if (record.is_left_alone) {
        left_alone_.fetch_add(1, std::memory_order_relaxed);
        return;
    }
    if (record.wanted == record.old_state) {
        return;
    }
    files_to_make_.fetch_add(count_files_to_make(record), std::memory_order_relaxed);
    to_change_.fetch_add(1, std::memory_order_relaxed);
    to_replace_.fetch_add(is_replaced(record) ? 1 : 0, std::memory_order_relaxed);
    if (request_.lists_changes) {
        listener_.change(directory.path_of(record.name),
                         codec::diff(record.old_state, record.wanted, order_));
    }
}

void Planner::keep(const scanner::Directory& directory, std::uint64_t directory_id,
                   const std::vector<Record>& records) {
    if (rows_ == nullptr) {
        return;
    }
    rows_->add(
        BatchRow{{directory_id, directory.parent_id(), directory.name()}, serialize(records)});
    for (const Record& record : records) {
        if (record.is_linked) {
            rows_->add(LinkName{directory.path(), record});
        }
    }
}

void Planner::problem(scanner::Problem problem) {
    problems_.fetch_add(1, std::memory_order_relaxed);
    listener_.problem(std::move(problem));
}

} // namespace permap::mapper
