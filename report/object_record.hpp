// SPDX-License-Identifier: Apache-2.0
// The record `object`: what the host has, what is stored beside it byte by byte, and what a guest
// sees in each model.
#pragma once

#include "codec/facts.hpp"
#include "report/record.hpp"
#include "scanner/mount_table.hpp"

namespace permap::report {

struct DescribedObject {
    const std::string& real_path;
    const codec::Facts& facts;
    const scanner::Mount& mount;
};

[[nodiscard]] Record object_record(const DescribedObject& object);

} // namespace permap::report
