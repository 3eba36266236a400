/*
 * The floor: what a broadcast costs when nothing is done but the kernel's work. One thread, epoll, one
 * write for each delivery; a frame is encoded once and shared. No tokens, no history, no limits: not a
 * server for anybody, only a measure for those that are.
 *
 * The plain protocol, one text message each: "S channel" is answered with "s", "P channel id content"
 * with "p id", and content goes to all who subscribed.
 *
 *   cc -O2 -o floor floor.c && ./floor 9005
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_FILES = 65536, BUCKETS = 65536, EVENTS = 1024, READ_BUFFER = 1 << 20, MAX_FRAME = 1 << 20 };

/* A client. What is not whole yet waits in `in`, what the kernel did not take in `out`. */
struct connection {
  int open, upgraded, writing;
  char *in, *out;
  size_t in_length, out_length;
};

struct channel {
  char *name;
  int *listeners, count, room;
  struct channel *next;
};

static struct connection connections[MAX_FILES];
static struct channel *channels[BUCKETS];
static char buffer[READ_BUFFER];
static int poller;

static void *checked(void *memory) {
  if (!memory) {
    perror("memory");
    exit(1);
  }
  return memory;
}

/* --- SHA-1 and Base64, for the handshake --- */

static uint32_t rotated(uint32_t value, int bits) { return value << bits | value >> (32 - bits); }

static void sha1_block(uint32_t state[5], const unsigned char *block) {
  uint32_t w[80];
  for (int i = 0; i < 16; i++)
    w[i] = (uint32_t)block[4 * i] << 24 | block[4 * i + 1] << 16 | block[4 * i + 2] << 8 | block[4 * i + 3];
  for (int i = 16; i < 80; i++) w[i] = rotated(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
  uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
  for (int i = 0; i < 80; i++) {
    uint32_t f = i < 20 ? (b & c) | (~b & d) : i < 40 ? b ^ c ^ d : i < 60 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
    uint32_t k = i < 20 ? 0x5A827999 : i < 40 ? 0x6ED9EBA1 : i < 60 ? 0x8F1BBCDC : 0xCA62C1D6;
    uint32_t next = rotated(a, 5) + f + e + k + w[i];
    e = d, d = c, c = rotated(b, 30), b = a, a = next;
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e;
}

/* Of a key and the standard's constant: 60 bytes, which are two blocks with their padding. */
static void accept_key(const char *key, char out[29]) {
  unsigned char text[128] = {0};
  memcpy(text, key, 24);
  memcpy(text + 24, "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", 36);
  text[60] = 0x80;
  text[126] = 480 >> 8, text[127] = 480 & 0xFF;
  uint32_t state[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
  sha1_block(state, text);
  sha1_block(state, text + 64);
  unsigned char digest[21] = {0};
  for (int i = 0; i < 20; i++) digest[i] = state[i / 4] >> (24 - 8 * (i % 4));
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (int i = 0; i < 7; i++) {
    uint32_t three = digest[3 * i] << 16 | digest[3 * i + 1] << 8 | digest[3 * i + 2];
    for (int j = 0; j < 4; j++) out[4 * i + j] = digits[three >> (18 - 6 * j) & 63];
  }
  out[27] = '=', out[28] = 0;
}

/* --- Connections --- */

static void forget(int file) {
  struct connection *c = &connections[file];
  for (int b = 0; b < BUCKETS; b++)
    for (struct channel *channel = channels[b]; channel; channel = channel->next)
      for (int i = 0; i < channel->count; i++)
        if (channel->listeners[i] == file) channel->listeners[i--] = channel->listeners[--channel->count];
  free(c->in);
  free(c->out);
  memset(c, 0, sizeof *c);
  close(file);
}

static void watch(int file, int writing) {
  struct epoll_event event = {.events = EPOLLIN | (writing ? EPOLLOUT : 0), .data.fd = file};
  epoll_ctl(poller, EPOLL_CTL_MOD, file, &event);
  connections[file].writing = writing;
}

static void keep(struct connection *c, const char *bytes, size_t length) {
  c->out = checked(realloc(c->out, c->out_length + length));
  memcpy(c->out + c->out_length, bytes, length);
  c->out_length += length;
}

static void send_bytes(int file, const char *bytes, size_t length) {
  struct connection *c = &connections[file];
  ssize_t sent = c->out_length ? 0 : write(file, bytes, length);
  if (sent < 0) {
    if (errno != EAGAIN) return; /* Its next read says that it is gone. */
    sent = 0;
  }
  if ((size_t)sent < length) {
    keep(c, bytes + sent, length - sent);
    if (!c->writing) watch(file, 1);
  }
}

static void flush_out(int file) {
  struct connection *c = &connections[file];
  ssize_t sent = write(file, c->out, c->out_length);
  if (sent <= 0) return;
  c->out_length -= sent;
  memmove(c->out, c->out + sent, c->out_length);
  if (!c->out_length) {
    free(c->out);
    c->out = NULL;
    watch(file, 0);
  }
}

/* --- Channels --- */

static struct channel *channel_of(const char *name, size_t length, int create) {
  uint32_t hash = 2166136261u;
  for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)name[i]) * 16777619u;
  struct channel **at = &channels[hash % BUCKETS];
  for (struct channel *c = *at; c; c = c->next)
    if (strlen(c->name) == length && !memcmp(c->name, name, length)) return c;
  if (!create) return NULL;
  struct channel *c = checked(calloc(1, sizeof *c));
  c->name = checked(strndup(name, length));
  c->next = *at;
  return *at = c;
}

static void subscribe(int file, const char *name, size_t length) {
  struct channel *channel = channel_of(name, length, 1);
  if (channel->count == channel->room) {
    channel->room = channel->room ? 2 * channel->room : 4;
    channel->listeners = checked(realloc(channel->listeners, channel->room * sizeof(int)));
  }
  channel->listeners[channel->count++] = file;
}

/* --- Messages --- */

static size_t encode(char *frame, int opcode, const char *payload, size_t length) {
  size_t header = length < 126 ? 2 : length < 65536 ? 4 : 10;
  frame[0] = (char)(0x80 | opcode);
  if (header == 2) frame[1] = (char)length;
  else {
    frame[1] = header == 4 ? 126 : 127;
    for (size_t i = 2; i < header; i++) frame[i] = (char)((uint64_t)length >> (8 * (header - 1 - i)));
  }
  memcpy(frame + header, payload, length);
  return header + length;
}

static void publish(int file, const char *text, size_t length) {
  static char frame[MAX_FRAME + 16];
  const char *end = text + length;
  const char *id = memchr(text, ' ', length);
  const char *content = id ? memchr(id + 1, ' ', end - id - 1) : NULL;
  if (!content) return;
  size_t size = encode(frame, 1, content + 1, end - content - 1);
  struct channel *channel = channel_of(text, id - text, 0);
  for (int i = 0; channel && i < channel->count; i++) send_bytes(channel->listeners[i], frame, size);
  char answer[64] = "p", reply[80];
  size_t digits = content - id; /* With the blank in front. */
  if (digits > 32) return;
  memcpy(answer + 1, id, digits);
  send_bytes(file, reply, encode(reply, 1, answer, digits + 1));
}

static void message(int file, int opcode, char *payload, size_t length) {
  if (opcode == 1 && length > 2 && payload[0] == 'S') {
    subscribe(file, payload + 2, length - 2);
    send_bytes(file, "\x81\x01s", 3);
  } else if (opcode == 1 && length > 2 && payload[0] == 'P') {
    publish(file, payload + 2, length - 2);
  }
}

/* Handles whole frames; returns how many bytes they took, or -1 when the connection must end. */
static long frames(int file, char *bytes, size_t length) {
  size_t at = 0;
  while (length - at >= 6) {
    unsigned char *frame = (unsigned char *)bytes + at;
    size_t header = 2;
    uint64_t size = frame[1] & 0x7F;
    if (size >= 126) {
      size_t extra = size == 126 ? 2 : 8;
      if (length - at < 2 + extra + 4) break;
      size = 0;
      for (size_t i = 0; i < extra; i++) size = size << 8 | frame[2 + i];
      header += extra;
    }
    if (size > MAX_FRAME || !(frame[1] & 0x80)) return -1;
    if (length - at < header + 4 + size) break;
    unsigned char *mask = frame + header, *payload = mask + 4;
    for (size_t i = 0; i < size; i++) payload[i] ^= mask[i & 3];
    if ((frame[0] & 0x0F) == 8) return -1;
    message(file, frame[0] & 0x0F, (char *)payload, size);
    at += header + 4 + size;
  }
  return (long)at;
}

static long handshake(int file, char *bytes, size_t length) {
  char *end = memmem(bytes, length, "\r\n\r\n", 4);
  if (!end) return length > 16384 ? -1 : 0;
  char *key = memmem(bytes, end - bytes, "Sec-WebSocket-Key: ", 19);
  if (!key || end - key < 19 + 24) return -1;
  char accept[29], answer[256];
  accept_key(key + 19, accept);
  int size = snprintf(answer, sizeof answer,
                      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      "Sec-WebSocket-Accept: %s\r\n\r\n", accept);
  send_bytes(file, answer, size);
  connections[file].upgraded = 1;
  return end + 4 - bytes;
}

static void received(int file, char *bytes, size_t length) {
  struct connection *c = &connections[file];
  if (c->in_length) {
    c->in = checked(realloc(c->in, c->in_length + length));
    memcpy(c->in + c->in_length, bytes, length);
    bytes = c->in, length += c->in_length;
  }
  long used = 0;
  if (!c->upgraded) used = handshake(file, bytes, length);
  if (used >= 0 && c->upgraded) {
    long more = frames(file, bytes + used, length - used);
    used = more < 0 ? -1 : used + more;
  }
  if (used < 0) {
    forget(file);
    return;
  }
  size_t rest = length - used;
  char *kept = rest ? checked(malloc(rest)) : NULL;
  if (rest) memcpy(kept, bytes + used, rest);
  free(c->in);
  c->in = kept, c->in_length = rest;
}

static void accept_all(int listener) {
  int file;
  while ((file = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    if (file >= MAX_FILES) {
      close(file);
      continue;
    }
    int on = 1;
    setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    connections[file].open = 1;
    struct epoll_event event = {.events = EPOLLIN, .data.fd = file};
    epoll_ctl(poller, EPOLL_CTL_ADD, file, &event);
  }
}

static int listen_on(int port) {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 4096)) {
    perror("listen");
    exit(1);
  }
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
  epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
  return listener;
}

int main(int count, char **arguments) {
  signal(SIGPIPE, SIG_IGN);
  poller = epoll_create1(0);
  int listener = listen_on(count > 1 ? atoi(arguments[1]) : 9005);
  puts("listening");
  fflush(stdout);
  struct epoll_event events[EVENTS];
  for (;;) {
    int ready = epoll_wait(poller, events, EVENTS, -1);
    for (int i = 0; i < ready; i++) {
      int file = events[i].data.fd;
      if (file == listener) {
        accept_all(listener);
        continue;
      }
      if (events[i].events & EPOLLOUT) flush_out(file);
      if (!(events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))) continue;
      ssize_t length = read(file, buffer, sizeof buffer);
      if (length > 0) received(file, buffer, length);
      else if (length == 0 || errno != EAGAIN) forget(file);
    }
  }
}
