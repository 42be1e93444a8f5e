#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

int comity_random(void *buffer, size_t count) {
    unsigned char *cursor = buffer;
    while (count > 0) {
        ssize_t got = getrandom(cursor, count, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return errno;
        cursor += got;
        count -= (size_t)got;
    }
    return 0;
}

int comity_forbid_dumps(void) {
    struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0) return errno;
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return errno;
    return 0;
}

int comity_raise_descriptors(uint64_t wanted, uint64_t *granted) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return errno;
    rlim_t target = wanted < limit.rlim_max ? (rlim_t)wanted : limit.rlim_max;
    if (target > limit.rlim_cur) {
        limit.rlim_cur = target;
        if (setrlimit(RLIMIT_NOFILE, &limit) != 0) return errno;
    }
    *granted = limit.rlim_cur;
    return 0;
}

int comity_lock_exclusive(int descriptor) {
    while (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EINTR) return errno;
    }
    return 0;
}

int comity_peer_user(int descriptor, uint32_t *user, int32_t *process) {
    struct ucred credentials;
    socklen_t size = sizeof credentials;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return errno;
    *user = credentials.uid;
    *process = credentials.pid;
    return 0;
}

static int64_t milliseconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t comity_monotonic_milliseconds(void) { return milliseconds(CLOCK_MONOTONIC); }
int64_t comity_wall_milliseconds(void) { return milliseconds(CLOCK_REALTIME); }
