// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/virtio_9p.hpp"

#include "tests/oracle/little_endian.hpp"

#include <cassert>
#include <cerrno>
#include <thread>

namespace permap::oracle {
namespace {

// hw/i386/microvm.c: 32 transports from 0xfeb00000 (VIRTIO_MMIO_BASE), 512 bytes each.
constexpr std::uint64_t kFirstTransport = 0xfeb00000;
constexpr std::uint64_t kTransportStride = 0x200;
constexpr std::uint64_t kTransports = 32;

// Register offsets, virtio 1.0 section 4.2.4 (legacy interface).
constexpr std::uint64_t kMagic = 0x00;
constexpr std::uint64_t kDeviceId = 0x08;
constexpr std::uint64_t kGuestFeatures = 0x20;
constexpr std::uint64_t kGuestPageSize = 0x28;
constexpr std::uint64_t kQueueSelect = 0x30;
constexpr std::uint64_t kQueueSize = 0x38;
constexpr std::uint64_t kQueueAlign = 0x3c;
constexpr std::uint64_t kQueuePage = 0x40;
constexpr std::uint64_t kQueueNotify = 0x50;
constexpr std::uint64_t kStatus = 0x70;

constexpr std::uint32_t kMagicValue = 0x74726976; // "virt"
constexpr std::uint32_t kNinepDevice = 9;
constexpr std::uint32_t kStatusDriverOk = 1U | 2U | 4U; // acknowledge, driver, driver ok

// Scratch RAM above the first megabyte. The queue is laid out by the legacy rules: descriptors,
// available ring, then the used ring on the next page.
constexpr std::uint32_t kPageSize = 4096;
constexpr std::uint16_t kQueueEntries = 128;
constexpr std::uint64_t kDescriptors = 0x100000;
constexpr std::uint64_t kAvailable = kDescriptors + 16UL * kQueueEntries;
constexpr std::uint64_t kUsed = kDescriptors + kPageSize;
constexpr std::uint64_t kRequests = 0x200000;
constexpr std::uint64_t kReplies = kRequests + Virtio9p::kSlots * Virtio9p::kMessageLimit;
static_assert(4 + 2UL * kQueueEntries + 16UL * kQueueEntries <= kPageSize);

constexpr std::uint16_t kHasNext = 1;
constexpr std::uint16_t kDeviceWrites = 2;

// Fetched before the length is known; an Rgetattr (160 bytes) fits, so most replies need one read.
constexpr std::size_t kReplyHead = 192;

constexpr int kBusyPolls = 50;

void append_descriptor(std::string& out, std::uint64_t address, std::size_t length,
                       std::uint16_t flags, std::size_t next) {
    append_le(out, address, 8);
    append_le(out, length, 4);
    append_le(out, flags, 2);
    append_le(out, next, 2);
}

base::Result<std::uint64_t> find_device(QtestLink& link) {
    for (std::uint64_t i = 0; i < kTransports; ++i) {
        const std::uint64_t registers = kFirstTransport + i * kTransportStride;
        PERMAP_TRY_ASSIGN(const std::uint32_t magic, link.read_register(registers + kMagic));
        PERMAP_TRY_ASSIGN(const std::uint32_t device, link.read_register(registers + kDeviceId));
        if (magic == kMagicValue && device == kNinepDevice) {
            return registers;
        }
    }
    return base::fail(ENODEV, "find virtio-9p device");
}

} // namespace

Virtio9p::Virtio9p(QtestLink link, std::uint64_t registers)
    : link_(std::move(link)), registers_(registers) {
}

base::Result<Virtio9p> Virtio9p::open(QtestLink link) {
    PERMAP_TRY_ASSIGN(const std::uint64_t registers, find_device(link));
    Virtio9p device(std::move(link), registers);
    PERMAP_TRY(device.start());
    return device;
}

base::Result<void> Virtio9p::start() {
    QtestBatch batch;
    batch.write_register(registers_ + kStatus, 0); // reset
    batch.write_register(registers_ + kGuestFeatures, 0);
    batch.write_register(registers_ + kGuestPageSize, kPageSize);
    batch.write_register(registers_ + kQueueSelect, 0);
    batch.write_register(registers_ + kQueueSize, kQueueEntries);
    batch.write_register(registers_ + kQueueAlign, kPageSize);
    batch.write_register(registers_ + kQueuePage,
                         static_cast<std::uint32_t>(kDescriptors / kPageSize));
    batch.write_register(registers_ + kStatus, kStatusDriverOk);
    PERMAP_TRY(link_.run(batch));
    return {};
}

base::Result<std::vector<std::string>> Virtio9p::exchange(std::span<const std::string> requests) {
    assert(!requests.empty() && requests.size() <= kSlots);
    QtestBatch submission;
    for (std::size_t slot = 0; slot < requests.size(); ++slot) {
        append_request(submission, slot, requests[slot]);
    }
    std::string index;
    append_le(index, next_available_, 2);
    submission.write_memory(kAvailable + 2, index);
    submission.write_register(registers_ + kQueueNotify, 0);
    PERMAP_TRY(link_.run(submission));

    PERMAP_TRY(await_used(next_available_));

    QtestBatch heads;
    for (std::size_t slot = 0; slot < requests.size(); ++slot) {
        heads.read_memory(kReplies + slot * kMessageLimit, kReplyHead);
    }
    PERMAP_TRY_ASSIGN(std::vector<std::string> replies, link_.run(heads));
    for (std::size_t slot = 0; slot < replies.size(); ++slot) {
        PERMAP_TRY_ASSIGN(replies[slot], finish_reply(slot, std::move(replies[slot])));
    }
    return replies;
}

/// Puts the message into its slot and its two-descriptor chain (out, in) into the available ring.
void Virtio9p::append_request(QtestBatch& batch, std::size_t slot, const std::string& request) {
    assert(request.size() <= kMessageLimit);
    const std::uint64_t address = kRequests + slot * kMessageLimit;
    batch.write_memory(address, request);

    std::string chain;
    append_descriptor(chain, address, request.size(), kHasNext, 2 * slot + 1);
    append_descriptor(chain, kReplies + slot * kMessageLimit, kMessageLimit, kDeviceWrites, 0);
    batch.write_memory(kDescriptors + 32 * slot, chain);

    std::string head;
    append_le(head, 2 * slot, 2);
    batch.write_memory(kAvailable + 4 + 2UL * (next_available_ % kQueueEntries), head);
    ++next_available_;
}

/// Polls until the device has used everything up to `target`. The first polls are back to back,
/// since most requests take less than one; a slow one is then left alone between polls.
base::Result<void> Virtio9p::await_used(std::uint16_t target) {
    QtestBatch poll;
    poll.read_memory(kUsed + 2, 2);
    const Clock::time_point deadline = Clock::now() + link_.timeout();
    for (int polls = 0; Clock::now() < deadline; ++polls) {
        PERMAP_TRY_ASSIGN(const std::vector<std::string> index, link_.run(poll));
        if (index.size() == 1 && read_le(index.front()) == target) {
            return {};
        }
        if (polls >= kBusyPolls) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    }
    link_.give_up(ETIMEDOUT); // a late reply would be taken for the next one
    return base::fail(ETIMEDOUT, "wait for a 9P reply");
}

/// Completes a reply of which `head` is known; its first four bytes are its length.
base::Result<std::string> Virtio9p::finish_reply(std::size_t slot, std::string head) {
    const std::size_t length = read_le(std::string_view(head).substr(0, 4));
    if (length > kMessageLimit) {
        return base::fail(EPROTO, "read a 9P reply");
    }
    if (length > head.size()) {
        QtestBatch rest;
        rest.read_memory(kReplies + slot * kMessageLimit + head.size(), length - head.size());
        PERMAP_TRY_ASSIGN(const std::vector<std::string> bytes, link_.run(rest));
        head += bytes.front();
    }
    head.resize(length);
    return head;
}

} // namespace permap::oracle
