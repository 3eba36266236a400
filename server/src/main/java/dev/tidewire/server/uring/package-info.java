/**
 * Sends to many sockets with one system call, where the kernel offers io_uring. Knows no frames.
 */
@NullMarked
package dev.tidewire.server.uring;

import org.jspecify.annotations.NullMarked;
