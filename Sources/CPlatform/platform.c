#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

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

// What the child does before it is this program again: nothing that is unsafe after a fork. Returns an errno.
static int become_bound(char *const arguments[], int log, pid_t parent) {
    if (prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0) != 0) return errno;
    if (getppid() != parent) return ESRCH;
    int null = open("/dev/null", O_RDONLY);
    if (null < 0 || dup2(null, 0) < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0) return errno;
    execv("/proc/self/exe", arguments);
    return errno;
}

int comity_spawn_bound(char *const arguments[], int log, int32_t *child) {
    // The child's failure comes through a pipe, which closes by itself when the program has begun.
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return errno;
    pid_t parent = getpid();
    pid_t started = fork();
    if (started == 0) {
        int failure = become_bound(arguments, log, parent);
        ssize_t written = write(ends[1], &failure, sizeof failure);
        _exit(written == sizeof failure ? 127 : 126);
    }
    int failure = started < 0 ? errno : 0;
    close(ends[1]);
    if (started > 0) {
        ssize_t got;
        do got = read(ends[0], &failure, sizeof failure);
        while (got < 0 && errno == EINTR);
        if (failure != 0) waitpid(started, NULL, 0);
    }
    close(ends[0]);
    *child = started;
    return failure;
}

static int64_t milliseconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t comity_monotonic_milliseconds(void) { return milliseconds(CLOCK_MONOTONIC); }
int64_t comity_wall_milliseconds(void) { return milliseconds(CLOCK_REALTIME); }
