// SPDX-License-Identifier: Apache-2.0
// A planned conversion of a fresh sample tree, to be disturbed. One thread; needs root.
#pragma once

#include "tests/support/conversion.hpp"
#include "tests/support/scratch_directory.hpp"
#include "tests/support/tree_dump.hpp"

#include <memory>
#include <string>

namespace permap::tests {

/// Which conversion: of the sample tree, which was taken to the model `from` before.
struct Pair {
    std::string from = "passthrough";
    std::string to = "mapped-xattr";
    bool is_frozen = false; ///< some of it immutable or append-only
};

class Case {
public:
    explicit Case(const Pair& pair);
    Case(const Case&) = delete;
    Case& operator=(const Case&) = delete;
    ~Case();

    [[nodiscard]] std::string root() const { return scratch_.path_of("tree"); }
    [[nodiscard]] const TreeDump& before() const { return before_; }
    [[nodiscard]] TreeDump dump() const { return dump_tree(root()); }

    /// Whether it says that it came to its end; a tree is judged by what is in it.
    [[nodiscard]] bool replay(mapper::Direction direction, Faults& faults);
    /// Must come to its end.
    void replay_undisturbed(mapper::Direction direction);

private:
    void freeze();
    void plan(const char* run, const std::string& from, const std::string& to);

    ScratchDirectory scratch_{ScratchDirectory::Place::memory};
    RecordingListener listener_;
    TreeDump before_;
    std::unique_ptr<PlannedRun> planned_;
};

/// Faults of reading or of writing calls.
[[nodiscard]] Faults make_faults(bool is_reading, const Fault& fault);

/// The tree when the conversion is done.
[[nodiscard]] TreeDump undisturbed(const Pair& pair);

} // namespace permap::tests
