// SPDX-License-Identifier: Apache-2.0
// Tells the thread sanitizer about the order that oneTBB keeps between tasks; linked into
// everything that is built with it.
//
// The library of the distribution is not instrumented, so the sanitizer does not see that a task
// begins after it was spawned, that a wait ends after the work, and that memory of a finished task
// is used again: it calls all of them races. Hiding what happens below libtbb
// (called_from_lib:libtbb.so.12) hides the real races too: all our task bodies are called from
// there. So the entry points that make order are taken over here, and the edges are given exactly,
// one per task. Whatever else two tasks share still has to be synchronised: planted_test shows it.
#include <cstdlib>

#include <dlfcn.h>
#include <oneapi/tbb/detail/_small_object_pool.h>
#include <oneapi/tbb/detail/_task.h>
#include <sanitizer/tsan_interface.h>

namespace tbb::detail {
namespace {

/// Stands for a spawned task in the scheduler: what the spawning thread did before is known to the
/// thread that executes it. Lives until it was executed or cancelled.
class Handed final : public d1::task {
public:
    explicit Handed(d1::task& real) : real_(real) { __tsan_release(this); }

    d1::task* execute(d1::execution_data& data) override { return take().execute(data); }
    d1::task* cancel(d1::execution_data& data) override { return take().cancel(data); }

private:
    d1::task& take() {
        __tsan_acquire(this);
        d1::task& real = real_;
        delete this;
        return real;
    }

    d1::task& real_;
};

/// The library's own function of that (mangled) name.
template <typename Function>
Function* next(const char* name) {
    void* const found = ::dlsym(RTLD_NEXT, name);
    if (found == nullptr) {
        std::abort(); // another version of oneTBB: look at its entry points again
    }
    return reinterpret_cast<Function*>(found);
}

/// Workers count down in the second word of the context, with atomics of the header, which the
/// sanitizer sees; it does not see the library reading zero there.
void acquire(d1::wait_context& context) {
    static_assert(sizeof(d1::wait_context) == 2 * sizeof(std::uint64_t));
    __tsan_acquire(reinterpret_cast<std::uint64_t*>(&context) + 1);
}

/// Never looked into.
char no_pool;

} // namespace

namespace r1 {

void spawn(d1::task& task, d1::task_group_context& context) {
    using Spawn = void(d1::task&, d1::task_group_context&);
    static Spawn* const real =
        next<Spawn>("_ZN3tbb6detail2r15spawnERNS0_2d14taskERNS2_18task_group_contextE");
    real(*new Handed(task), context);
}

void spawn(d1::task& task, d1::task_group_context& context, d1::slot_id slot) {
    using Spawn = void(d1::task&, d1::task_group_context&, d1::slot_id);
    static Spawn* const real =
        next<Spawn>("_ZN3tbb6detail2r15spawnERNS0_2d14taskERNS2_18task_group_contextEt");
    real(*new Handed(task), context, slot);
}

void execute_and_wait(d1::task& task, d1::task_group_context& task_context,
                      d1::wait_context& waiting, d1::task_group_context& wait_context) {
    using Wait =
        void(d1::task&, d1::task_group_context&, d1::wait_context&, d1::task_group_context&);
    static Wait* const real =
        next<Wait>("_ZN3tbb6detail2r116execute_and_waitERNS0_2d14taskERNS2_18task_group_contextERNS"
                   "2_12wait_contextES6_");
    real(task, task_context, waiting, wait_context);
    acquire(waiting);
}

void wait(d1::wait_context& waiting, d1::task_group_context& context) {
    using Wait = void(d1::wait_context&, d1::task_group_context&);
    static Wait* const real =
        next<Wait>("_ZN3tbb6detail2r14waitERNS0_2d112wait_contextERNS2_18task_group_contextE");
    real(waiting, context);
    acquire(waiting);
}

// Memory of tasks comes from malloc, whose reuse the sanitizer understands.

void* allocate(d1::small_object_pool*& pool, std::size_t size) {
    pool = reinterpret_cast<d1::small_object_pool*>(&no_pool);
    return std::aligned_alloc(d1::task_alignment, (size + d1::task_alignment - 1) /
                                                      d1::task_alignment * d1::task_alignment);
}

void* allocate(d1::small_object_pool*& pool, std::size_t size, const d1::execution_data& /*data*/) {
    return allocate(pool, size);
}

void deallocate(d1::small_object_pool& /*pool*/, void* memory, std::size_t /*size*/) {
    std::free(memory);
}

void deallocate(d1::small_object_pool& /*pool*/, void* memory, std::size_t /*size*/,
                const d1::execution_data& /*data*/) {
    std::free(memory);
}

} // namespace r1
} // namespace tbb::detail
