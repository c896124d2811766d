// SPDX-License-Identifier: Apache-2.0
// BoundedQueue: many producers, one consumer, and producers wait while it is full, so that a fast
// walk cannot outrun a slow disk in memory. Own synchronisation.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace permap::base {

template <typename T>
class BoundedQueue {
public:
    explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}

    /// Waits for room; false when the queue was closed, and then `item` is dropped.
    bool push(T item);

    /// Waits for an item; nothing once the queue is closed and empty.
    std::optional<T> pop();

    /// No more items go in. What is inside still comes out.
    void close();

private:
    std::mutex mutex_;
    std::condition_variable has_room_;
    std::condition_variable has_items_;
    std::size_t capacity_;   ///< set before use
    std::deque<T> items_;    ///< guarded by mutex_
    bool is_closed_ = false; ///< guarded by mutex_
};

template <typename T>
bool BoundedQueue<T>::push(T item) {
    std::unique_lock lock(mutex_);
    has_room_.wait(lock, [&] { return is_closed_ || items_.size() < capacity_; });
    if (is_closed_) {
        return false;
    }
    items_.push_back(std::move(item));
    has_items_.notify_one();
    return true;
}

template <typename T>
std::optional<T> BoundedQueue<T>::pop() {
    std::unique_lock lock(mutex_);
    has_items_.wait(lock, [&] { return is_closed_ || !items_.empty(); });
    if (items_.empty()) {
        return std::nullopt;
    }
    std::optional<T> item = std::move(items_.front());
    items_.pop_front();
    has_room_.notify_one();
    return item;
}

template <typename T>
void BoundedQueue<T>::close() {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
    has_room_.notify_all();
    has_items_.notify_all();
}

} // namespace permap::base
