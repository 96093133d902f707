/* Moves the time of day for every process that loads this before the C library, and for all processes that those start.
 *
 * SECONDS is defined when this is compiled, so that all processes of a run agree. The monotonic clock is left alone: pauses
 * and deadlines last as long as ever. libfaketime does the same, but as packaged in Debian 12 it makes Python's time.sleep
 * fail. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>

typedef int read_clock(clockid_t, struct timespec *);

int clock_gettime(clockid_t clock, struct timespec *moment)
{
    static read_clock *next;
    if (next == NULL)
        next = (read_clock *)dlsym(RTLD_NEXT, "clock_gettime");
    int result = next(clock, moment);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        moment->tv_sec += SECONDS;
    return result;
}

int gettimeofday(struct timeval *restrict moment, void *restrict zone)
{
    struct timespec now;
    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0)
        return -1;
    moment->tv_sec = now.tv_sec;
    moment->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *moment)
{
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0)
        return -1;
    if (moment != NULL)
        *moment = now.tv_sec;
    return now.tv_sec;
}
