// SPDX-License-Identifier: Apache-2.0
// Settling one entry: pin it, recognise it, compare it with its record and take it to the wanted
// state (apply) or back to the old one (undo). Both are the same code with the two states
// exchanged, and both can be repeated: what is already right is left alone.
#pragma once

#include "codec/passage.hpp"
#include "mapper/execute.hpp"
#include "mapper/metadata_files.hpp"
#include "mapper/record.hpp"

#include <string>

namespace permap::mapper {

enum class Direction { apply, undo };

/// What one run does, the same for all of its entries. Read-only during a run.
struct Task {
    Direction direction;
    codec::OwnerChange forward;  ///< order of steps when applying
    codec::OwnerChange backward; ///< order of steps when undoing
    codec::SetOwner runner;      ///< who owns closed directories
    std::string temporary_prefix;
    bool overwrites_changed = false; ///< --allow changed-since
    bool keeps_files = false;        ///< one of the two models keeps metadata in files
    /// An earlier attempt may have stopped at any step. A run that begins finds only its two ends.
    bool is_resumed = false;
    bool allows_new_names = false; ///< --allow hard-link-outside, now or when planned
};

/// The states between which a record is moved.
[[nodiscard]] const codec::DiskState& origin_of(const Task& task, const Record& record);
[[nodiscard]] const codec::DiskState& target_of(const Task& task, const Record& record);
[[nodiscard]] codec::Passage passage_of(const Task& task, const Record& record);
[[nodiscard]] codec::OwnerChange order_of(const Task& task);

/// Whether the run knows the state of the record's inode: an end, or, resumed, one on the way.
[[nodiscard]] bool is_expected(const Task& task, const Record& record, const codec::DiskState& now);

/// Whether what the run replaces may still be, or be again, what the state is of: the object or
/// its stand-in, whatever its owner, mode and attributes.
[[nodiscard]] bool is_either_end(const Record& record, const codec::DiskState& found);

/// The same task of a run that begins: it knows no states on the way.
[[nodiscard]] Task without_passage(Task task);

/// Whether a directory in this state is closed to others by the run.
[[nodiscard]] bool is_closed(const Task& task, const codec::DiskState& directory);

/// Whether the record's object changes its inode.
[[nodiscard]] bool is_replaced(const Record& record);

/// Whether the inode has a name that the run does not know: its owner would change there, too.
/// Exchanges make names fewer.
[[nodiscard]] bool has_new_names(const Task& task, const Record& record, const codec::Facts& found);

/// Whether the object at the name is the one that is to be replaced. It is in a closed directory,
/// so the state says it all: the inode is another one where an undo made it anew, and a stand-in
/// never had a recorded one. With leave to overwrite, the recorded inode (or what still has the
/// stand-in's contents) may have another owner, mode or attributes: contents are never overwritten.
[[nodiscard]] bool is_object_to_replace(const Task& task, const Record& record,
                                        const codec::Facts& found);
[[nodiscard]] bool is_target(const Task& task, const Record& record, const codec::Facts& found);
[[nodiscard]] bool admits_metadata(const Task& task, const Record& record,
                                   const codec::Facts& found);

/// An error where the entry is to have a metadata file and something that is none has its name:
/// what somebody keeps there is not the run's to remove, whatever is allowed.
[[nodiscard]] base::Result<void> check_metadata_place(const Task& task, const Record& record,
                                                      const codec::Facts& found);

/// Whether the metadata file that the target has is there; true where it has none.
[[nodiscard]] bool has_target_metadata(const Task& task, const Record& record,
                                       const codec::Facts& found);

/// Whether objects of the kind are opened to be changed.
[[nodiscard]] bool can_be_opened(codec::Kind kind);

enum class Outcome {
    unchanged, ///< it was as wanted
    changed,
    refused,    ///< changed since the plan: left alone
    other,      ///< another object has its name: likewise
    gone,       ///< not there any more
    unprepared, ///< its replacement could not be built, as has been reported
};

struct Settled {
    Outcome outcome = Outcome::unchanged;
    codec::Change change; ///< the steps made, where changed
    std::string reason;   ///< why it was left alone
};

/// Settles a file or another object that keeps its inode.
[[nodiscard]] base::Result<Settled> settle_in_place(const Disk& disk, const Task& task, int dirfd,
                                                    const std::string& name, const Record& record);

/// Whether the object at the record's name is one to build a replacement for: not done, and what
/// the run may replace.
[[nodiscard]] bool is_to_be_replaced(const Task& task, const Record& record,
                                     const codec::Facts& found);

/// Builds the replacement of an object that changes its inode beside it, unless it has been
/// exchanged already; returns the new inode, or nothing where none is needed.
[[nodiscard]] base::Result<std::optional<codec::Identity>>
prepare_replacement(const Disk& disk, const Task& task, int dirfd, const std::string& name,
                    const Record& record);

/// Writes the metadata file that the entry is to have, unless it is there or the entry is not what
/// it should be. With `shared`, the entry is given that very file, or becomes the first that has
/// it. True if there was something to write.
[[nodiscard]] base::Result<bool> prepare_metadata(const Disk& disk, const Task& task, int dirfd,
                                                  const std::string& name, const Record& record,
                                                  SharedMetadata* shared = nullptr);

/// Puts the prepared replacement in the object's place.
[[nodiscard]] base::Result<Settled> settle_by_exchange(const Disk& disk, const Task& task,
                                                       int dirfd, const std::string& name,
                                                       const Record& record);

/// Removes what earlier attempts left at the entry's temporary name; an object that is none of
/// ours is an error.
[[nodiscard]] base::Result<void> clear_temporary(const Disk& disk, const Task& task, int dirfd,
                                                 const std::string& name, const Record& record);

/// What settling an entry would come to now, as far as reading shows. Writes nothing.
[[nodiscard]] base::Result<Settled> foresee(const Disk& disk, const Task& task, int dirfd,
                                            const std::string& name, const Record& record);

} // namespace permap::mapper
