#pragma once
// System calls that Swift cannot import: `import Glibc` hides getrandom and prctl, struct ucred needs _GNU_SOURCE
// (which must not be defined in a header that Swift imports: it clashes with Glibc and OpenSSL), `flock` names a
// struct in Swift, and the RLIMIT constants are an enum that the calls do not accept. So they live in platform.c.
//
// Every function returns 0, or the errno of what failed.
#include <stddef.h>
#include <stdint.h>

// Fills `buffer` with `count` bytes of the kernel's randomness; waits only before the kernel is seeded at boot.
int comity_random(void *buffer, size_t count);

// No core files and no reading of this process's memory by others of the same user: RLIMIT_CORE 0, PR_SET_DUMPABLE 0.
int comity_forbid_dumps(void);

// Raises the soft limit of open descriptors to `wanted` or to the hard limit, whichever is less; never lowers it.
// `granted` receives the limit that then holds.
int comity_raise_descriptors(uint64_t wanted, uint64_t *granted);

// Takes an exclusive advisory lock on an open descriptor without waiting: EWOULDBLOCK if somebody else holds it.
int comity_lock_exclusive(int descriptor);

// The user and process at the other end of a connected AF_UNIX socket, as the kernel knows them.
int comity_peer_user(int descriptor, uint32_t *user, int32_t *process);

// Starts this very program again with `arguments`, input from /dev/null and both outputs to the open descriptor `log`.
// The kernel sends the child SIGTERM as soon as the calling thread has ended, however it ended. `child` receives its
// process id. (`fork` is hidden from Swift, and `posix_spawn` cannot bind the life of a child to its parent's.)
int comity_spawn_bound(char *const arguments[], int log, int32_t *child);

// Milliseconds of CLOCK_MONOTONIC, and of CLOCK_REALTIME since 1970.
int64_t comity_monotonic_milliseconds(void);
int64_t comity_wall_milliseconds(void);
