#pragma once
// <sys/types.h> first: event-config.h defines _GNU_SOURCE, which otherwise clashes with Glibc and OpenSSL.
#include <sys/types.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/bufferevent_ssl.h>
#include <event2/dns.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <event2/thread.h>
#include <event2/util.h>
