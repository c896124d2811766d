# SPDX-License-Identifier: Apache-2.0
# The system calls that sweep.py disturbs, and the errors that can happen to each.

# Whatever can change a tree, and what makes it durable. The names without `f` and `at` are the
# detours over /proc/self/fd for objects that cannot be opened. Opening is in it where it creates.
TREE_CALLS = ["fchownat", "fchmod", "chmod", "ioctl", "fsetxattr", "setxattr", "fremovexattr",
              "removexattr", "symlinkat", "mknodat", "mkdirat", "linkat", "renameat", "renameat2",
              "unlinkat", "utimensat", "write", "fsync", "syncfs"]
# The run file is SQLite's; closing it, what the kernel calls `unlink` removes its log.
RUN_FILE_CALLS = ["pwrite64", "fdatasync", "ftruncate", "unlink"]
WRITING_CALLS = TREE_CALLS + RUN_FILE_CALLS

# Errors that the manual pages and the file systems know for these calls.
ANY_ERRORS = ["EIO"]
CALL_ERRORS = {
    "openat": ["EIO", "EMFILE", "ENFILE", "EINTR", "ESTALE", "EACCES", "ENOSPC"],
    "openat2": ["EIO", "EMFILE", "ESTALE", "EACCES", "EAGAIN"],
    "statx": ["EIO", "ESTALE", "EACCES"],
    "getdents64": ["EIO", "ESTALE"],
    "fchownat": ["EIO", "EPERM", "EROFS", "EDQUOT", "ESTALE"],
    "fchmod": ["EIO", "EPERM", "EROFS", "ESTALE"],
    "chmod": ["EIO", "EPERM", "EROFS", "ESTALE"],
    "fsetxattr": ["EIO", "ENOSPC", "EPERM", "EROFS", "EDQUOT", "ESTALE", "E2BIG", "EOPNOTSUPP"],
    "setxattr": ["EIO", "ENOSPC", "EPERM", "EROFS", "EDQUOT", "ESTALE"],
    "fremovexattr": ["EIO", "EPERM", "EROFS", "EDQUOT", "ESTALE"],
    "removexattr": ["EIO", "EPERM", "EROFS"],
    "symlinkat": ["EIO", "ENOSPC", "EDQUOT", "EROFS", "ESTALE"],
    "mknodat": ["EIO", "ENOSPC", "EPERM", "EROFS", "EDQUOT"],
    "mkdirat": ["EIO", "ENOSPC", "EDQUOT", "EROFS"],
    "linkat": ["EIO", "EMLINK", "EPERM", "ENOSPC", "EDQUOT"],
    "renameat": ["EIO", "ENOSPC", "EROFS"],
    "renameat2": ["EIO", "ENOSPC", "EINVAL", "EROFS", "EDQUOT", "ESTALE"],
    "unlinkat": ["EIO", "EBUSY", "EROFS", "ESTALE"],
    "utimensat": ["EIO", "EPERM", "EROFS"],
    "fgetxattr": ["EIO", "ESTALE"],
    "flistxattr": ["EIO", "ESTALE"],
    "readlinkat": ["EIO", "ESTALE"],
    "write": ["EIO", "ENOSPC", "EDQUOT", "EINTR"],
    "pwrite64": ["EIO", "ENOSPC", "EINTR"],
    "fsync": ["EIO", "ENOSPC", "EINTR"],
    "fdatasync": ["EIO", "ENOSPC"],
    "syncfs": ["EIO", "ENOSPC"],
    "open_tree": ["EPERM", "ENOSYS", "EMFILE", "ENOMEM"],
    "mount_setattr": ["EPERM", "ENOSYS", "EINVAL"],
    "ioctl": ["EIO", "EPERM", "EROFS", "ENOTTY"],
    "flock": ["EINTR", "ENOLCK"],
}
# Not permap's own: memory, threads, signals, what starts and ends a process. Losing one of them is
# a broken machine, or the C library's business.
NOT_DISTURBED = set(
    "execve brk mmap munmap mprotect madvise futex exit exit_group rt_sigaction rt_sigprocmask "
    "rt_sigreturn sigaltstack arch_prctl set_tid_address set_robust_list rseq prlimit64 clone "
    "clone3 wait4 close rt_sigtimedwait sched_yield tgkill getpid gettid restart_syscall "
    "access readlink read newfstatat pread64".split())
# The manual says of these that they always succeed: an error's number would be taken for an id.
NOT_DISTURBED |= set("getuid geteuid getgid getegid umask getppid".split())


def errors_of(call):
    return CALL_ERRORS.get(call, ANY_ERRORS)
