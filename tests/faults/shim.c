/* SPDX-License-Identifier: MIT
 * Preloaded into a program, makes the C library fail. The environment says what: FAULT_CALL names a
 * kind of call, FAULT_AT the number of the one that fails (counted from the start of main), and
 * FAULT_COUNT a file for the number of such calls that were made. Kinds that take FAULT_AT: malloc,
 * open, read, mkstemp, fchmod, fdopen, fflush, fclose, fsync, rename, memstream. Without it: eintr
 * (every other read is interrupted), short (reads give a byte or a few). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);
void __gmp_set_memory_functions(void *(*)(size_t), void *(*)(void *, size_t, size_t),
                                void (*)(void *, size_t));

static const char *call = "";
static unsigned long fails_at;
static atomic_ulong count;
static atomic_bool armed;

static void report(void) {
  const char *path = getenv("FAULT_COUNT");
  int descriptor = path ? openat(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0666) : -1;
  if (descriptor < 0)
    return;
  armed = false;
  dprintf(descriptor, "%lu\n", (unsigned long)count);
  close(descriptor);
}

static void *next(const char *name) {
  void *function = dlsym(RTLD_NEXT, name);
  if (!function)
    _exit(99);
  return function;
}

/* The programs call this first thing in main: before it, failures are the loader's. */
void __gmp_set_memory_functions(void *(*allocate)(size_t),
                                void *(*reallocate)(void *, size_t, size_t),
                                void (*release)(void *, size_t)) {
  void (*real)(void *(*)(size_t), void *(*)(void *, size_t, size_t), void (*)(void *, size_t));
  void *found = next("__gmp_set_memory_functions");
  memcpy(&real, &found, sizeof real);
  real(allocate, reallocate, release);
  const char *at = getenv("FAULT_AT");
  call = getenv("FAULT_CALL") ? getenv("FAULT_CALL") : "";
  fails_at = at ? strtoul(at, NULL, 10) : 0;
  atexit(report);
  armed = true;
}

static bool fails(const char *kind, int error) {
  if (!armed || strcmp(call, kind) != 0 || ++count != fails_at)
    return false;
  errno = error;
  return true;
}

void *malloc(size_t size) {
  return fails("malloc", ENOMEM) ? NULL : __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
  return fails("malloc", ENOMEM) ? NULL : __libc_calloc(number, size);
}

void *realloc(void *memory, size_t size) {
  return fails("malloc", ENOMEM) ? NULL : __libc_realloc(memory, size);
}

void *memalign(size_t alignment, size_t size) {
  return fails("malloc", ENOMEM) ? NULL : __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  return memalign(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size) {
  *out = memalign(alignment, size);
  return *out ? 0 : ENOMEM;
}

/* Everything else goes on to the next function of that name. */
#define FORWARD(result, name, failure, error, parameters, arguments)                               \
  result name parameters {                                                                         \
    result(*real) parameters;                                                                      \
    void *found = next(#name);                                                                     \
    memcpy(&real, &found, sizeof real);                                                            \
    return fails(#name, error) ? failure : real arguments;                                         \
  }

FORWARD(int, mkstemp, -1, ENOSPC, (char *name), (name))
FORWARD(int, fchmod, -1, EPERM, (int descriptor, mode_t mode), (descriptor, mode))
FORWARD(FILE *, fdopen, NULL, ENOMEM, (int descriptor, const char *mode), (descriptor, mode))
FORWARD(int, fflush, EOF, EIO, (FILE * stream), (stream))
FORWARD(int, fsync, -1, EIO, (int descriptor), (descriptor))
FORWARD(int, rename, -1, EACCES, (const char *from, const char *to), (from, to))
FORWARD(FILE *, open_memstream, NULL, ENOMEM, (char **data, size_t *length), (data, length))

/* From the call FAULT_AT on, no more threads are made. */
int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                   void *argument) {
  int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
  void *found = next("pthread_create");
  memcpy(&real, &found, sizeof real);
  if (armed && strcmp(call, "pthread_create") == 0 && ++count >= fails_at)
    return EAGAIN;
  return real(thread, attributes, run, argument);
}

int fclose(FILE *stream) { /* closes it all the same, as the real one does when it fails */
  int (*real)(FILE *);
  void *found = next("fclose");
  memcpy(&real, &found, sizeof real);
  bool bad = fails("fclose", EIO);
  int result = real(stream);
  if (bad)
    errno = EIO;
  return bad ? EOF : result;
}

int open(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  unsigned mode = flags & O_CREAT ? va_arg(arguments, unsigned) : 0;
  va_end(arguments);
  return fails("open", EMFILE) ? -1 : openat(AT_FDCWD, path, flags, mode);
}

ssize_t read(int descriptor, void *bytes, size_t size) {
  ssize_t (*real)(int, void *, size_t);
  void *found = next("read");
  memcpy(&real, &found, sizeof real);
  if (fails("read", EIO))
    return -1;
  if (armed && strcmp(call, "eintr") == 0 && ++count % 2 == 1) {
    errno = EINTR;
    return -1;
  }
  if (armed && strcmp(call, "short") == 0 && size > 0)
    size = 1 + ++count % 7 < size ? 1 + count % 7 : size;
  return real(descriptor, bytes, size);
}
